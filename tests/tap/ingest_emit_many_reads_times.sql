-- time is RFC 3339; without offset it is read in tqc.timezone, never in the session's zone; a mere date is TQ005.
SELECT no_plan();

SELECT tqc.define_event('a');
SET TimeZone = 'America/New_York';
CREATE FUNCTION pg_temp.at(written text, OUT at timestamptz, OUT state text) LANGUAGE plpgsql AS $$
DECLARE
    taken bigint;
BEGIN
    SELECT seq, sqlstate INTO taken, state
      FROM tqc_emit_many(jsonb_build_array(jsonb_build_object('type', 'a', 'subject', 'V1', 'time', written)));
    SELECT occurred_at INTO at FROM tqc.event WHERE seq = taken;
END
$$;
SELECT is((pg_temp.at(written)).at, at::timestamptz, written) FROM (VALUES
  ('2026-01-05T08:00:00Z', '2026-01-05 08:00Z'),
  ('2026-01-05T08:00:00+08:00', '2026-01-05 00:00Z'),
  ('2026-01-05T08:00:00', '2026-01-05 00:00Z'),
  ('2026-01-05 08:00:00', '2026-01-05 00:00Z'),
  ('2026-01-05T08:00', '2026-01-05 00:00Z'),
  ('2026-01-05t08:00:00.123456789z', '2026-01-05 08:00:00.123457Z'),
  ('2026-01-05T23:30:00-0330', '2026-01-06 03:00Z'),
  ('1988-07-01T08:00:00', '1988-06-30 23:00Z')) AS v(written, at);
SELECT is((pg_temp.at(written)).state, state, written) FROM (VALUES
  ('2026-01-05', 'TQ005'), ('2026-02-30T08:00:00Z', 'TQ002'), ('05.01.2026 08:00', 'TQ002'), ('', 'TQ002'), ('now', 'TQ002'),
  ('infinity', 'TQ002'), ('2026-01-05T24:00:00Z', 'TQ002'), ('20260105080000', 'TQ002'), ('9999-01-01T00:00:00Z', 'TQ006')) AS v(written, state);
SELECT format('ALTER DATABASE %I SET tqc.timezone = %L', current_database(), 'Asia/Urumqi') \gexec
SELECT is((pg_temp.at('2026-01-05T08:00:00')).at, '2026-01-05 02:00Z', 'the zone is the database''s');
SELECT clock_timestamp() AS before \gset
SELECT ok((pg_temp.at(NULL)).at BETWEEN :'before' AND clock_timestamp(), 'no time is now');

SELECT * FROM finish();

-- tqc.define_calendar: versions, equal definitions, what is refused and where.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);

CREATE FUNCTION week(hours text DEFAULT '[["08:00","12:00"]]') RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('mon', hours::jsonb, 'tue', 'mon')
$$;
CREATE FUNCTION define(week jsonb DEFAULT week(), days jsonb DEFAULT '{}', valid_from timestamptz DEFAULT NULL, zone text DEFAULT 'Asia/Shanghai')
RETURNS int LANGUAGE sql AS $$ SELECT tqc.define_calendar('ward', zone, week, days, valid_from) $$;

-- Versions.
SELECT is(define(), 1, 'the first version has number 1');
SELECT is((SELECT (valid_from, valid_to, timezone, week, days, source, defined_by)::text FROM tqc.calendar),
          ('-infinity'::timestamptz, NULL::timestamptz, 'Asia/Shanghai', week(), '{}'::jsonb, NULL::text, session_user)::text,
          'it holds for all time and is stored as given');
SELECT is(define(), 1, 'an equal definition returns the one in force');
SELECT is(define(days => '{"2026-10-01": []}'), 2, 'another is another version');
SELECT is((SELECT valid_from FROM tqc.calendar WHERE version = 2), tqc.now(), 'which is valid from now on, by the clock of tqc');
SELECT is((SELECT valid_to FROM tqc.calendar WHERE version = 1), tqc.now(), 'until then the first is');
SELECT is((SELECT days_known_to FROM tqc.calendar WHERE version = 2), '2026-10-01'::date, 'the view says how far its days are known');
SELECT is(define(valid_from => '2027-01-01 00:00+08'), 3, 'a version may be valid from an instant to come');
SELECT is(define(days => '{"2026-10-01": []}'), 2, 'it is not in force yet');
SELECT is(define(valid_from => '2028-01-01 00:00+08'), 3, 'an equal definition at a given instant returns the one in force then');
SELECT is(define(zone => 'Europe/Berlin', valid_from => '2025-01-01 00:00+08'), 4, 'a version may reach into the past');
SELECT is(tqc.define_calendar('other', 'UTC', week(), valid_from => '2026-01-01', source => 'a paper'), 1, 'versions are numbered for each code');
SELECT is((SELECT source FROM tqc.calendar WHERE code = 'other'), 'a paper', 'a version knows its source');
SELECT is(tqc.define_calendar('other', 'UTC', week(), source => 'another paper'), 1, 'a source alone makes no version');

-- What is refused.
CREATE FUNCTION complaint(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  state text;
  said text;
  detail text;
BEGIN
  EXECUTE statement;
  RETURN 'done';
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, said = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
  RETURN concat_ws(' | ', state, said, nullif(detail, ''));
END $$;
SELECT is(complaint($$SELECT tqc.define_calendar('always', 'UTC', week())$$),
          'TQ003 | calendar "always" is built in | It counts every hour, in the zone tqc.timezone.', 'always is nobody''s code');
SELECT is(complaint($$SELECT tqc.define_calendar('', 'UTC', week())$$), 'TQ003 | calendar code must not be empty', 'no code');
SELECT is(complaint($$SELECT tqc.define_calendar(NULL, 'UTC', week())$$), 'TQ003 | calendar code must not be empty', 'a null code');
SELECT is(complaint($$SELECT define(zone => 'Asia/Shangai')$$),
          'TQ003 | time zone "Asia/Shangai" is unknown | Expected a name of the view pg_timezone_names, such as Asia/Shanghai.', 'an unknown zone');
SELECT is(complaint($$SELECT define(zone => NULL)$$), 'TQ003 | timezone must not be empty', 'no zone');
SELECT is(complaint(format('SELECT define(zone => %L)', zone)),
          format('TQ003 | time zone "%s" is unknown | Expected a name of the view pg_timezone_names, such as Asia/Shanghai.', zone),
          'an offset, which the server would read with the sign the other way round')
FROM unnest(ARRAY['+08', '-8', 'UTC+8', '<+08>-8', 'CST-8', 'Asia/+08', 'Asia/Shanghai8']) zone;
SELECT throws_ok(format('ALTER DATABASE %I SET tqc.timezone = %L', current_database(), zone), '22023', NULL, 'nor for tqc.timezone: ' || zone)
FROM unnest(ARRAY['+08', 'UTC+8']) zone;
SELECT is(complaint($$SELECT define(NULL)$$), 'TQ003 | week must not be null', 'no week');
SELECT is(complaint($$SELECT define(days => NULL)$$), 'TQ003 | days must not be null', 'null for days');
SELECT is(complaint($$SELECT define(valid_from => 'infinity')$$), 'TQ003 | valid_from must not be infinity', 'a version that never begins');
SELECT is(complaint($$SELECT define('{}')$$), 'TQ003 | definition refused at /week | Expected working hours on some weekday.', 'a calendar that never works');
SELECT is(complaint($$SELECT define(week('[["08:00","12:00"],["11:00","13:00"]]'))$$),
          'TQ003 | definition refused at /week/mon/1/0 | Expected a beginning not before the end of the stretch before it, found "11:00".',
          'hours that overlap');
SELECT is(complaint($$SELECT define(days => '{"2026-02-30": []}')$$),
          'TQ003 | definition refused at /days/2026-02-30 | Expected a date such as 2026-10-01, between 1900 and 2999.', 'a day that does not exist');
SELECT is((SELECT count(*) FROM tqc.calendar), 5::bigint, 'nothing of that was kept');
SELECT lives_ok(format('SELECT tqc.define_calendar(''zone'', %L, week())', zone), 'a name with digits: ' || zone)
FROM unnest(ARRAY['Etc/GMT-8', 'EST5EDT', 'gmt+0', 'UTC', 'PRC']) zone;

-- Rights.
CREATE FUNCTION as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SET LOCAL ROLE %I', role);
  EXECUTE statement;
  RETURN 'done';
EXCEPTION WHEN insufficient_privilege THEN
  RETURN 'refused';
END $$;
SELECT is(as_role('tqc_officer', $$SELECT tqc.define_calendar('mine', 'UTC', '{"mon": [["08:00","12:00"]]}')$$), 'done', 'an officer defines');
SELECT is(as_role('tqc_officer', $$INSERT INTO tqc.calendar_version (code, version, timezone, week, days, valid_from) VALUES ('x', 1, 'UTC', '{}', '{}', now())$$),
          'refused', 'but not past the function');
SELECT is(as_role(role, call), 'refused', role || ': ' || call)
FROM unnest(ARRAY['tqc_reader', 'tqc_emitter', 'tqc_relay']) role,
     unnest(ARRAY[$$SELECT tqc.define_calendar('mine', 'UTC', '{}')$$, $$SELECT tqc.load_calendar('cn-work')$$]) call;
SELECT is(as_role('tqc_reader', $$SELECT tqc.calendar_add('ward', now(), '1 hour'), tqc.calendar_day_end('ward', now(), 1),
                                         tqc.calendar_working('ward', now(), now()), c.*, d.* FROM tqc.calendar c, tqc.calendar_days('ward', '2026-01-01', '2026-01-02') d$$),
          'done', 'a reader reads them and asks them');
SELECT is(as_role('tqc_emitter', 'SELECT * FROM tqc.calendar'), 'refused', 'an emitter does not');
SELECT is(as_role('tqc_emitter', $$SELECT tqc.calendar_add('ward', now(), '1 hour')$$), 'refused', 'nor ask');

SELECT * FROM finish();

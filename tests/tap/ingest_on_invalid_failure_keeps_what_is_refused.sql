-- tqc.on_invalid = failure: a failure row, NULL returned, the caller's transaction goes on.
SELECT no_plan();

SELECT tqc.define_event('a', json_schema => '{"required": ["doctor"]}');
SELECT tqc_emit('a', 'V0', '{"doctor": 1}', id => 'm0');
SET tqc.on_invalid = 'failure';
BEGIN;
SELECT is(tqc_emit('a', 'V1', '{"x": null}', '2026-01-05 08:00Z', 'm1', 'his', 'east', 3), NULL, 'data refused');
SELECT is(tqc_emit('b', 'V1'), NULL, 'unknown type');
SELECT is(tqc_emit('a', 'V0', '{"doctor": 2}', id => 'm0'), NULL, 'number reused');
SELECT is(tqc_emit('a', NULL, '{"doctor": 2}', 'infinity'), NULL, 'nothing right');
SELECT isnt(tqc_emit('a', 'V1', '{"doctor": 2}'), NULL, 'a good one in the same transaction');
COMMIT;
SELECT results_eq($$SELECT stage, sqlstate, event_seq, retries, site, subject FROM tqc.failure ORDER BY id$$,
  $$VALUES ('emit', 'TQ002', NULL::bigint, 0, 'east', 'V1'), ('emit', 'TQ001', NULL, 0, 'main', 'V1'),
           ('emit', 'TQ004', NULL, 0, 'main', 'V0'), ('emit', 'TQ002', NULL, 0, 'main', NULL)$$, 'each left a row');
SELECT is(payload - 'time', '{"specversion": "1.0", "id": "m1", "source": "his", "site": "east", "type": "a", "subject": "V1",
  "sequence": 3, "data": {"x": null}}'::jsonb, 'the payload is the event as a CloudEvent')
  FROM tqc.failure ORDER BY id LIMIT 1;
SELECT is((payload ->> 'time')::timestamptz, '2026-01-05 08:00Z', 'with its time') FROM tqc.failure ORDER BY id LIMIT 1;
SELECT is(message, 'data of "a" refused at "": expected property "doctor", found an object without it', 'and the reason')
  FROM tqc.failure ORDER BY id LIMIT 1;
SELECT ok(payload ? 'id' AND payload ? 'time', 'what was not said is said in it, so that a retry is the same event')
  FROM tqc.failure WHERE sqlstate = 'TQ001';
-- What is refused for its length is kept as well, though no index could hold it.
BEGIN;
CREATE FUNCTION pg_temp.noise(bytes int) RETURNS text LANGUAGE sql AS $$
  SELECT left(string_agg(encode(sha256(n::text::bytea), 'hex'), ''), bytes) FROM generate_series(0, bytes / 64) n
$$;
SELECT is(tqc_emit('a', pg_temp.noise(20000), '{"doctor": 1}', site => pg_temp.noise(20000), id => pg_temp.noise(20000), source => pg_temp.noise(20000)), NULL,
  'names that no index could hold');
SELECT is(tqc_emit(pg_temp.noise(20000), 'V2'), NULL, 'a type that none could');
SELECT is((SELECT sqlstate FROM tqc_emit_many(jsonb_build_array(jsonb_build_object('type', 'a', 'subject', pg_temp.noise(20000), 'data', '{"doctor": 1}'::jsonb)))), 'TQ002', 'the same among many');
SELECT is(tqc_emit('a', 'V3', ('{"doctor": [' || repeat('1e100000,', 20000) || '1]}')::jsonb), NULL, 'data that nobody could read');
COMMIT;
SELECT is((SELECT length(payload ->> 'subject') FROM tqc.failure WHERE length(site) > 100), 20000, 'the payload has it whole');
SELECT lives_ok('SELECT count(f::text) FROM tqc.failure f', 'all of it can be read');
RESET tqc.on_invalid;
SELECT throws_ok($$SELECT tqc_emit('b', 'V1')$$, 'TQ001', NULL, 'error is the default');

SELECT * FROM finish();

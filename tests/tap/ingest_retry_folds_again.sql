-- tqc.retry_failure on a step of the fold asks for the subject to be folded again, with corrected data if given.
SELECT no_plan();

SELECT tqc.define_event('a', json_schema => '{"required": ["at"]}');
SELECT tqc_emit('a', 'V1', '{"at": "soon"}') AS seq \gset
INSERT INTO tqc.failure (stage, event_seq, sqlstate, message, site, subject) VALUES ('open', :seq, 'TQ002', 'no time', 'main', 'V1') RETURNING id \gset
INSERT INTO tqc.failure (stage, sqlstate, message) VALUES ('open', 'TQ002', 'of nobody') RETURNING id AS nobody \gset
INSERT INTO tqc.failure (stage, sqlstate, message, site, subject) VALUES ('receiver', 'TQ002', 'no event', 'main', 'V1') RETURNING id AS eventless \gset

SELECT is(tqc.retry_failure(:id), false, 'the fold has still to come');
SELECT results_eq($$SELECT site, subject FROM tqc.refold$$, $$VALUES ('main', 'V1')$$, 'it is asked for');
SELECT is(tqc.retry_failure(:id, '{}'), false, 'a correction that the schema refuses');
SELECT results_eq('SELECT retries, message FROM tqc.failure WHERE id = ' || :id,
  $$VALUES (2, 'data of "a" refused at "": expected property "at", found an object without it')$$, 'is not made, and says why');
SELECT is(tqc.retry_failure(:id, '{"at": "2026-01-05T08:00:00Z"}'), false, 'a good one');
SELECT results_eq($$SELECT type, subject, data FROM tqc.event WHERE type LIKE 'tqc.%'$$,
  format($$VALUES ('tqc.correct', 'V1', '{"seq": %s, "data": {"at": "2026-01-05T08:00:00Z"}}'::jsonb)$$, :seq), 'is an event of the subject');
SELECT throws_ok('SELECT tqc.retry_failure(' || :nobody || ')', 'TQ008', NULL, 'of no subject');
SELECT throws_ok('SELECT tqc.retry_failure(' || :eventless || $$, '{}')$$, 'TQ008', NULL, 'no event to correct');

SELECT * FROM finish();

-- tqc.retry_failure on a refused event emits it again, corrected or not.
SELECT no_plan();

SELECT tqc.define_event('a', json_schema => '{"required": ["doctor"]}');
SET tqc.on_invalid = 'failure';
SELECT tqc_emit('a', 'V1', '{}', '2026-01-05 08:00Z', 'm1'), tqc_emit('b', 'V2', id => 'm2');
SET tqc.actor = 'officer-wang';
SELECT id AS bad FROM tqc.failure WHERE sqlstate = 'TQ002' \gset
SELECT id AS unknown FROM tqc.failure WHERE sqlstate = 'TQ001' \gset

SELECT is(tqc.retry_failure(:bad), false, 'still refused');
SELECT is(tqc.retry_failure(:bad, '{"id": "m1", "type": "a", "subject": "V1", "data": {"doctor": "d"}, "time": "2026-01-05"}'), false, 'refused for another reason');
SELECT results_eq('SELECT retries, sqlstate, resolved_at FROM tqc.failure WHERE id = ' || :bad,
  $$VALUES (2, 'TQ005', NULL::timestamptz)$$, 'each try counts, the latest reason stands');
SELECT is(tqc.retry_failure(:bad, '{"id": "m1", "type": "a", "subject": "V1", "data": {"doctor": "d"}, "time": "2026-01-05T08:00:00Z"}'), true, 'corrected');
SELECT results_eq('SELECT retries, resolved_at IS NOT NULL, resolution FROM tqc.failure WHERE id = ' || :bad,
  $$SELECT 3, true, 'retried by officer-wang: event ' || seq FROM tqc.event WHERE id = 'm1'$$, 'resolved, and by whom');
SELECT throws_ok('SELECT tqc.retry_failure(' || :bad || ')', 'TQ008', 'failure ' || :bad || ' is already resolved', 'only once');

SELECT tqc.define_event('b');
SELECT is(tqc.retry_failure(:unknown), true, 'what was wrong may have been put right elsewhere');
SELECT results_eq($$SELECT subject, data FROM tqc.event WHERE id = 'm2'$$, $$VALUES ('V2', '{}'::jsonb)$$, 'the event as it was');
SELECT throws_ok('SELECT tqc.retry_failure(-1)', '42704', 'failure -1 does not exist', 'unknown');

SELECT * FROM finish();

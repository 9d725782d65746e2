-- tqc.task_history is append-only: what was recorded stays, whoever asks.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event('admission');
SELECT tqc.put_rule('note', '{"open": {"on": "admission"}, "due": {"within": "PT8H"}}');
SELECT tqc_emit('admission', 'V1') > 0;
SELECT tqc.step() > 0;

SELECT throws_ok(change, '42501', 'tqc.task_history is append-only', change)
FROM unnest(ARRAY[$$UPDATE tqc.task_history SET reason = 'nicer'$$, 'DELETE FROM tqc.task_history', 'TRUNCATE tqc.task_history']) change;
SELECT is((SELECT string_agg(transition, ' ') FROM tqc.task_history), 'opened', 'it is all there');

SELECT tqc.waive_task(id, 'day case') > 0 FROM tqc.task;
SELECT tqc.step() > 0;
SELECT is((SELECT string_agg(transition, ' ' ORDER BY recorded_at) FROM tqc.task_history), 'opened waived', 'and goes on');
SELECT * FROM finish();

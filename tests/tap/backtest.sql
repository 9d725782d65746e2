-- What-if over the log: what a definition would have yielded, and what two versions would yield differently.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event('admission', context => '{"ward": "$.ward"}');
SELECT tqc.define_event('note');
SELECT tqc.define_event('admission.cancelled', undoes => '{admission}');

SELECT public.tqc_emit('admission', visit, jsonb_build_object('ward', ward), occurred_at => at)
FROM (VALUES ('V1', 'W1', timestamptz '2026-01-01 08:00+08'), ('V2', 'W1', '2026-01-01 09:00+08'),
             ('V3', 'W2', '2026-01-02 08:00+08'), ('V4', 'W2', '2026-01-04 08:00+08'),
             ('V5', 'W2', '2026-01-05 07:00+08')) v (visit, ward, at);
SELECT public.tqc_emit(type, visit, occurred_at => at)
FROM (VALUES ('note', 'V1', timestamptz '2026-01-01 12:00+08'), ('note', 'V2', '2026-01-01 18:00+08'),
             ('admission.cancelled', 'V3', '2026-01-02 09:00+08')) e (type, visit, at);

CREATE FUNCTION due(within text) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('open', '{"on": "admission"}'::jsonb, 'due', jsonb_build_object('within', within),
                            'close', '{"on": "note"}'::jsonb, 'receivers', '["{{nobody}}"]'::jsonb)
$$;

SELECT results_eq(
  $$SELECT subject, due_at, closed_at, status FROM tqc.backtest(due('PT8H'), '2026-01-01 00:00+08', '2026-01-05 07:00+08')$$,
  $$VALUES ('V1', timestamptz '2026-01-01 16:00+08', timestamptz '2026-01-01 12:00+08', 'met'),
           ('V2', '2026-01-01 17:00+08', '2026-01-01 18:00+08', 'late'),
           ('V4', '2026-01-04 16:00+08', NULL, 'overdue')$$,
  'a definition that was never put is judged over the log; what was cancelled is not there, nor what opened later');
SELECT is((SELECT count(*) FROM tqc.backtest(due('PT8H'), '2026-01-01 00:00+08', '2026-02-01 00:00+08', 'north')), 0::bigint,
  'a site''s own');
SELECT is((SELECT count(*) FROM tqc.task) + (SELECT count(*) FROM tqc.failure), 0::bigint, 'nothing is written');
SELECT throws_ok($$SELECT * FROM tqc.backtest('{"open": 1}', '-infinity', 'infinity')$$, 'TQ003');
SELECT throws_ok($$SELECT * FROM tqc.backtest(due('PT8H'), '2026-02-01 00:00+08', '2026-01-01 00:00+08')$$, '22023');

SELECT tqc.put_rule('note', due('PT8H'), effective_from => '-infinity');
SELECT tqc.put_rule('note', due('PT10H'));
SELECT results_eq(
  $$SELECT ward, subject, change, new_due_at - old_due_at, old_status, new_status
      FROM tqc.diff_versions('note', 1, 2, '-infinity', 'infinity') ORDER BY subject$$,
  $$VALUES ('W1', 'V1', 'changed', interval '2 hours', 'met', 'met'), ('W1', 'V2', 'changed', '2 hours', 'late', 'met'),
           ('W2', 'V4', 'changed', '2 hours', 'overdue', 'overdue'), ('W2', 'V5', 'changed', '2 hours', 'open', 'open')$$,
  'two versions side by side, by ward');
SELECT throws_ok($$SELECT * FROM tqc.diff_versions('note', 1, 3, '-infinity', 'infinity')$$, '42704', 'rule "note" has no version 3');
SELECT * FROM finish();

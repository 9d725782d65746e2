-- A task of a series that a late event withdrew returns under its old id when the next one yields it again.
SELECT no_plan();
SELECT tqc.set_clock('2026-03-10 20:00+08', 0);
SELECT tqc.define_event(code) FROM unnest(ARRAY['arrived', 'left', 'returned', 'taken']) code;
SELECT tqc.put_rule('vitals', '{"open": {"on": "arrived"}, "close": {"on": "taken"}, "repeat": {"after": ["PT1H", "PT2H", "PT4H"]},
  "pause": {"from": "left", "to": "returned"}}', effective_from => '-infinity');
SELECT tqc_emit('arrived', 'V1', occurred_at => '2026-03-10 10:00+08') > 0;
SELECT tqc.step() > 0;
CREATE TEMP TABLE first AS SELECT occurrence, id FROM tqc.task;
SELECT is((SELECT count(*) FROM first), 3::bigint, 'all three are there, for their time is past');

SELECT tqc_emit('left', 'V1', occurred_at => '2026-03-10 10:30+08') > 0;
SELECT tqc.step() > 0;
SELECT is((SELECT count(*) FROM tqc.task), 1::bigint, 'told late, a pause leaves the first alone');

SELECT tqc_emit('returned', 'V1', occurred_at => '2026-03-10 12:30+08') > 0;
SELECT lives_ok('SELECT tqc.step()', 'its end does not stop the engine');
SELECT results_eq('SELECT occurrence, id, due_at FROM tqc.task ORDER BY 1',
                  $$SELECT occurrence, id, timestamptz '2026-03-10 12:00+08' + CASE occurrence WHEN 1 THEN interval '1 h' WHEN 2 THEN '2 h' ELSE '4 h' END
                      FROM first ORDER BY 1$$, 'and brings the others back, two hours later');
SELECT * FROM finish();

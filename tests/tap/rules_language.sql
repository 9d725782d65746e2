-- The whole rule language through the server: what the columns of tqc.task say of it.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event(code) FROM unnest(ARRAY['admission', 'note', 'round', 'leave', 'back', 'rescue', 'rescued']) code;
SELECT tqc.define_event('condition', context => '{"level": "$.level"}');
SELECT tqc.define_calendar('office', 'Asia/Shanghai', '{"mon": [["08:00", "16:00"]], "tue": "mon", "wed": "mon"}', '{}',
                           '-infinity');

SELECT tqc.put_rule('chain', '{"open": {"on": "admission"}, "close": {"on": "note"}, "repeat": {"chain": true},
  "due": [{"when": "$.level == \"critical\"", "within": "PT8H", "calendar": "office"}, {"days": 2}]}');
SELECT tqc.put_rule('round', '{"open": {"on": "admission"}, "close": {"on": "round"}, "repeat": {"by": "day"}}');
SELECT tqc.put_rule('paused', '{"open": {"on": "admission"}, "close": {"on": "note"}, "due": {"within": "PT8H"},
  "pause": {"from": "leave", "to": "back"}, "receivers": ["li"]}');
SELECT tqc.put_rule('extended', '{"open": {"on": "admission"}, "close": {"on": "round"}, "due": {"within": "PT8H"},
  "extend": {"from": "rescue", "to": "rescued", "within": "PT6H"}}');
SELECT tqc_emit('admission', 'V1');
SELECT tqc.step();

CREATE FUNCTION pg_temp.shown(code text) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT concat_ws(' ', occurrence, status, to_char(due_at AT TIME ZONE 'Asia/Shanghai', 'DD HH24:MI'),
                   to_char(paused_at AT TIME ZONE 'Asia/Shanghai', '"paused" HH24:MI'))
    FROM tqc.task WHERE rule = code ORDER BY occurrence
$$;

SELECT results_eq($$SELECT pg_temp.shown('chain')$$, ARRAY['1 open 07 23:59'], 'days');

SELECT tqc.set_clock('2026-01-05 10:00+08', 0);
SELECT tqc_emit('condition', 'V1', '{"level": "critical"}');
SELECT tqc_emit('leave', 'V1');
SELECT tqc.step();
SELECT results_eq($$SELECT pg_temp.shown('chain')$$, ARRAY['1 open 06 10:00'], 'the context changes the entry and the calendar');
SELECT results_eq($$SELECT pg_temp.shown('paused')$$, ARRAY['1 open 05 16:00 paused 10:00'], 'a pause');
SELECT is((SELECT payload ->> 'paused_at' FROM tqc.push ORDER BY seq DESC LIMIT 1), '2026-01-05T02:00:00Z', 'which is pushed');

SELECT tqc.set_clock('2026-01-05 18:00+08', 0);
SELECT is((SELECT (paused, elapsed)::text FROM tqc.task WHERE rule = 'paused'), '(08:00:00,02:00:00)', 'while it lasts, paused grows and elapsed stands');
SELECT is((SELECT elapsed FROM tqc.task WHERE rule = 'chain'), '8 hours', 'elapsed is in the rule''s calendar');
SELECT tqc_emit('back', 'V1');
SELECT tqc_emit('note', 'V1');
SELECT tqc.step();
SELECT results_eq($$SELECT pg_temp.shown('chain')$$, ARRAY['1 met 06 10:00', '2 open 06 16:00'], 'a chain');
SELECT is((SELECT (status, paused, elapsed)::text FROM tqc.task WHERE rule = 'paused'), '(met,08:00:00,02:00:00)', 'after it');

SELECT is((SELECT jsonb_build_array(x #> '{due,calendar,calendar}', x -> 'due' -> 'entry' -> 'within', x -> 'due' -> 'moves' -> 0 -> 'kind',
                                    x #> '{text,en,2}', x #> '{text,en,3}', x #> '{text,en,4}')
             FROM tqc.explain_task((SELECT id FROM tqc.task WHERE rule = 'chain' AND occurrence = 1)) x),
  '["office", "PT8H", "replanned",
    "Counted from 2026-01-05 08:00 (Mon), within 8 hours of working time (the limit for level = \"critical\"): due by 2026-01-05 16:00 (Mon).",
    "By version 1 of the calendar office (time zone Asia/Shanghai): Mon 01-05 8 hours.",
    "2026-01-05 10:00 (Mon): by condition another limit came to rule, within 8 hours of working time (the limit for level = \"critical\"), counted from the change; now due by 2026-01-06 10:00 (Tue)."]',
  'the explanation says how the due time came about');
SELECT is((SELECT x #>> '{text,en,3}' || ' ' || (x #>> '{text,en,4}')
             FROM tqc.explain_task((SELECT id FROM tqc.task WHERE rule = 'paused')) x),
  '2026-01-05 10:00 (Mon): its clock was stopped by leave. '
  '2026-01-05 18:00 (Mon): its clock went on by back, 8 hours did not count; now due by 2026-01-06 00:00 (Tue).', 'and when the clock stood');

SELECT tqc.set_clock('2026-01-06 09:00+08', 0);
SELECT tqc_emit('round', 'V1');
SELECT tqc.step();
SELECT results_eq($$SELECT pg_temp.shown('round')$$, ARRAY['1 missed 05 23:59', '2 met 06 23:59'], 'windows');
SELECT results_eq($$SELECT pg_temp.shown('extended')$$, ARRAY['1 late 05 16:00'], 'late without a rescue');

INSERT INTO tqc.refold (site, subject, reason) VALUES ('main', 'V1', 'test');
CREATE TEMP TABLE before AS SELECT id, transition, at FROM tqc.task_history JOIN tqc.task ON task_id = id;
SELECT tqc.step();
SELECT set_eq('SELECT id, transition, at FROM tqc.task_history JOIN tqc.task ON task_id = id',
              'SELECT * FROM before', 'folded anew, nothing changes');
SELECT * FROM finish();

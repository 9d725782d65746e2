-- Why there is no task.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event('admission');
SELECT tqc.define_event('admission.cancelled', undoes => '{admission}');
SELECT tqc.put_rule('note', '{"open": {"on": "admission", "when": "$.class == \"inpatient\"", "again": "never"},
  "due": {"within": "PT8H"}, "key": ["$.bed"]}', effective_from => '2026-01-02 00:00+08');

CREATE FUNCTION admit(visit text, data jsonb, at timestamptz DEFAULT '2026-01-05 07:00+08') RETURNS bigint LANGUAGE sql AS $$
  SELECT public.tqc_emit('admission', visit, data, at)
$$;
CREATE FUNCTION reasons(visit text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(e ->> 'reason', ', ' ORDER BY n)
    FROM jsonb_array_elements(tqc.explain_absence(visit, 'note') -> 'events') WITH ORDINALITY e(e, n)
$$;

SELECT is(reasons('V1'), NULL, 'no event');
SELECT is(tqc.explain_absence('V1', 'note') #>> '{text,en}', 'No event that opens rule note has come (admission).');
SELECT admit('V2', '{"class": "inpatient", "bed": "1"}', '2026-01-01 07:00+08');
SELECT admit('V2', '{"class": "outpatient", "bed": "1"}');
SELECT admit('V2', '{"class": "inpatient", "bed": "1"}', '2026-01-05 09:00+08');
SELECT admit('V3', '{"class": "inpatient"}');
SELECT admit('V4', '{"class": "inpatient", "bed": "1"}');
SELECT public.tqc_emit('admission.cancelled', 'V4');
SELECT admit('V5', '{"class": "inpatient", "bed": "1"}', '2026-01-05 06:00+08');
SELECT admit('V5', '{"class": "inpatient", "bed": "1"}');
SELECT tqc.step();
SELECT is(reasons('V2'), 'not-in-force, condition, in-future');
SELECT is(reasons('V3'), 'failure');
SELECT is(reasons('V4'), 'undone');
SELECT is(reasons('V5'), 'there-is-one, again');
SELECT tqc.disable_rule('note', effective_from => '2026-01-05 07:30+08');
SELECT admit('V6', '{"class": "inpatient", "bed": "1"}', '2026-01-05 07:40+08');
SELECT tqc.step();
SELECT is(reasons('V6'), 'disabled');
SELECT is(tqc.explain_absence('V6', 'note') #>> '{text,zh-CN}', '2026-01-05 07:40:00 admission：当时规则已停用（第 2 版）。');
-- Conditions that are no plain comparison of data.
SELECT tqc.put_rule('odd', '{"open": [{"on": "ward", "when": "$\"ctx\".level == 1"}, {"on": "date", "when": "$.at.datetime() < $.until.datetime()"}], "due": {"within": "PT8H"}}');
SELECT tqc.define_event('ward'), tqc.define_event('date');
SELECT public.tqc_emit('ward', 'V7', '{}', '2026-01-05 07:00+08');
SELECT public.tqc_emit('date', 'V7', '{"at": "2026-01-05", "until": "2026-01-04T08:00:00+08:00"}', '2026-01-05 07:00+08');
SELECT tqc.step();
SELECT is((SELECT string_agg(e ->> 'reason', ', ' ORDER BY n) FROM jsonb_array_elements(tqc.explain_absence('V7', 'odd') -> 'events') WITH ORDINALITY e(e, n)),
  'undecided, condition', 'a variable in quotes, times of two kinds');
SELECT throws_ok($$SELECT tqc.explain_absence('V1', 'nothing')$$, '42704', 'rule "nothing" does not exist');
SELECT * FROM finish();

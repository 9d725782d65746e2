-- Why there is no task.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event('admission', '入院');
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
SELECT is(tqc.explain_absence('V1', 'note') #>> '{text,en}', 'No event that opens rule note has come (admission). There is no event at all of this subject at site main: check both.');
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
SELECT is(tqc.explain_absence('V6', 'note') #>> '{text,zh-CN}', '2026-01-05 07:40（周一）入院（admission）：当时规则已停用（第 2 版）。');

-- Each says what a person wants to know of it.
CREATE FUNCTION why(visit text, lang text, n int DEFAULT 1, rule text DEFAULT 'note', site text DEFAULT 'main') RETURNS text LANGUAGE sql AS $$
  SELECT tqc.explain_absence(visit, rule, site) #>> ARRAY['events', (n - 1)::text, 'text', lang]
$$;
SELECT is(why('V2', 'zh-CN', 2), '2026-01-05 07:00（周一）入院（admission）：不满足第 1 版的条件 class = "inpatient"（当时 class = outpatient）。');
SELECT is(why('V2', 'en', 2), 'admission at 2026-01-05 07:00 (Mon): the condition of version 1 does not hold: class = "inpatient" (class = outpatient).');
SELECT is(why('V3', 'zh-CN'), '2026-01-05 07:00（周一）入院（admission）：处理失败：事件缺少业务键 $.bed。');
SELECT is(why('V4', 'en'), format('admission at 2026-01-05 07:00 (Mon): event %s (admission.cancelled) has undone it.', max(seq)))
  FROM tqc.event WHERE type = 'admission.cancelled';
SELECT is(why('V5', 'zh-CN', 2), format('2026-01-05 07:00（周一）入院（admission）：规则不重复开启（again 为 never），已有任务 %s。', id))
  FROM tqc.task WHERE subject = 'V5';

-- What was known of the patient then.
SELECT tqc.define_event('transfer', context => '{"ward": "$.ward"}');
SELECT tqc.put_rule('icu', '{"open": {"on": "transfer", "when": "$ctx.ward == \"ICU\" && $since.admission < 3600"}, "due": {"within": "PT8H"}}');
SELECT tqc_emit('transfer', 'V5', '{"ward": "W3"}', '2026-01-05 06:30+08'), tqc_emit('transfer', 'V5', '{"ward": "ICU"}', '2026-01-05 07:45+08');
SELECT tqc.step();
SELECT is(why('V5', 'en', 1, 'icu'), 'transfer at 2026-01-05 06:30 (Mon): the condition of version 1 does not hold: ward = "ICU" and seconds since admission < 3600 (seconds since admission = 1800, ward = W3).');
SELECT is((SELECT string_agg(e ->> 'reason', ', ') FROM jsonb_array_elements(tqc.explain_absence('V5', 'icu') -> 'events') e), 'condition, there-is-one');

-- A site's own line hides the common one, for the better or the worse.
SELECT tqc.put_rule('icu', '{"open": {"on": "admission"}, "due": {"within": "PT8H"}}', 'south', '2026-01-05 00:00+08');
SELECT tqc_emit('transfer', 'V7', '{"ward": "ICU"}', '2026-01-05 07:45+08', site => 'south');
SELECT tqc.step();
SELECT is(why('V7', 'en', 1, 'icu', 'south'),
          'transfer at 2026-01-05 07:45 (Mon): version 2, the own one of site south that hides version 1 is not opened by this type.');

SELECT tqc.put_rule('southern', '{"open": {"on": "admission"}, "due": {"within": "PT8H"}}', 'south', '2026-01-05 00:00+08');
SELECT is(tqc.explain_absence('V7', 'southern') #>> '{text,en}', 'Rule southern has no version for site main.');

-- While one runs.
SELECT tqc.put_rule('once', '{"open": {"on": "transfer", "again": "ignore"}, "due": {"within": "PT1H"}, "close": {"on": "admission"}}', effective_from => '-infinity');
SELECT tqc_emit('transfer', 'V8', '{}', '2026-01-05 07:00+08'), tqc_emit('transfer', 'V8', '{}', '2026-01-05 07:10+08'),
       tqc_emit('admission', 'V8', '{}', '2026-01-05 07:20+08'), tqc_emit('transfer', 'V8', '{}', '2026-01-05 07:30+08');
SELECT tqc.step();
SELECT is((SELECT string_agg(e ->> 'reason', ', ') FROM jsonb_array_elements(tqc.explain_absence('V8', 'once') -> 'events') e), 'there-is-one, again, there-is-one');

-- There was one, and another version says otherwise of the same past.
SELECT tqc.put_rule('icu', '{"open": {"on": "transfer", "when": "$.ward == \"OR\""}, "due": {"within": "PT8H"}}', effective_from => '2026-01-05 00:00+08');
SELECT tqc.step();
SELECT is(why('V5', 'en', 2, 'icu'), format('transfer at 2026-01-05 07:45 (Mon): the condition of version 3 does not hold: ward = "OR" (ward = ICU) (there was task %s, it is withdrawn).', id))
  FROM tqc.task_row WHERE rule = 'icu' AND withdrawn;

-- Conditions that are no plain comparison of data. A date is one of tqc.timezone, where it begins before it does in UTC.
SELECT tqc.put_rule('odd', '{"open": [{"on": "bed", "when": "$\"ctx\".level == 1"}, {"on": "date", "when": "$.at.datetime() > $.until.datetime()"}], "due": {"within": "PT8H"}}');
SELECT tqc.define_event('bed'), tqc.define_event('date');
SELECT tqc_emit('bed', 'V10', '{}', '2026-01-05 07:00+08'),
       tqc_emit('date', 'V10', '{"at": "2026-01-05", "until": "2026-01-04T20:00:00+00:00"}', '2026-01-05 07:00+08'),
       tqc_emit('date', 'V10', '{"at": "2026-01-05", "until": "2026-01-04T12:00:00+00:00"}', '2026-01-05 07:00+08');
SELECT tqc.step();
SELECT is((SELECT string_agg(e ->> 'reason', ', ' ORDER BY n) FROM jsonb_array_elements(tqc.explain_absence('V10', 'odd') -> 'events') WITH ORDINALITY e(e, n)),
  'condition, condition, there-is-one', 'a variable in quotes, times of two kinds');

-- The opening event says otherwise since.
SELECT tqc.define_event('admission.corrected', amends => '{admission}');
SELECT admit('V9', '{"class": "inpatient", "bed": "9"}');
SELECT is(why('V9', 'en'), 'admission at 2026-01-05 07:00 (Mon): the engine has not applied it yet, or what its condition asks was amended.');
SELECT tqc.step();
SELECT tqc_emit('admission.corrected', 'V9', '{"class": "outpatient"}');
SELECT tqc.step();
SELECT is(why('V9', 'zh-CN'), format('2026-01-05 07:00（周一）入院（admission）：后来的更正使它不再触发任务（曾有任务 %s，已撤回）。', id))
  FROM tqc.task_row WHERE rule = 'note' AND withdrawn AND key = '["9"]';

SELECT throws_ok($$SELECT tqc.explain_absence('V1', 'nothing')$$, '42704', 'rule "nothing" does not exist');
SELECT * FROM finish();

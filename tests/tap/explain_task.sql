-- What a task's explanation says of why it is there, what moved its due time, who was told and what ended it.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event(code, title) FROM (VALUES ('admission', '入院'), ('note', '完成病历'), ('leave', '请假外出'), ('back', '请假返回'),
  ('rescue', '抢救开始'), ('rescued', '抢救结束'), ('death', '死亡'), ('archive', '病历归档'), ('other', NULL)) e(code, title);
SELECT tqc.define_event('admission.cancelled', '取消入院', undoes => '{admission}');
SELECT tqc.define_event('condition', '病情变化', context => '{"level": "$.level"}');
SELECT tqc.define_event('condition.corrected', '病情更正', amends => '{condition}');
SELECT tqc.define_event('transfer', '转科', context => '{"doctor": "$.doctor"}');

CREATE FUNCTION told(of_rule text, lang text, number int DEFAULT 1) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(s, E'\n' ORDER BY n) FROM tqc.task_row t, jsonb_array_elements_text(tqc.explain_task(t.id) -> 'text' -> lang) WITH ORDINALITY x(s, n)
   WHERE t.rule = of_rule AND t.number = told.number
$$;

-- Reminders, an extension by a rescue and one by hand, a late close.
SELECT tqc.put_rule('first', '{"title": "首次病程记录", "open": {"on": "admission", "when": "$.class == \"inpatient\"", "at": "$.admitted_at"},
  "due": {"within": "PT8H"}, "close": {"on": "note", "at": "$.signed_at"}, "receivers": ["{{doctor}}"], "follow": true,
  "extend": {"from": "rescue", "to": "rescued", "within": "PT6H"}, "key": ["$.bed"],
  "reminders": [{"before": "PT2H"}, {"after": "PT0S", "every": "PT1H", "times": 6, "to": ["chief"]}]}');
SELECT tqc_emit('transfer', 'V1', '{"doctor": "dr-li"}');
SELECT tqc_emit('admission', 'V1', '{"class": "inpatient", "bed": "7", "admitted_at": "2026-01-05T07:30:00+08:00"}');
SELECT tqc.step();
SELECT is(told('first', 'zh-CN'), '首次病程记录（规则 first 第 1 版，一直有效）：由事件入院（admission）于 2026-01-05 08:00（周一）触发，满足条件 class = "inpatient"；业务键：7。
自 2026-01-05 07:30（周一）（取自 admitted_at）起算，时限8小时，应于 2026-01-05 15:30（周一）前完成。
按自然时间连续计算：2026-01-05 07:30（周一）加8小时，即 2026-01-05 15:30（周一），时区 Asia/Shanghai。
接收人：dr-li。
目前状态：待完成，距时限还有7小时30分钟。');
SELECT is(told('first', 'en'), '首次病程记录 (rule first version 1, in force ever) was opened by event admission at 2026-01-05 08:00 (Mon), as class = "inpatient"; key: 7.
Counted from 2026-01-05 07:30 (Mon) (admitted_at of the event), within 8 hours: due by 2026-01-05 15:30 (Mon).
Every hour counts: 2026-01-05 07:30 (Mon) plus 8 hours is 2026-01-05 15:30 (Mon), time zone Asia/Shanghai.
Receivers: dr-li.
It is open now, 7 hours 30 minutes left.');

SELECT tqc.set_clock('2026-01-05 13:31+08', 0);
SELECT tqc.step();
SELECT tqc_emit('transfer', 'V1', '{"doctor": "dr-wang"}');
SELECT tqc_emit('rescue', 'V1', '{"bed": "7"}');
SELECT tqc.step();
SELECT tqc.set_clock('2026-01-05 16:00+08', 0);
SELECT tqc.step();
SELECT tqc_emit('rescued', 'V1', '{"bed": "7"}');
SELECT tqc.step();
SELECT set_config('tqc.actor', 'head', false);
SELECT tqc.extend_task(id, '系统故障', '90 minutes') FROM tqc.task WHERE rule = 'first';
SELECT tqc.step();
SELECT tqc.set_clock('2026-01-05 21:31+08', 0);
SELECT tqc.step();
SELECT tqc.set_clock('2026-01-05 23:31+08', 0);
SELECT tqc.step();
SELECT tqc.set_clock('2026-01-06 01:00+08', 0);
SELECT tqc.step();
SELECT tqc_emit('note', 'V1', '{"bed": "7", "signed_at": "2026-01-06T00:45:00+08:00"}');
SELECT tqc.step();
SELECT is(regexp_replace(told('first', 'zh-CN'), '^([^\n]*\n){3}', ''), '2026-01-05 16:00（周一）因抢救结束（rescued）顺延，自此时起至少再给6小时，应于 2026-01-05 22:00（周一）前完成。
2026-01-05 16:00（周一）由 head 延时1小时30分钟（原因：系统故障），应于 2026-01-05 23:30（周一）前完成。
接收人：dr-wang。
2026-01-05 13:30（周一）提醒：dr-li。
2026-01-05 15:30（周一）、2026-01-05 23:30（周一）超时，通知：dr-wang。
2026-01-05 15:30（周一）、2026-01-05 23:30（周一）、2026-01-06 00:30（周二）提醒：chief。
2026-01-05 21:30（周一）提醒：dr-wang。
2026-01-05 13:31（周一）因转科（transfer）接收人或消息随患者情况变更。
2026-01-06 00:45（周二）由完成病历（note）完成（2026-01-06 01:00（周二）报告）：超时完成，超过时限1小时15分钟。');
SELECT is(regexp_replace(told('first', 'en'), '^([^\n]*\n){3}', ''), '2026-01-05 16:00 (Mon): by rescued at least 6 hours from then on were given; now due by 2026-01-05 22:00 (Mon).
2026-01-05 16:00 (Mon): head gave it 1 hour 30 minutes more (系统故障); now due by 2026-01-05 23:30 (Mon).
Receivers: dr-wang.
2026-01-05 13:30 (Mon): reminded dr-li.
2026-01-05 15:30 (Mon), 2026-01-05 23:30 (Mon): overdue, told to dr-wang.
2026-01-05 15:30 (Mon), 2026-01-05 23:30 (Mon), 2026-01-06 00:30 (Tue): reminded chief.
2026-01-05 21:30 (Mon): reminded dr-wang.
2026-01-05 13:31 (Mon): by transfer its receivers or its message followed the patient.
2026-01-06 00:45 (Tue): done by note (told at 2026-01-06 01:00 (Tue)): done late, 1 hour 15 minutes past its due time.');
SELECT is((SELECT jsonb_agg(m - 'event_seq' - 'reason' - 'at') FROM tqc.task t, jsonb_array_elements(tqc.explain_task(t.id) #> '{due,moves}') m WHERE t.rule = 'first'),
  '[{"by": "PT6H", "kind": "extended", "type": "rescued", "due_at": "2026-01-05T14:00:00+00:00", "moved_from": "2026-01-05T07:30:00+00:00"},
    {"by": "P0M0DT5400.000000S", "kind": "extended", "type": "tqc.extend", "actor": "head", "due_at": "2026-01-05T15:30:00+00:00", "moved_from": "2026-01-05T14:00:00+00:00"}]',
  'each move says from when to when');

-- All of the following happens in the past and is told at once.
SELECT tqc.set_clock('2026-01-07 20:00+08', 0);
SELECT tqc.put_rule(code, definition || jsonb_build_object('open', coalesce(definition -> 'open', '{}') || jsonb_build_object(
         'on', 'admission', 'when', format('$.rule == "%s"', code))), effective_from => '-infinity')
  FROM (VALUES ('paused', '{"due": {"within": "PT8H"}, "close": {"on": "note"}, "pause": {"from": "leave", "to": "back"}}'::jsonb),
    ('chain', '{"due": [{"when": "$.level == \"critical\"", "days": 1}, {"days": 3}], "close": {"on": "note"}, "repeat": {"chain": true}}'),
    ('keeps', '{"due": [{"when": "$.level == \"critical\"", "within": "PT40H"}, {"within": "PT48H"}], "close": {"on": "note"}, "repeat": {"chain": true}}'),
    ('corrected', '{"due": [{"when": "$.level == \"critical\"", "within": "PT40H"}, {"within": "PT48H"}], "close": {"on": "note"}, "repeat": {"chain": true}}'),
    ('milder', '{"due": [{"when": "$.level == \"critical\"", "within": "PT4H"}, {"within": "PT48H"}], "close": {"on": "note"}}'),
    ('round', '{"close": {"on": "other"}, "repeat": {"by": "day", "times": 3}}'),
    ('list', '{"close": {"on": "other"}, "repeat": {"after": ["PT15M", "PT1H"]}}'),
    ('cron', '{"close": {"on": "other"}, "repeat": {"cron": "0 8,20 * * *", "times": 1}}'),
    ('delayed', '{"open": {"delay": "PT200H"}, "due": {"within": "P10D"}}'),
    ('cancelled', '{"due": {"within": "PT72H"}, "cancel": {"on": "death"}}'),
    ('missed', '{"due": {"within": "PT24H"}, "miss": {"on": "archive"}}'),
    ('violated', '{"due": {"within": "PT24H"}, "close": {"on": "other"}, "forbid": true}'),
    ('kept', '{"due": {"within": "PT24H"}, "close": {"on": "other"}, "forbid": true}'),
    ('short', '{"due": {"within": "PT24H"}, "close": {"on": "note"}, "excludes": ["long"]}'),
    ('long', '{"due": {"within": "PT72H"}, "close": {"on": "archive"}}'),
    ('untimed', '{"close": {"on": "note"}}'),
    ('waived', '{"due": {"within": "PT24H"}, "close": {"on": "note"}, "receivers": ["dr-li"]}'),
    ('undone', '{"due": {"within": "PT24H"}, "close": {"on": "note"}}')) r(code, definition);
SELECT tqc_emit('admission', 'V-' || rule, jsonb_build_object('rule', rule), '2026-01-06 08:00+08')
  FROM unnest(ARRAY['paused', 'keeps', 'corrected', 'milder', 'round', 'list', 'cron', 'delayed', 'cancelled', 'missed', 'violated', 'kept', 'short', 'untimed', 'waived', 'undone']) rule;
SELECT tqc_emit('admission', 'V-chain', '{"rule": "chain"}', '2026-01-05 09:00+08'), tqc_emit('admission', 'V-short', '{"rule": "long"}', '2026-01-06 08:00+08');
SELECT tqc_emit(type, 'V-' || rule, data, ('2026-01-' || at || '+08')::timestamptz)
  FROM (VALUES ('paused', 'leave', '06 10:00', '{}'::jsonb), ('paused', 'back', '06 18:00', '{}'), ('paused', 'note', '06 23:00', '{}'),
    ('chain', 'note', '05 12:00', '{}'), ('chain', 'condition', '06 10:00', '{"level": "critical"}'),
    ('keeps', 'condition', '07 10:00', '{"level": "critical"}'), ('corrected', 'condition', '07 10:00', '{"level": "stable"}'),
    ('corrected', 'condition.corrected', '07 11:00', '{"level": "critical"}'), ('milder', 'condition', '06 10:00', '{"level": "critical"}'), ('milder', 'condition', '06 11:00', '{"level": "stable"}'),
    ('round', 'other', '07 10:00', '{}'), ('cancelled', 'death', '06 12:00', '{}'), ('missed', 'archive', '06 12:00', '{}'),
    ('violated', 'other', '06 09:00', '{}'), ('short', 'note', '06 09:00', '{}'), ('untimed', 'note', '06 09:00', '{}')) e(rule, type, at, data);
SELECT tqc.step();

CREATE FUNCTION body(of_rule text, lang text, number int DEFAULT 1) RETURNS text LANGUAGE sql AS $$
  SELECT regexp_replace(told(of_rule, lang, number), '^[^\n]*\n', '')
$$;
CREATE FUNCTION ended(of_rule text, lang text, number int DEFAULT 1) RETURNS text LANGUAGE sql AS $$
  SELECT substring(told(of_rule, lang, number) FROM '[^\n]*$')
$$;

-- A pause.
SELECT is(body('paused', 'zh-CN'), '自 2026-01-06 08:00（周二）起算，时限8小时，应于 2026-01-06 16:00（周二）前完成。
按自然时间连续计算：2026-01-06 08:00（周二）加8小时，即 2026-01-06 16:00（周二），时区 Asia/Shanghai。
2026-01-06 10:00（周二）因请假外出（leave）暂停计时。
2026-01-06 18:00（周二）因请假返回（back）恢复计时，其间8小时不计，应于 2026-01-07 00:00（周三）前完成。
接收人：无。
2026-01-06 23:00（周二）由完成病历（note）完成：按时完成，比时限提前1小时。');
SELECT is(body('paused', 'en'), 'Counted from 2026-01-06 08:00 (Tue), within 8 hours: due by 2026-01-06 16:00 (Tue).
Every hour counts: 2026-01-06 08:00 (Tue) plus 8 hours is 2026-01-06 16:00 (Tue), time zone Asia/Shanghai.
2026-01-06 10:00 (Tue): its clock was stopped by leave.
2026-01-06 18:00 (Tue): its clock went on by back, 8 hours did not count; now due by 2026-01-07 00:00 (Wed).
Receivers: none.
2026-01-06 23:00 (Tue): done by note: done in time, 1 hour before its due time.');

-- Limits by the patient's state: in a chain a stricter one counts from the change.
SELECT is(body('chain', 'zh-CN', 2), '这是连续任务的第 2 个，自上一个完成时（2026-01-05 12:00（周一））起算。
自 2026-01-05 12:00（周一）起算，时限为其后第 1 天（适用于 level = "critical"），应于 2026-01-06 24:00（周二）前完成。
按自然日计算（时区 Asia/Shanghai）：起算日 01-05（周一）不计；01-06（周二）计第 1 天。
2026-01-06 10:00（周二）因病情变化（condition）改用另一条时限：时限为其后第 1 天（适用于 level = "critical"），自变化时起算，应于 2026-01-07 24:00（周三）前完成。
接收人：无。
目前状态：待完成，距时限还有4小时。');
SELECT is(body('chain', 'en', 2), 'It is number 2 of a chain, counted from the close before (2026-01-05 12:00 (Mon)).
Counted from 2026-01-05 12:00 (Mon), by the end of day 1 after it (the limit for level = "critical"): due by 2026-01-06 24:00 (Tue).
Every day counts (time zone Asia/Shanghai): Mon 01-05, the day it is counted from, does not count; Tue 01-06 day 1.
2026-01-06 10:00 (Tue): by condition another limit came to rule, by the end of day 1 after it (the limit for level = "critical"), counted from the change; now due by 2026-01-07 24:00 (Wed).
Receivers: none.
It is open now, 4 hours left.');
SELECT is((SELECT jsonb_agg(m -> 'due_at') FROM tqc.task t, jsonb_array_elements(tqc.explain_task(t.id) #> '{due,moves}') m WHERE t.rule = 'milder'),
          '["2026-01-06T04:00:00+00:00", "2026-01-08T00:00:00+00:00"]', 'there and back again');

SELECT is(split_part(body('keeps', 'zh-CN'), E'\n', 4), '2026-01-07 10:00（周三）因病情变化（condition）改用另一条时限：时限40小时（适用于 level = "critical"），应完成时间不变。');
SELECT is(split_part(body('keeps', 'en'), E'\n', 4), '2026-01-07 10:00 (Wed): by condition another limit came to rule, within 40 hours (the limit for level = "critical"); its due time stays.');
SELECT is(split_part(body('corrected', 'zh-CN'), E'\n', 4), '最后应于 2026-01-08 08:00（周四）前完成。', 'where an amendment hides why, at least what came of it');

-- Windows, lists, delays.
SELECT is(body('round', 'zh-CN', 1), '这是第 1 个时间窗，自 2026-01-06 08:00（周二）至 2026-01-06 24:00（周二）。
自 2026-01-06 08:00（周二）起算，时限为本时间窗结束时，应于 2026-01-06 24:00（周二）前完成。
接收人：无。
2026-01-06 24:00（周二）时间窗结束时仍未完成：未完成。');
SELECT is(ended('round', 'en', 1), '2026-01-06 24:00 (Tue): its window ended without it: missed.');
SELECT is(ended('round', 'zh-CN', 2), '2026-01-07 10:00（周三）由other完成：按时完成，比时限提前14小时。');
SELECT is(split_part(body('list', 'zh-CN', 2), E'\n', 1), '这是系列的第 2 个任务，共 2 个。');
SELECT is(split_part(body('list', 'en', 2), E'\n', 2), 'Counted from 2026-01-06 08:00 (Tue), within 1 hour: due by 2026-01-06 09:00 (Tue).');
SELECT is(split_part(body('delayed', 'zh-CN'), E'\n', 1), '按规则在事件后200小时出现，即 2026-01-14 16:00（周三）。');
SELECT is(ended('delayed', 'en'), 'It is waiting now, to appear at 2026-01-14 16:00 (Wed).');

-- What ended it.
SELECT is(ended('cancelled', 'zh-CN'), '2026-01-06 12:00（周二）因死亡（death）不再需要：已取消。');
SELECT is(ended('cancelled', 'en'), '2026-01-06 12:00 (Tue): made needless by death: cancelled.');
SELECT is(ended('missed', 'zh-CN'), '2026-01-06 12:00（周二）因病历归档（archive）已无法完成：未完成。');
SELECT is(ended('violated', 'zh-CN'), '2026-01-06 09:00（周二）时限内发生了不应发生的other：违反限制。');
SELECT is(ended('kept', 'zh-CN'), '2026-01-07 08:00（周三）时限已过，不应发生的事件未发生：未违反限制。');
SELECT is(ended('kept', 'en'), '2026-01-07 08:00 (Wed): the time is over and what must not come did not: limit kept.');
SELECT is(ended('long', 'zh-CN'), '2026-01-06 09:00（周二）因规则 short 的任务完成而不再需要：已被替代。');
SELECT is(body('untimed', 'zh-CN'), '该任务没有自己的时限。
接收人：无。
2026-01-06 09:00（周二）由完成病历（note）完成：按时完成。');

-- Windows whose end only the engine knows.
SELECT is(body('cron', 'zh-CN'), '这是第 1 个时间窗，自 2026-01-06 08:00（周二）至 2026-01-06 20:00（周二）。
自 2026-01-06 08:00（周二）起算，时限为本时间窗结束时，应于 2026-01-06 20:00（周二）前完成。
接收人：无。
2026-01-06 20:00（周二）时间窗结束时仍未完成：未完成。');

-- By hand.
SELECT tqc.reassign_task(id, '休假', '{dr-zhao,dr-qian}') FROM tqc.task WHERE rule = 'waived';
SELECT tqc.waive_task(id, '转院') FROM tqc.task WHERE rule = 'waived';
SELECT tqc.step();
SELECT is(body('waived', 'zh-CN'), '自 2026-01-06 08:00（周二）起算，时限24小时，应于 2026-01-07 08:00（周三）前完成。
按自然时间连续计算：2026-01-06 08:00（周二）加24小时，即 2026-01-07 08:00（周三），时区 Asia/Shanghai。
接收人：dr-zhao、dr-qian。
原定 2026-01-07 08:00（周三）的超时通知得知过晚，未发送。
2026-01-07 20:00（周三）由 head 改派给 dr-zhao、dr-qian（原因：休假）。
2026-01-07 20:00（周三）由 head 手工处理（原因：转院）：已豁免。');
SELECT tqc.reopen_task(id, '申诉') FROM tqc.task WHERE rule = 'waived';
SELECT tqc.step();
SELECT tqc.set_clock('2026-01-07 21:00+08', 0);
SELECT tqc.step();
SELECT matches(told('waived', 'en'), 'head took it up again \(申诉\)\.\nIt is overdue now, 13 hours past its due time\.$');

-- The opening event is undone: the task is no more, and can still be asked for.
SELECT tqc_emit('admission.cancelled', 'V-undone');
SELECT tqc.step();
SELECT is(ended('undone', 'zh-CN'), '触发它的事件已被取消入院（admission.cancelled）撤销，任务撤回。');
SELECT is(ended('undone', 'en'), 'The event that opened it was undone by admission.cancelled; the task is withdrawn.');

-- Planned, amended, done before.
SELECT tqc.define_event('operation.planned', '手术排班');
SELECT tqc.define_event('operation.rescheduled', '手术改期', amends => '{operation.planned}');
SELECT tqc.put_rule('summary', '{"open": {"on": "operation.planned", "at": "$.start"}, "due": {"within": "PT0S"},
  "close": {"on": "note", "when": "$.kind == \"summary\" && $.author == $open.surgeon", "early": "P3D"}}');
SELECT tqc_emit('operation.planned', 'V9', '{"start": "2026-01-08T09:00:00+08:00", "surgeon": "dr-chen"}');
SELECT tqc.step();
SELECT is(split_part(body('summary', 'zh-CN'), E'\n', 1), '自 2026-01-08 09:00（周四）（取自 start）起算，时限即为该时刻，应于 2026-01-08 09:00（周四）前完成。');
SELECT tqc_emit('operation.rescheduled', 'V9', '{"start": "2026-01-09T13:00:00+08:00"}');
SELECT tqc_emit('note', 'V9', '{"kind": "summary", "author": "dr-chen"}');
SELECT tqc.step();
SELECT is(body('summary', 'zh-CN'), '自 2026-01-09 13:00（周五）（取自 start，后经更正）起算，时限即为该时刻，应于 2026-01-09 13:00（周五）前完成。
接收人：无。
2026-01-07 21:00（周三）由完成病历（note）完成（author = dr-chen、kind = summary、surgeon = dr-chen）：按时完成，比时限提前1天16小时。');

-- Readers may ask, and only that.
GRANT USAGE ON SCHEMA public TO tqc_reader;
SET ROLE tqc_reader;
SELECT isnt(tqc.explain_task(1), NULL, 'a reader may ask');
SELECT throws_ok($$SELECT tqc.known_at(1)$$, '42501', NULL, 'and not what only explanations need');
RESET ROLE;

SELECT throws_ok('SELECT tqc.explain_task(0)', 'TQ008', 'task 0 does not exist');
SELECT is(tqc.explain_task(NULL), NULL);
SELECT is_empty($$SELECT t.rule FROM tqc.task t, jsonb_each(tqc.explain_task(t.id) -> 'text') x(lang, told)
                   WHERE told::text ~ '%|null' OR lang = 'en' AND told::text ~ '，|；'$$, 'no sentence has a hole');
SELECT * FROM finish();

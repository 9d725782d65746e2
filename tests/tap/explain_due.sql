-- Why a due time lies where it lies, step by step: by working days, working hours and the plain clock.
SELECT no_plan();
SELECT tqc.set_clock('2026-09-30 18:00+08', 0);
SELECT tqc.load_calendar('cn-work');
SELECT tqc.define_calendar('berlin', 'Europe/Berlin', '{"mon": [["00:00", "24:00"]], "tue": "mon", "wed": "mon", "thu": "mon",
  "fri": "mon", "sat": "mon", "sun": "mon"}');
SELECT tqc.define_event('discharge', '出院'), tqc.define_event('archive', '病历归档');
SELECT tqc.put_rule(code, jsonb_build_object('open', jsonb_build_object('on', 'discharge', 'when', format('$.rule == "%s"', code)), 'due', due,
                                              'close', '{"on": "archive"}'::jsonb))
  FROM (VALUES ('w2', '{"days": 2, "calendar": "cn-work"}'::jsonb), ('w5', '{"days": 5, "calendar": "cn-work"}'),
               ('w0', '{"days": 0, "calendar": "cn-work"}'), ('before', '{"days": -2, "calendar": "cn-work"}'),
               ('w60', '{"days": 60, "calendar": "cn-work"}'), ('d3', '{"days": 3}'),
               ('hours', '{"within": "PT11H", "calendar": "cn-work"}'), ('back', '{"within": "-PT3H", "calendar": "cn-work"}'),
               ('mixed', '{"within": "P1DT2H", "calendar": "cn-work"}'), ('month', '{"within": "P1M", "calendar": "cn-work"}'),
               ('plain', '{"within": "PT24H"}'), ('minus', '{"within": "-PT90M"}'),
               ('berlin', '{"within": "PT24H", "calendar": "berlin"}')) r(code, due);

CREATE FUNCTION left_at(rule text, at timestamptz) RETURNS bigint LANGUAGE sql AS $$
  SELECT public.tqc_emit('discharge', 'V-' || rule || at, jsonb_build_object('rule', rule), at)
$$;
CREATE FUNCTION explained(of_rule text, at timestamptz) RETURNS jsonb LANGUAGE sql AS $$
  SELECT tqc.explain_task(id) FROM tqc.task WHERE rule = of_rule AND anchor_at = at
$$;
CREATE FUNCTION steps(x jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(concat_ws(' ', s ->> 'kind', substr(s ->> 'from', 6), nullif(substr(s ->> 'to', 6), substr(s ->> 'from', 6)),
                              s ->> 'name', '#' || (s ->> 'first'), nullif('-' || (s ->> 'last'), '-' || (s ->> 'first')), s ->> 'working', s ->> 'span'), ', ' ORDER BY n)
    FROM jsonb_array_elements(x #> '{due,steps}') WITH ORDINALITY e(s, n)
$$;
CREATE FUNCTION due(x jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT to_char((x #>> '{due,due_at}')::timestamptz AT TIME ZONE 'Asia/Shanghai', 'MM-DD HH24:MI')
$$;

CREATE TABLE vector (rule text, at timestamptz, due text, steps text, x jsonb);
INSERT INTO vector VALUES
  ('w2', '2026-02-14 10:00+08', '02-25 23:59', 'start 02-14 春节调休, off 02-15 02-23 春节, worked 02-24 02-25 #1 -2'),
  ('w2', '2026-04-30 10:00+08', '05-07 23:59', 'start 04-30, off 05-01 05-05 劳动节, worked 05-06 05-07 #1 -2'),
  ('w2', '2026-01-01 10:00+08', '01-05 23:59', 'start 01-01 元旦, off 01-02 01-03 元旦, make-up 01-04 元旦调休 #1, worked 01-05 #2'),
  ('w5', '2026-09-30 10:00+08', '10-13 23:59', 'start 09-30, off 10-01 10-07 国庆节, worked 10-08 10-09 #1 -2, make-up 10-10 国庆节调休 #3, rest 10-11, worked 10-12 10-13 #4 -5'),
  ('w5', '2026-02-13 10:00+08', '02-27 23:59', 'start 02-13, make-up 02-14 春节调休 #1, off 02-15 02-23 春节, worked 02-24 02-27 #2 -5'),
  ('w0', '2026-02-13 10:00+08', '02-13 23:59', 'same 02-13'),
  ('before', '2026-02-24 10:00+08', '02-13 23:59', 'start 02-24, off 02-15 02-23 春节, make-up 02-14 春节调休 #1, worked 02-13 #2'),
  ('d3', '2026-02-13 10:00+08', '02-16 23:59', 'start 02-13, worked 02-14 02-16 #1 -3'),
  ('hours', '2026-02-13 17:00+08', '02-24 10:00', 'worked 02-13 PT1H, make-up 02-14 春节调休 PT8H, off 02-15 02-23 春节, worked 02-24 PT2H'),
  ('hours', '2026-03-06 19:30+08', '03-10 11:00', 'worked 03-06 PT0S, rest 03-07 03-08, worked 03-09 PT8H, worked 03-10 PT3H'),
  ('back', '2026-02-24 09:00+08', '02-14 16:00', 'worked 02-24 PT1H, off 02-15 02-23 春节, make-up 02-14 春节调休 PT2H'),
  ('mixed', '2026-02-13 17:00+08', '02-24 09:00', 'add P1D, make-up 02-14 春节调休 PT1H, off 02-15 02-23 春节, worked 02-24 PT1H'),
  ('month', '2026-01-31 17:00+08', '02-28 17:00', 'add P1M'),
  ('plain', '2026-02-13 17:00+08', '02-14 17:00', 'add PT24H'),
  ('minus', '2026-02-13 17:00+08', '02-13 15:30', 'add -PT90M');
SELECT count(left_at(rule, at)) FROM vector;
SELECT tqc.step();
UPDATE vector SET x = explained(rule, at);
SELECT is(due(x) || ': ' || steps(x), due || ': ' || steps, rule || ' from ' || (at AT TIME ZONE 'Asia/Shanghai')) FROM vector;
SELECT is_empty($$SELECT rule, at FROM vector WHERE x #> '{due,planned_at}' <> x #> '{due,due_at}'$$, 'reckoned again, it is what the engine said');

-- By which version, and what moved it.
SELECT is((x #> '{due,calendar}') - 'differs' - 'source', '{"calendar": "cn-work", "version": 3, "timezone": "Asia/Shanghai", "working": "PT46H",
          "counted": 5, "provisional": false}', 'the calendar')
  FROM vector WHERE rule = 'w5' AND at = '2026-02-13 10:00+08';
SELECT is(x #> '{due,calendar,provisional}', 'true', 'beyond the days that are known') FROM vector WHERE rule = 'w5' AND at = '2026-09-30 10:00+08';

-- In words.
CREATE FUNCTION words(x jsonb, lang text, n int) RETURNS text LANGUAGE sql AS $$
  SELECT replace(x #>> ARRAY['text', lang, n::text], '国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号 2025-11-04', 'PAPER')
$$;
SELECT unnest(ARRAY[is(words(x, 'zh-CN', 1), '自 2026-02-13 10:00（周五）起算，时限为其后第 5 个工作日，应于 2026-02-27 24:00（周五）前完成。'),
       is(words(x, 'zh-CN', 2), '按工作日历 cn-work 第 3 版计算（依据PAPER，时区 Asia/Shanghai）：起算日 02-13（周五）不计；'
          '02-14（周六，春节调休上班）计第 1 天；02-15 至 02-23（春节）放假不计；02-24 至 02-27 计第 2～5 天。'),
       is(words(x, 'en', 1), 'Counted from 2026-02-13 10:00 (Fri), by the end of working day 5 after it: due by 2026-02-27 24:00 (Fri).'),
       is(words(x, 'en', 2), 'By version 3 of the calendar cn-work (from PAPER, time zone Asia/Shanghai): Fri 02-13, the day it is counted from, does not count; '
          'Sat 02-14 (春节调休, worked) day 1; 02-15 to 02-23 (春节) off; 02-24 to 02-27 days 2 to 5.')])
  FROM vector WHERE rule = 'w5' AND at = '2026-02-13 10:00+08';
SELECT unnest(ARRAY[is(words(x, 'zh-CN', 1), '自 2026-02-13 17:00（周五）起算，时限11小时工作时间，应于 2026-02-24 10:00（周二）前完成。'),
       is(words(x, 'zh-CN', 2), '按工作日历 cn-work 第 3 版计算（依据PAPER，时区 Asia/Shanghai）：02-13（周五）计1小时；'
          '02-14（周六，春节调休上班）计8小时；02-15 至 02-23（春节）放假不计；02-24（周二）计2小时。'),
       is(words(x, 'en', 2), 'By version 3 of the calendar cn-work (from PAPER, time zone Asia/Shanghai): Fri 02-13 1 hour; '
          'Sat 02-14 (春节调休, worked) 8 hours; 02-15 to 02-23 (春节) off; Tue 02-24 2 hours.')])
  FROM vector WHERE rule = 'hours' AND at = '2026-02-13 17:00+08';
SELECT unnest(ARRAY[is(words(x, 'zh-CN', 2), '按自然时间连续计算：2026-02-13 17:00（周五）加24小时，即 2026-02-14 17:00（周六），时区 Asia/Shanghai。'),
       is(words(x, 'en', 2), 'Every hour counts: 2026-02-13 17:00 (Fri) plus 24 hours is 2026-02-14 17:00 (Sat), time zone Asia/Shanghai.')])
  FROM vector WHERE rule = 'plain';
SELECT unnest(ARRAY[is(words(x, 'zh-CN', 1), '自 2026-02-13 17:00（周五）起算，须提前1小时30分钟，应于 2026-02-13 15:30（周五）前完成。'),
       is(words(x, 'en', 1), 'Counted from 2026-02-13 17:00 (Fri), at least 1 hour 30 minutes before it: due by 2026-02-13 15:30 (Fri).')])
  FROM vector WHERE rule = 'minus';
SELECT is(words(x, 'en', 1), 'Counted from 2026-02-13 17:00 (Fri), within 1 day and 2 hours of working time: due by 2026-02-24 09:00 (Tue).') FROM vector WHERE rule = 'mixed';
SELECT is(words(x, 'zh-CN', 1), '自 2026-01-31 17:00（周六）起算，时限1个月，应于 2026-02-28 17:00（周六）前完成。') FROM vector WHERE rule = 'month';
SELECT is(words(x, 'en', 2), 'Every day counts (time zone Asia/Shanghai): Fri 02-13, the day it is counted from, does not count; 02-14 to 02-16 days 1 to 3.')
  FROM vector WHERE rule = 'd3';
SELECT is(words(x, 'en', 2), 'By version 3 of the calendar cn-work (from PAPER, time zone Asia/Shanghai): the end of Fri 02-13.') FROM vector WHERE rule = 'w0';
SELECT is(words(x, 'zh-CN', 3), '日历中的放假安排未列到该日；其后若有新的安排，未完成的任务会重新计算。') FROM vector WHERE rule = 'w5' AND at = '2026-09-30 10:00+08';

-- Longer than twenty steps: the middle is summed up, nothing is lost.
SELECT left_at('w60', '2026-09-30 11:00+08'), left_at('berlin', '2026-03-28 12:00+01'), tqc_emit('archive', 'V-w2' || '2026-04-30 10:00+08'::timestamptz);
SELECT tqc.step();
CREATE TEMP TABLE long AS SELECT x #> '{due,steps}' AS steps FROM explained('w60', '2026-09-30 11:00+08') x;
SELECT unnest(ARRAY[is(jsonb_array_length(steps), 20), is(steps -> 18 ->> 'kind', 'more'), is(steps -> 19 ->> 'last', '60')])
  FROM long;
SELECT is((SELECT sum((s ->> 'days')::int) FROM long, jsonb_array_elements(steps) s),
          (SELECT (steps -> 19 ->> 'to')::date - '2026-09-30'::date + 1 FROM long)::bigint, 'every day is in one of them');

-- The clocks are put forward on the way.
SELECT unnest(ARRAY[is(x #>> '{due,clock_change}', 'PT1H'), is(x #>> '{due,due_at}', '2026-03-29T11:00:00+00:00'),
       is(words(x, 'en', 2), 'By version 1 of the calendar berlin (time zone Europe/Berlin): 03-28 to 03-29 12 hours each.'),
       is(words(x, 'zh-CN', 3), '其间时钟拨快1小时（夏令时）。'), is(words(x, 'en', 3), 'On the way the clocks were put forward by 1 hour.')])
  FROM explained('berlin', '2026-03-28 12:00+01') x;

-- Another version of the calendar, valid while the task runs.
SELECT tqc.define_calendar('cn-work', timezone, week, days || '{"2026-10-12": {"hours": [], "name": "台风停工"}}', '2026-10-08 00:00+08', '市政府通告')
  FROM tqc.calendar WHERE code = 'cn-work' AND version = 3;
SELECT tqc.set_clock('2026-10-09 08:00+08', 0);
SELECT tqc.step();
SELECT unnest(ARRAY[is(due(x), '10-14 23:59'), is(x #>> '{due,calendar,version}', '4'), is(x #>> '{due,calendar,source}', '市政府通告'),
       is(steps(x), 'start 09-30, off 10-01 10-07 国庆节, worked 10-08 10-09 #1 -2, make-up 10-10 国庆节调休 #3, rest 10-11, off 10-12 台风停工, worked 10-13 10-14 #4 -5'),
       is(x #>> '{text,zh-CN,4}', '2026-10-08 00:00（周四）工作日历 cn-work 第 4 版生效，重新计算，应于 2026-10-14 24:00（周三）前完成。'),
       is(x #>> '{text,en,4}', '2026-10-08 00:00 (Thu): version 4 of the calendar cn-work became valid; now due by 2026-10-14 24:00 (Wed).')])
  FROM explained('w5', '2026-09-30 10:00+08') x;
SELECT is(explained('w2', '2026-04-30 10:00+08') #>> '{due,calendar,version}', '3', 'what has ended keeps its own');

-- Whoever asks.
CREATE TEMP TABLE asked AS SELECT id, tqc.explain_task(id) AS x FROM tqc.task;
SET TimeZone = 'America/New_York';
SET IntervalStyle = 'sql_standard';
SET DateStyle = 'SQL, DMY';
SELECT is_empty('SELECT id FROM asked WHERE tqc.explain_task(id) <> x', 'a session''s settings make no difference');
SELECT * FROM finish();

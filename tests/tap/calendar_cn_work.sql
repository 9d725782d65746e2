-- cn-work as shipped: every clause of the notices against the days it means, the versions, the test
-- vectors, and that loading it again changes nothing.
SELECT no_plan();
SET TimeZone = 'Asia/Shanghai';
SELECT tqc.set_clock('2026-06-01 08:00+08', 0);

CREATE TABLE clause AS
SELECT (n ->> 'year')::int AS year, n ->> 'published' AS published, c ->> 'text' AS said, c ->> 'name' AS name,
       split_part(c ->> 'off', '/', 1)::date AS first, split_part(c ->> 'off', '/', -1)::date AS last, (c ->> 'days')::int AS days,
       ARRAY(SELECT w::date FROM jsonb_array_elements_text(c -> 'work') w ORDER BY w::date) AS work
  FROM jsonb_array_elements(tqc.read_pack('calendars/cn-work') -> 'notices') n, jsonb_array_elements(n -> 'clauses') c;
SELECT results_eq('SELECT year, count(*) FROM clause GROUP BY 1 ORDER BY 1', $$VALUES (2024, 7::bigint), (2025, 6), (2026, 7)$$, 'three notices, clause by clause');
SELECT is_empty('SELECT * FROM clause WHERE last - first + 1 <> days', 'first and last day are as many days as the clause says');
SELECT is_empty($$SELECT * FROM clause WHERE said ~ '共\d+天' AND substring(said, '共(\d+)天')::int <> days$$, 'and as its text says');

-- Each date of the text, with the weekday it names, in its order: the first and last day off, then the make-up days.
CREATE TABLE named AS
SELECT c.*, d.ord, make_date(year, (array_agg(d.month) FILTER (WHERE d.month IS NOT NULL) OVER so_far)[count(d.month) OVER so_far], d.day) AS date, d.weekday
  FROM clause c,
       LATERAL (SELECT ord, m[1]::int AS month, m[2]::int AS day, substring(m[3], '(?:周|星期)(.)') AS weekday
                  FROM regexp_matches(said, '(?:(\d+)月)?(\d+)日(?:（([^）]*)）)?', 'g') WITH ORDINALITY r(m, ord)) d
WINDOW so_far AS (PARTITION BY said ORDER BY d.ord);  -- a day without a month is of the month named last
SELECT results_eq(
  'SELECT said, array_agg(date ORDER BY ord) FROM named GROUP BY 1 ORDER BY 1',
  $$SELECT said, CASE WHEN days = 1 THEN ARRAY[first] ELSE ARRAY[first, last] END || work FROM clause ORDER BY 1$$,
  'the dates of the text are the days given, no more and no less');
SELECT is_empty(
  $$SELECT * FROM named WHERE weekday <> substr('一二三四五六日', extract(isodow FROM date)::int, 1)$$,
  'and fall on the weekdays that the text names');
SELECT cmp_ok((SELECT count(weekday) FROM named), '>', 30::bigint, 'there are weekdays to compare');
SELECT is_empty('SELECT * FROM clause, unnest(work) w WHERE extract(isodow FROM w) < 6', 'work is made up on weekends');

-- As a calendar.
SELECT is(tqc.load_calendar('cn-work'), 3, 'three notices are three versions');
SELECT results_eq(
  $$SELECT version, valid_from, days_known_to, source FROM tqc.calendar WHERE code = 'cn-work' ORDER BY 1$$,
  $$VALUES (1, '2023-10-25 00:00+08'::timestamptz, '2024-10-12'::date, '国务院办公厅关于2024年部分节假日安排的通知 国办发明电〔2023〕7号 2023-10-25'),
           (2, '2024-11-12 00:00+08', '2025-10-11', '国务院办公厅关于2025年部分节假日安排的通知 国办发明电〔2024〕12号 2024-11-12'),
           (3, '2025-11-04 00:00+08', '2026-10-10', '国务院办公厅关于2026年部分节假日安排的通知 国办发明电〔2025〕7号 2025-11-04')$$,
  'valid from the day of publication');
SELECT is(tqc.load_calendar('cn-work'), 3, 'loaded again');
SELECT is((SELECT count(*) FROM tqc.calendar WHERE code = 'cn-work'), 3::bigint, 'it adds nothing');

SELECT results_eq(
  $$SELECT extract(year FROM day)::int, count(*) FILTER (WHERE differs AND NOT counts), count(*) FILTER (WHERE differs AND counts), count(*) FILTER (WHERE counts)
      FROM tqc.calendar_days('cn-work', '2024-01-01', '2026-12-31') GROUP BY 1 ORDER BY 1$$,
  $$VALUES (2024, 28::bigint, 8::bigint, 251::bigint), (2025, 28, 5, 248), (2026, 33, 6, 248)$$,
  'days off, make-up days and working days of each year');
SELECT is_empty(
  $$SELECT d.* FROM tqc.calendar_days('cn-work', '2024-01-01', '2026-12-31') d
     WHERE counts <> CASE WHEN EXISTS (SELECT FROM clause WHERE d.day = ANY (work)) THEN true
                          WHEN EXISTS (SELECT FROM clause WHERE d.day BETWEEN first AND last) THEN false
                          ELSE extract(isodow FROM d.day) < 6 END$$,
  'a make-up day counts, a day off does not, else Monday to Friday do');

SELECT is(tqc.calendar_day_end('cn-work', start::timestamptz + '10 hours', n)::timestamp, ends::date + '23:59:59.999999'::interval, start || ' + ' || n || ' working days')
FROM (VALUES ('2026-02-14', 2, '2026-02-25'), ('2026-04-30', 2, '2026-05-07'), ('2026-01-01', 2, '2026-01-05'),
             ('2026-09-30', 5, '2026-10-13'), ('2026-02-13', 5, '2026-02-27'), ('2025-01-24', 2, '2025-01-27'),
             ('2025-09-30', 2, '2025-10-10'), ('2024-02-09', 1, '2024-02-18'), ('2024-12-31', 1, '2025-01-02'),
             ('2026-02-24', -1, '2026-02-14'), ('2025-10-09', -1, '2025-09-30')) v(start, n, ends);

-- A hospital that changes it keeps its change.
SELECT is(tqc.define_calendar('cn-work', 'Asia/Shanghai', week || '{"sat": "mon"}', days), 4, 'a hospital works on Saturdays too')
FROM tqc.calendar WHERE code = 'cn-work' AND version = 3;
SELECT is(tqc.load_calendar('cn-work'), 3, 'the notices are still in force at their time');
SELECT is((SELECT count(*) FROM tqc.calendar WHERE code = 'cn-work'), 4::bigint, 'and nothing is laid over the change');
SELECT is((SELECT counts FROM tqc.calendar_days('cn-work', '2026-06-06', '2026-06-06')), true, 'a Saturday counts there');

SELECT throws_ok($$SELECT tqc.load_calendar('../../tqc')$$, '42704', 'pack "calendars/../../tqc" is not installed');
SELECT throws_ok(format('SELECT tqc.read_pack(%L)', name), '42704', NULL, 'not a pack: ' || name)
FROM unnest(ARRAY['', '/', 'calendars', 'calendars/', '/etc/passwd', '..', 'calendars//cn-work', 'no-such']) name;

SELECT * FROM finish();

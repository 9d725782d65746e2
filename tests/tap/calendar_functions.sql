-- What a calendar answers, and that its zones are the server's own.
SELECT no_plan();
SET TimeZone = 'UTC';
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.load_calendar('cn-work');

CREATE FUNCTION wall(at timestamptz, zone text DEFAULT 'Asia/Shanghai') RETURNS text LANGUAGE sql AS $$
  SELECT to_char(at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI')
$$;

SELECT is(wall(tqc.calendar_add('cn-work', '2026-02-14 17:00+08', '2 hours')), '2026-02-24 09:00', 'working time stands still over a holiday');
SELECT is(wall(tqc.calendar_add('cn-work', '2026-02-24 09:00+08', '-2 hours')), '2026-02-14 17:00', 'both ways');
SELECT is(wall(tqc.calendar_add('cn-work', '2026-02-14 17:00+08', '1 day 2 hours')), '2026-02-24 10:00', 'a day is a step of the wall clock');
SELECT is(tqc.calendar_day_end('cn-work', '2026-09-30 10:00+08', 5), '2026-10-13 23:59:59.999999+08', 'a working day ends at midnight');
SELECT is(tqc.calendar_working('cn-work', '2026-02-13 17:00+08', '2026-02-24 09:00+08'), '10:00:00'::interval, 'working time between');
SELECT is(tqc.calendar_working('cn-work', '2026-02-24 09:00+08', '2026-02-13 17:00+08'), '-10:00:00'::interval, 'the other way round');
SELECT is(tqc.calendar_working('always', '2026-02-01', '2026-03-01'), '672:00:00'::interval, 'always counts every hour, in hours');
SELECT is(tqc.calendar_day_end('always', '2026-01-31 10:00+08', 1), '2026-02-01 23:59:59.999999+08', 'its days are those of tqc.timezone');

-- By the version in force.
SELECT is(tqc.calendar_day_end('cn-work', '2025-12-31 10:00+08', 2), '2026-01-05 23:59:59.999999+08', 'without an instant: now');
SELECT is(tqc.calendar_day_end('cn-work', '2025-12-31 10:00+08', 2, '2025-11-03'), '2026-01-02 23:59:59.999999+08', 'as it looked before the notice');
SELECT tqc.set_clock('2025-11-03 08:00+08', 0);
SELECT is(tqc.calendar_day_end('cn-work', '2025-12-31 10:00+08', 2), '2026-01-02 23:59:59.999999+08', 'now is the clock of tqc');

-- Nulls, unknown codes, the ends of time.
SELECT is(tqc.calendar_add('cn-work', NULL, '1 hour'), NULL, 'nothing asked, nothing answered');
SELECT is_empty($$SELECT * FROM tqc.calendar_days('cn-work', NULL, '2026-01-01')$$, 'nor of days');
SELECT throws_ok($$SELECT tqc.calendar_add('cn', now(), '1 hour')$$, '42704', 'calendar "cn" does not exist');
SELECT throws_ok($$SELECT tqc.calendar_add('cn-work', 'infinity', '1 hour')$$, '22008');
SELECT throws_ok($$SELECT tqc.calendar_add('cn-work', now(), '1000000000 hours')$$, '22008');
SELECT throws_ok($$SELECT tqc.calendar_day_end('cn-work', now(), 2147483647)$$, '22008');
SELECT throws_ok($$SELECT tqc.calendar_working('cn-work', '-infinity', now())$$, '22008');
SELECT throws_ok($$SELECT * FROM tqc.calendar_days('cn-work', '2020-01-01', '2240-01-01')$$, '22023');
SELECT throws_ok($$SELECT * FROM tqc.calendar_days('cn-work', '2020-01-01', 'infinity')$$, '22023');

-- Day by day.
SELECT results_eq(
  $$SELECT day, counts, hours, working, differs, name FROM tqc.calendar_days('cn-work', '2026-10-07', '2026-10-10', '2026-01-01')$$,
  $$VALUES ('2026-10-07'::date, false, '', '0'::interval, true, '国庆节'),
           ('2026-10-08', true, '08:00-12:00 14:00-18:00', '8 hours', false, NULL),
           ('2026-10-09', true, '08:00-12:00 14:00-18:00', '8 hours', false, NULL),
           ('2026-10-10', true, '08:00-12:00 14:00-18:00', '8 hours', true, '国庆节调休')$$,
  'days say what they are');

-- Why a time lies where it lies.
SELECT is(tqc.calendar_explain('cn-work', '2026-02-13 10:00+08', '2026-02-27 23:59:59.999999+08', '2026-01-01') - 'differs' - 'source',
          '{"calendar": "cn-work", "version": 3, "timezone": "Asia/Shanghai", "working": "PT46H", "counted": 5, "provisional": false}',
          'five working days over the Spring Festival');
SELECT is(jsonb_path_query_array(tqc.calendar_explain('cn-work', '2026-02-13 10:00+08', '2026-02-27 23:59:59.999999+08', '2026-01-01'), '$.differs[*].day'),
          '["2026-02-14", "2026-02-15", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-21", "2026-02-22", "2026-02-23"]',
          'the days that moved it');
SELECT is(tqc.calendar_explain('cn-work', '2026-02-13 10:00+08', '2026-02-27 10:00+08', '2026-01-01') #> '{differs,0}',
          '{"day": "2026-02-14", "counts": true, "hours": "08:00-12:00 14:00-18:00", "name": "春节调休"}', 'and what each is');
SELECT is(tqc.calendar_explain('cn-work', '2026-02-27 10:00+08', '2026-02-13 10:00+08', '2026-01-01') -> 'counted', '-5', 'the other way round');
SELECT is(tqc.calendar_explain('cn-work', '2025-12-31 10:00+08', '2026-01-02 10:00+08', '2025-11-03') ->> 'version', '2', 'by the version in force');
SELECT is(tqc.calendar_explain('cn-work', '2025-12-31 10:00+08', '2026-01-02 10:00+08', '2025-11-03') -> 'provisional', 'true', 'beyond the days it knows it is provisional');
SELECT is(tqc.calendar_explain('cn-work', '2020-12-31 10:00+08', '2021-01-04 10:00+08', '2020-11-03') ->> 'version', '1', 'before the first version, by the first');
SELECT is(tqc.calendar_explain('always', '2026-02-13 10:00+08', '2026-02-15 10:00+08'),
          '{"calendar": "always", "version": 1, "source": null, "timezone": "Asia/Shanghai", "working": "PT48H", "counted": 2, "differs": [], "provisional": false}',
          'of always');
SELECT throws_ok($$SELECT tqc.calendar_explain('cn', now(), now())$$, '42704', 'calendar "cn" does not exist');

-- The zones are the server's: every quarter of an hour about each change, and steps over it.
CREATE TABLE change (zone text, at timestamptz);
INSERT INTO change VALUES
  ('Europe/Berlin', '2026-03-29 01:00Z'), ('Europe/Berlin', '2026-10-25 01:00Z'), ('America/New_York', '2026-03-08 07:00Z'),
  ('America/New_York', '2026-11-01 06:00Z'), ('America/Sao_Paulo', '2018-02-18 02:00Z'), ('America/Sao_Paulo', '2018-11-04 03:00Z'),
  ('America/Havana', '2026-03-08 05:00Z'), ('America/Havana', '2026-11-01 05:00Z'), ('America/St_Johns', '2006-04-02 03:31Z'),
  ('America/St_Johns', '2006-10-29 02:31Z'), ('Australia/Lord_Howe', '2026-04-04 15:00Z'), ('Pacific/Apia', '2011-12-30 10:00Z'),
  ('Asia/Shanghai', '1990-09-15 17:00Z'), ('Europe/Berlin', '2090-03-26 01:00Z');
-- Hours that never rest, and one day apart so that the long way is taken.
SELECT count(tqc.define_calendar('round ' || zone, zone,
         '{"mon": [["00:00","24:00"]], "tue": "mon", "wed": "mon", "thu": "mon", "fri": "mon", "sat": "mon", "sun": "mon"}',
         '{"1950-01-01": []}'))
FROM (SELECT DISTINCT zone FROM change) z;
CREATE FUNCTION server_adds(at timestamptz, span interval, zone text) RETURNS timestamptz LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('TimeZone', zone, true);
  RETURN at + span;
END $$;
SELECT is_empty(
  $$SELECT zone, start, span, server_adds(start, span, zone), tqc.calendar_add('round ' || zone, start, span)
      FROM change, generate_series(at - '26 hours'::interval, at + '26 hours'::interval, '15 minutes') start,
           unnest(ARRAY['1 day', '-1 day', '1 month', '-1 month', '2 months 1 day', '1 year', '36 hours', '-36 hours', '1 day 1 hour', '90 days', '2400 hours']::interval[]) span
     WHERE server_adds(start, span, zone) <> tqc.calendar_add('round ' || zone, start, span)$$,
  'adds as the server adds');
SELECT is_empty(
  $$SELECT zone, start FROM change, generate_series(at - '26 hours'::interval, at + '26 hours'::interval, '15 minutes') start
     WHERE tqc.calendar_working('round ' || zone, start, at + '40 days'::interval) <> at + '40 days'::interval - start$$,
  'and loses no time over a change');
SET TimeZone = 'UTC';

-- A session's zone makes no difference.
SET TimeZone = 'America/New_York';
SELECT is(tqc.calendar_day_end('cn-work', '2026-09-30 10:00+08', 5, '2026-01-01'), '2026-10-13 23:59:59.999999+08', 'a session''s TimeZone makes no difference');
SET TimeZone = 'UTC';

SELECT * FROM finish();

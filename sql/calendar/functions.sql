-- What a calendar says, for officers who want to try one before a rule uses it. All answer by the
-- version in force at `at`, NULL: at tqc.now(). 42704 if no calendar has the code, 22008 if the
-- answer is out of range.

-- As `within` counts: months and days are steps of the wall clock in the calendar's zone, the rest is
-- working time; a negative span goes back.
CREATE FUNCTION tqc.calendar_add(calendar text, start timestamptz, span interval,
                                 at timestamptz DEFAULT NULL) RETURNS timestamptz
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'tqc_calendar_add';
COMMENT ON FUNCTION tqc.calendar_add(text, timestamptz, interval, timestamptz) IS
    'start plus a span of working time, as a rule''s within counts it: months and days are steps of the wall clock in the calendar''s zone; by the version in force at `at` (NULL: tqc.now()). 42704 for an unknown calendar, 22008 out of range';

-- As `days` counts: the end (one microsecond before the next begins) of the days-th working day after
-- the day of `start`; 0: that day; negative: before it.
CREATE FUNCTION tqc.calendar_day_end(calendar text, start timestamptz, days int,
                                     at timestamptz DEFAULT NULL) RETURNS timestamptz
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'tqc_calendar_day_end';
COMMENT ON FUNCTION tqc.calendar_day_end(text, timestamptz, int, timestamptz) IS
    'the last microsecond of the n-th working day after start''s day, in the calendar''s zone, as a rule''s days counts it. Errors as tqc.calendar_add';

-- The working time between two instants in hours, minutes and seconds, never in days; negative if
-- `finish` is the earlier.
CREATE FUNCTION tqc.calendar_working(calendar text, start timestamptz, finish timestamptz,
                                     at timestamptz DEFAULT NULL) RETURNS interval
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'tqc_calendar_working';
COMMENT ON FUNCTION tqc.calendar_working(text, timestamptz, timestamptz, timestamptz) IS
    'working time between two instants, in hours and less, as tqc.task.elapsed counts it; negative if finish is the earlier. Errors as tqc.calendar_add';

-- The zone of its wall clock: of always the setting tqc.timezone.
CREATE FUNCTION tqc.calendar_zone(calendar text, at timestamptz DEFAULT NULL) RETURNS text
LANGUAGE c STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'tqc_calendar_zone';
COMMENT ON FUNCTION tqc.calendar_zone(text, timestamptz) IS
    'the time zone of a calendar; of always tqc.timezone. 42704 for an unknown calendar';

-- Day by day, at most 40000 of them: does it count, its hours on the wall clock, how much work they come
-- to (a clock change makes a difference), and what a day that differs is called.
CREATE FUNCTION tqc.calendar_days(calendar text, first date, last date, at timestamptz DEFAULT NULL)
RETURNS TABLE(day date, counts boolean, hours text, working interval, differs boolean, name text)
LANGUAGE c STABLE PARALLEL RESTRICTED ROWS 30
AS 'MODULE_PATHNAME', 'tqc_calendar_days';
COMMENT ON FUNCTION tqc.calendar_days(text, date, date, timestamptz) IS
    'the days of a calendar one by one: whether each counts, its hours (wall clock of the zone) and its name. 42704 for an unknown calendar, 22023 for more than 40000 days';

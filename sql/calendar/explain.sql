-- Why a time lies where it lies: what a calendar makes of the way from `start` to `finish`.
--   {"calendar": "cn-work", "version": 3, "source": "…", "timezone": "Asia/Shanghai",
--    "working": "PT40H",       working time between
--    "counted": 5,             working days after start's day, to finish's day; negative the other way
--    "differs": [{"day": "2026-02-14", "counts": true, "hours": "08:00-12:00 14:00-18:00", "name": "春节调休"}, …],
--    "provisional": false}     true: finish lies beyond the days that are known (days_known_to)
-- By the version in force at `at`, NULL: at tqc.now(). Of the built-in calendar: version 1, no source.
CREATE FUNCTION tqc.calendar_explain(calendar text, start timestamptz, finish timestamptz,
                                     at timestamptz DEFAULT NULL) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
SET DateStyle = 'ISO, YMD'
SET IntervalStyle = 'iso_8601'
AS $$
DECLARE
    most  CONSTANT int := 39999;  -- days that are looked at one by one
    asked timestamptz := coalesce(at, tqc.now());
    v     tqc.calendar;
    zone  text;
    home  date;
    away  date;
    result jsonb;
BEGIN
    IF calendar IS NULL OR start IS NULL OR finish IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT c.* INTO v FROM tqc.calendar c WHERE c.code = calendar_explain.calendar
     ORDER BY c.valid_from <= asked DESC, CASE WHEN c.valid_from <= asked THEN c.valid_from END DESC,
              c.valid_from, c.version DESC LIMIT 1;
    zone := coalesce(v.timezone, tqc.calendar_zone(calendar, asked));
    home := (start AT TIME ZONE zone)::date;
    away := (finish AT TIME ZONE zone)::date;
    SELECT jsonb_build_object(
               'calendar', calendar, 'version', coalesce(v.version, 1), 'source', v.source, 'timezone', zone,
               'working', tqc.calendar_working(calendar, start, finish, asked)::text,
               'counted', count(*) FILTER (WHERE d.counts AND d.day <> home) * sign(away - home),
               'differs', coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                              'day', d.day, 'counts', d.counts, 'hours', nullif(d.hours, ''), 'name', d.name))
                              ORDER BY d.day) FILTER (WHERE d.differs), '[]'),
               'provisional', coalesce(greatest(home, away) > v.days_known_to, false))
      INTO result
      FROM tqc.calendar_days(calendar, greatest(least(home, away), home - most), least(greatest(home, away), home + most), asked) d;
    RETURN result;
END
$$;
COMMENT ON FUNCTION tqc.calendar_explain(text, timestamptz, timestamptz, timestamptz) IS
    'what a calendar makes of the way from one time to another: version, working time, days counted, the days that differ';

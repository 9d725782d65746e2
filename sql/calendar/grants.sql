GRANT EXECUTE ON FUNCTION tqc.define_calendar(text, text, jsonb, jsonb, timestamptz, text) TO tqc_officer;
-- The functions read the table with the rights of their caller.
GRANT SELECT ON tqc.calendar, tqc.calendar_version TO tqc_reader;
GRANT EXECUTE ON FUNCTION
    tqc.calendar_add(text, timestamptz, interval, timestamptz),
    tqc.calendar_day_end(text, timestamptz, int, timestamptz),
    tqc.calendar_working(text, timestamptz, timestamptz, timestamptz),
    tqc.calendar_zone(text, timestamptz), tqc.calendar_explain(text, timestamptz, timestamptz, timestamptz),
    tqc.calendar_days(text, date, date, timestamptz) TO tqc_reader;

-- Calendars (工作日历), one row a version, appended only. A version is valid from valid_from to the
-- next version's; the earliest also holds for all before it. Of versions valid from one instant the
-- highest counts. The calendar `always` is built in and has no row.
CREATE TABLE tqc.calendar_version (
    id         int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code       text NOT NULL CHECK (code <> '' AND code <> 'always'),
    version    int NOT NULL,
    timezone   text NOT NULL,
    week       jsonb NOT NULL,   -- docs/calendars.md
    days       jsonb NOT NULL,
    valid_from timestamptz NOT NULL,
    source     text,
    defined_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    defined_by text NOT NULL DEFAULT session_user,
    UNIQUE (code, version)
);
COMMENT ON TABLE tqc.calendar_version IS 'all versions of all calendars (工作日历) as defined; read tqc.calendar';

CREATE VIEW tqc.calendar AS
SELECT code, version, valid_from,
       -- Of versions valid from one instant only the last is ever in force.
       lead(valid_from) OVER (PARTITION BY code ORDER BY valid_from, version) AS valid_to,
       timezone, week, days,
       (SELECT max(day)::date FROM jsonb_object_keys(days) day) AS days_known_to,
       source, defined_at, defined_by
  FROM tqc.calendar_version;
COMMENT ON VIEW tqc.calendar IS 'versions of the calendars (工作日历); always is built in and not listed';
COMMENT ON COLUMN tqc.calendar.code IS 'code of the calendar';
COMMENT ON COLUMN tqc.calendar.version IS 'number of the version, counted for each code';
COMMENT ON COLUMN tqc.calendar.timezone IS 'zone of its wall clock, by name';
COMMENT ON COLUMN tqc.calendar.defined_at IS 'when it was defined (real clock)';
COMMENT ON COLUMN tqc.calendar.defined_by IS 'the login that defined it';
COMMENT ON COLUMN tqc.calendar.valid_from IS 'instant from which the version is valid; the earliest version also holds for all before it';
COMMENT ON COLUMN tqc.calendar.valid_to IS 'valid_from of the next version; NULL for the last';
COMMENT ON COLUMN tqc.calendar.week IS 'working hours by weekday (mon … sun), wall clock of the zone';
COMMENT ON COLUMN tqc.calendar.days IS 'single days that differ, by date: holidays ([]) and make-up days (调休)';
COMMENT ON COLUMN tqc.calendar.days_known_to IS 'the last single day that is listed: what lies after it may change when its year is announced';
COMMENT ON COLUMN tqc.calendar.source IS 'the paper the version was made from';

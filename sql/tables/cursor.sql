-- How far each engine has read the log. Append-only (the newest batch holds, old ones are
-- swept), because one row updated for ever would drag its dead versions along under a long
-- transaction.
--
-- seen: all that is visible in this snapshot has been applied. upto: the window now being
-- read, what upto sees and seen does not, in slices by (xid, seq); NULL between windows.
CREATE TABLE tqc.cursor (
    engines     int NOT NULL,         -- into how many the subjects are split
    engine      int NOT NULL,
    batch       bigint NOT NULL,
    seen        pg_snapshot NOT NULL,
    upto        pg_snapshot,
    xid         xid8 NOT NULL,
    seq         bigint NOT NULL,
    rereading   boolean NOT NULL,     -- the window may hold events another split has applied
    alarm_floor timestamptz NOT NULL, -- alarms up to here have been served
    rules       int NOT NULL,         -- highest tqc.rule.id whose reach into the past was served
    calendars   int NOT NULL,         -- highest tqc.calendar_version.id, likewise
    generation  bigint NOT NULL,      -- tqc.clock.generation served
    events      bigint NOT NULL,      -- applied since the beginning
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (engines, engine, batch)
);
COMMENT ON TABLE tqc.cursor IS 'how far each engine has read the log';

-- Which engine of n a subject belongs to.
CREATE FUNCTION tqc.engine_of(site text, subject text, engines int) RETURNS int
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ((pg_catalog.hashtextextended(subject, pg_catalog.hashtextextended(site, 0))
         & 9223372036854775807) % engines)::int;
COMMENT ON FUNCTION tqc.engine_of(text, text, int) IS 'which engine (0 .. engines-1) folds a subject';

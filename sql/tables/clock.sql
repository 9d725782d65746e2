-- The one clock. Normally real time; set_clock() lets it stand or run from an instant.
CREATE TABLE tqc.clock (
    single       boolean PRIMARY KEY DEFAULT true CHECK (single),  -- there is one row
    real_base    timestamptz NOT NULL DEFAULT clock_timestamp(),
    virtual_base timestamptz,               -- NULL: the real clock
    speed        float8 NOT NULL DEFAULT 1 CHECK (speed >= 0),
    generation   bigint NOT NULL DEFAULT 0  -- counts settings back, each of which refolds all
);
INSERT INTO tqc.clock DEFAULT VALUES;
COMMENT ON TABLE tqc.clock IS 'virtual now = virtual_base + (real now - real_base) * speed; virtual_base NULL: the real clock';
COMMENT ON COLUMN tqc.clock.single IS 'there is one row';
COMMENT ON COLUMN tqc.clock.real_base IS 'real time at which it was set';
COMMENT ON COLUMN tqc.clock.virtual_base IS 'what it was set to; NULL: it shows the real time';
COMMENT ON COLUMN tqc.clock.speed IS 'seconds it goes in a real one; 0: it stands';
COMMENT ON COLUMN tqc.clock.generation IS 'how often it was set back, each of which folds every subject anew';

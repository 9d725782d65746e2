-- Where one can see afterwards what should have been emitted (定时补推).
CREATE TABLE tqc.source (
    name       text PRIMARY KEY CHECK (btrim(name) <> '' AND octet_length(name) <= 512),
    query      text NOT NULL,
    defined_by text NOT NULL DEFAULT session_user,
    defined_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE tqc.source IS 'queries over business tables that yield all events that should have been emitted (补推来源)';
COMMENT ON COLUMN tqc.source.query IS 'SELECT of type, subject, data, occurred_at, id and perhaps site, by name or in this order; runs with the rights of whoever reconciles';
COMMENT ON COLUMN tqc.source.defined_by IS 'the login that defined it';
COMMENT ON COLUMN tqc.source.defined_at IS 'when (real clock)';
COMMENT ON COLUMN tqc.source.name IS 'also the source of the events it makes up';

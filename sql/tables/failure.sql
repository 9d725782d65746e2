-- What could not be applied (触发失败), kept for correction and retry.
CREATE TABLE tqc.failure (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at          timestamptz NOT NULL DEFAULT clock_timestamp(),
    stage       text NOT NULL,
    event_seq   bigint,
    payload     jsonb,
    sqlstate    text NOT NULL,
    message     text NOT NULL,
    retries     int NOT NULL DEFAULT 0,
    resolved_at timestamptz,
    resolution  text,
    site        text,
    subject     text,
    rule        text
);
CREATE INDEX failure_open ON tqc.failure (site, subject) WHERE resolved_at IS NULL;
CREATE INDEX failure_event ON tqc.failure (event_seq);
-- Was this number refused before? A hash, as a number that is refused may be of any length.
CREATE INDEX failure_number ON tqc.failure USING hash ((payload ->> 'id')) WHERE stage = 'emit';
COMMENT ON TABLE tqc.failure IS 'events and steps that could not be applied (触发失败)';
COMMENT ON COLUMN tqc.failure.stage IS 'emit: refused at the door; undo, amend, open, key, close, cancel, miss, receiver, message, hand: a step of the fold';
COMMENT ON COLUMN tqc.failure.payload IS 'of stage emit: the event as a CloudEvents object, or the document with the attribute mapping; else the event''s data';

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
COMMENT ON COLUMN tqc.failure.id IS 'number of the failure, for tqc.retry_failure and tqc.discard_failure';
COMMENT ON COLUMN tqc.failure.at IS 'when it was first met (real clock)';
COMMENT ON COLUMN tqc.failure.event_seq IS 'seq of the event in the log; NULL: it did not get there';
COMMENT ON COLUMN tqc.failure.sqlstate IS 'SQLSTATE: docs/errors.md';
COMMENT ON COLUMN tqc.failure.message IS 'what was wrong';
COMMENT ON COLUMN tqc.failure.retries IS 'how often it was tried again by hand';
COMMENT ON COLUMN tqc.failure.resolved_at IS 'when it was resolved or given up (real clock); NULL: it waits';
COMMENT ON COLUMN tqc.failure.resolution IS 'how: refolded, retried, discarded, made up, and by whom';
COMMENT ON COLUMN tqc.failure.site IS 'site (院区), if known';
COMMENT ON COLUMN tqc.failure.subject IS 'subject (就诊), if known';
COMMENT ON COLUMN tqc.failure.rule IS 'code of the rule whose step failed; NULL: none';
COMMENT ON COLUMN tqc.failure.stage IS 'emit: refused at the door; kafka: refused by a broker; undo, amend, open, key, close, cancel, miss, receiver, message, hand: a step of the fold';
COMMENT ON COLUMN tqc.failure.payload IS 'of stage emit: the event as a CloudEvents object, or the document with the attribute mapping; else the event''s data';

-- The log: append-only, the one truth from which everything else follows.
-- xid lets a reader take exactly what became visible between two snapshots, so that
-- nothing is skipped when transactions commit out of order.
CREATE TABLE tqc.event_log (
    seq         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    site        text NOT NULL,
    source      text NOT NULL,
    id          text NOT NULL,
    type_id     int NOT NULL,  -- tqc.event_type.id; no foreign key, its lock would serialise emits
    subject     text NOT NULL,
    occurred_at timestamptz NOT NULL,
    sequence    bigint,
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),  -- always the real clock
    data        jsonb NOT NULL,
    CONSTRAINT event_number UNIQUE (site, source, id)
);
CREATE INDEX event_log_xid ON tqc.event_log (xid, seq);
CREATE INDEX event_log_subject ON tqc.event_log (site, subject, occurred_at);
CREATE INDEX event_log_type ON tqc.event_log (type_id, occurred_at);

-- Events that do not count because an undo hit them; written by the engine.
CREATE TABLE tqc.voided (
    event_seq bigint PRIMARY KEY,
    by_seq    bigint NOT NULL
);

CREATE VIEW tqc.event AS
SELECT e.seq, e.id, e.source, e.site, t.code AS type, e.subject, e.occurred_at, e.sequence,
       e.received_at, e.data, v.by_seq AS voided_by
  FROM tqc.event_log e
  JOIN tqc.event_type t ON t.id = e.type_id
  LEFT JOIN tqc.voided v ON v.event_seq = e.seq;
COMMENT ON VIEW tqc.event IS 'the event log (事件消息): what was said to have happened, when it happened (occurred_at) and when it was received (received_at, real clock)';
COMMENT ON COLUMN tqc.event.seq IS 'number in the log, in the order of arrival';
COMMENT ON COLUMN tqc.event.id IS 'message number, unique with site and source';
COMMENT ON COLUMN tqc.event.source IS 'who sent it';
COMMENT ON COLUMN tqc.event.site IS 'site (院区)';
COMMENT ON COLUMN tqc.event.type IS 'code of the event type';
COMMENT ON COLUMN tqc.event.subject IS 'subject (就诊)';
COMMENT ON COLUMN tqc.event.occurred_at IS 'when it happened: the business time; it counts from there on';
COMMENT ON COLUMN tqc.event.sequence IS 'the sender''s own order among events of one instant; NULL: none';
COMMENT ON COLUMN tqc.event.received_at IS 'when it was taken (real clock)';
COMMENT ON COLUMN tqc.event.data IS 'what it says, as sent; amendments stand in events of their own';
COMMENT ON COLUMN tqc.event.voided_by IS 'seq of the event that undid this one; NULL while it counts';
COMMENT ON TABLE tqc.event_log IS 'the event log as stored; read tqc.event';
COMMENT ON TABLE tqc.voided IS 'events that an undo has made not count, and which undo';

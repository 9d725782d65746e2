-- The durable outbox (实时推送). seq is given in commit order: the engine takes it last, under
-- a lock that it holds until its commit. Reading on from one's last seq misses nothing.
CREATE TABLE tqc.push (
    seq      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    receiver text NOT NULL,
    kind     text NOT NULL,
    task_id  bigint NOT NULL,
    payload  jsonb NOT NULL
);
CREATE INDEX push_receiver ON tqc.push (receiver, seq);
COMMENT ON TABLE tqc.push IS 'outbox: one row for each receiver of each change; kind: opened, reminded, overdue, closed, cancelled, changed';
COMMENT ON COLUMN tqc.push.seq IS 'number in the outbox, in the order of commits; numbers may be missing';
COMMENT ON COLUMN tqc.push.at IS 'when it was written, by tqc.now()';
COMMENT ON COLUMN tqc.push.receiver IS 'who is told';
COMMENT ON COLUMN tqc.push.kind IS 'opened, reminded, overdue, closed, cancelled or changed';
COMMENT ON COLUMN tqc.push.task_id IS 'the task: tqc.task.id';
COMMENT ON COLUMN tqc.push.payload IS 'the task as it was then: docs/protocol.md';

-- Running tasks of each receiver: what a board shows.
CREATE TABLE tqc.assignment (
    receiver text NOT NULL,
    task_id  bigint NOT NULL,
    PRIMARY KEY (receiver, task_id)
);

-- How far each receiver has acknowledged.
CREATE TABLE tqc.inbox (
    receiver text PRIMARY KEY,
    acked    bigint NOT NULL
);
COMMENT ON TABLE tqc.inbox IS 'how far each receiver has acknowledged tqc.push.seq';
COMMENT ON TABLE tqc.assignment IS 'running tasks of each receiver: what a board shows';

-- Groups of other consumers (消费组) and how far each has read the log.
--
-- A group reads windows as the engine does (src/engine/cursor.h): what one snapshot (upto) sees and
-- an earlier one (seen) did not, in slices by (xid, seq). So an event that commits late is in a
-- later window, never skipped, and nobody's transaction is waited for.
CREATE TABLE tqc.consumer (
    name          text PRIMARY KEY CHECK (btrim(name) <> '' AND octet_length(name) <= 512),
    types         text[],              -- NULL: all
    owner         text NOT NULL,       -- the role that may move it
    subscribed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE tqc.consumer IS 'groups of consumers (消费组) that read the log beside the engine';
COMMENT ON COLUMN tqc.consumer.name IS 'name of the group';
COMMENT ON COLUMN tqc.consumer.subscribed_at IS 'when (real clock)';
COMMENT ON COLUMN tqc.consumer.types IS 'codes of the event types it reads; NULL: all, hand actions (tqc.*) too';
COMMENT ON COLUMN tqc.consumer.owner IS 'the role that may move it; members of tqc_admin may too';

-- Append-only (the highest step holds, old ones are swept): a row updated for ever would drag its
-- dead versions along under a long transaction.
CREATE TABLE tqc.consumer_place (
    consumer text NOT NULL,
    step     bigint NOT NULL,
    batch    bigint NOT NULL,          -- the last number given
    events   bigint[],                 -- seqs of that batch while it is open; NULL: it is finished
    seen     pg_snapshot NOT NULL,     -- all that is visible here has been handed out
    upto     pg_snapshot,              -- the window being read; NULL between windows
    xid      xid8 NOT NULL,            -- the place in it
    seq      bigint NOT NULL,
    since    timestamptz,              -- of this window only what was received from then on
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, step)
);
COMMENT ON TABLE tqc.consumer_place IS 'how far each group has read the log; of each the highest step holds';
COMMENT ON COLUMN tqc.consumer_place.consumer IS 'the group';
COMMENT ON COLUMN tqc.consumer_place.step IS 'of each group the highest holds';
COMMENT ON COLUMN tqc.consumer_place.batch IS 'number of the batch handed out last';
COMMENT ON COLUMN tqc.consumer_place.events IS 'seqs of that batch while it is open; NULL once it is finished';
COMMENT ON COLUMN tqc.consumer_place.seen IS 'snapshot: all that is visible in it has been handed out';
COMMENT ON COLUMN tqc.consumer_place.upto IS 'snapshot whose window is being read; NULL between windows';
COMMENT ON COLUMN tqc.consumer_place.xid IS 'the place in the window';
COMMENT ON COLUMN tqc.consumer_place.seq IS 'the place in the window, within xid';
COMMENT ON COLUMN tqc.consumer_place.since IS 'of this window only what was received from then on (real clock); NULL: all';
COMMENT ON COLUMN tqc.consumer_place.at IS 'when the group came there (real clock)';

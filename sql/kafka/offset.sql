-- How far each partition has been taken: one row a batch, written in the transaction that appends
-- its events, holding the places of all partitions; the newest counts. Append-only like tqc.cursor.
-- Its xid marks the events that came from Kafka and must not go back there.
CREATE TABLE tqc.kafka_batch (
    batch      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    messages   int NOT NULL,
    topics     text[] NOT NULL,
    partitions int[] NOT NULL,
    offsets    bigint[] NOT NULL  -- of the next message to take
);
CREATE INDEX kafka_batch_xid ON tqc.kafka_batch (xid);
COMMENT ON TABLE tqc.kafka_batch IS 'batches taken from Kafka, each with the places reached; read tqc.kafka_offset';

-- What the broker said last, for the lag only; begun anew with each client. Logged, because an
-- unlogged table cannot be read on a standby, and health() reads it.
CREATE TABLE tqc.kafka_watermark (
    topic     text NOT NULL,
    partition int NOT NULL,
    low       bigint NOT NULL,
    high      bigint NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE tqc.kafka_watermark IS 'oldest offset of each partition and the one its next message will have, as the broker said last';

CREATE VIEW tqc.kafka_offset AS
SELECT topic, partition, p.next_offset, w.high AS end_offset,
       greatest(w.high - coalesce(p.next_offset, w.low), 0) AS lag, w.at AS asked_at
  FROM (SELECT u.*
          FROM (SELECT * FROM tqc.kafka_batch ORDER BY batch DESC LIMIT 1) b
         CROSS JOIN LATERAL unnest(b.topics, b.partitions, b.offsets) AS u(topic, partition, next_offset)) p
  FULL JOIN tqc.kafka_watermark w USING (topic, partition);
COMMENT ON VIEW tqc.kafka_offset IS 'how far each Kafka partition has been taken, and how much the broker has beyond that';
COMMENT ON COLUMN tqc.kafka_offset.topic IS 'name of the topic at the brokers';
COMMENT ON COLUMN tqc.kafka_offset.partition IS 'number of the partition';
COMMENT ON COLUMN tqc.kafka_offset.end_offset IS 'the offset that the partition''s next message will have, as of asked_at';
COMMENT ON COLUMN tqc.kafka_offset.asked_at IS 'when the broker said so (real clock)';
COMMENT ON COLUMN tqc.kafka_offset.next_offset IS 'of the next message to take: all before it are in the log or in tqc.failure; NULL: none was taken yet';
COMMENT ON COLUMN tqc.kafka_offset.lag IS 'messages the broker has and the log has not, as of asked_at; NULL: the broker has not answered yet';

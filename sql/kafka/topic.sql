-- The topics that the worker `tqc kafka` takes (in) and feeds (out). docs/kafka.md tells the formats.
CREATE TABLE tqc.kafka_topic (
    topic     text NOT NULL CHECK (topic ~ '^[A-Za-z0-9._-]{1,249}$' AND topic NOT IN ('.', '..')),
    direction text NOT NULL CHECK (direction IN ('in', 'out')),
    type      text CHECK (type <> ''),
    format    text NOT NULL DEFAULT 'auto' CHECK (format IN ('auto', 'structured', 'binary', 'json')),
    site      text NOT NULL DEFAULT 'main' CHECK (site NOT IN ('', '*')),
    enabled   boolean NOT NULL DEFAULT true,
    CHECK (direction = 'in' OR format <> 'json')
);
CREATE UNIQUE INDEX kafka_topic_in ON tqc.kafka_topic (topic) WHERE direction = 'in';
CREATE UNIQUE INDEX kafka_topic_out ON tqc.kafka_topic (coalesce(type, topic)) WHERE direction = 'out';
COMMENT ON TABLE tqc.kafka_topic IS 'topics taken from Kafka (in) and fed to it (out)';
COMMENT ON COLUMN tqc.kafka_topic.topic IS 'name of the topic at the brokers';
COMMENT ON COLUMN tqc.kafka_topic.direction IS 'in: taken from Kafka; out: fed to it';
COMMENT ON COLUMN tqc.kafka_topic.enabled IS 'false: left alone; its place is kept';
COMMENT ON COLUMN tqc.kafka_topic.type IS
    'event type; in: NULL: that which the message says, else the topic''s name. out: NULL: the topic''s name; tqc.task: the transitions of tasks';
COMMENT ON COLUMN tqc.kafka_topic.format IS
    'of CloudEvents: structured, binary; auto: in: as the message shows, plain JSON too; out: binary. json: plain JSON only';
COMMENT ON COLUMN tqc.kafka_topic.site IS 'in: the site of messages that name none';

-- Puts a topic, replacing what was there: of direction in the topic's line, of direction out the
-- type's, since a type goes to one topic. Takes effect at commit.
CREATE FUNCTION tqc.kafka_topic(
    topic     text,
    direction text DEFAULT 'in',
    type      text DEFAULT NULL,
    format    text DEFAULT 'auto',
    site      text DEFAULT 'main',
    enabled   boolean DEFAULT true
) RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    LOCK TABLE tqc.kafka_topic IN SHARE ROW EXCLUSIVE MODE;
    DELETE FROM tqc.kafka_topic k
     WHERE k.direction = $2
       AND CASE WHEN $2 = 'in' THEN k.topic = $1 ELSE coalesce(k.type, k.topic) = coalesce($3, $1) END;
    INSERT INTO tqc.kafka_topic (topic, direction, type, format, site, enabled)
    VALUES ($1, $2, $3, $4, $5, $6);
$$;
COMMENT ON FUNCTION tqc.kafka_topic(text, text, text, text, text, boolean) IS
    'maps a Kafka topic to an event type (in), or an event type to a topic (out), replacing what was there; from the commit on. 23514 for a name, direction or format that there is not';

-- Tells the worker.
CREATE FUNCTION tqc.kafka_changed() RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'tqc_kafka_changed';
COMMENT ON FUNCTION tqc.kafka_changed() IS 'trigger: the worker is to look at its topics and offsets';
CREATE TRIGGER kafka_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tqc.kafka_topic
    FOR EACH STATEMENT EXECUTE FUNCTION tqc.kafka_changed();

-- What goes to Kafka: events emitted by SQL, read from the log itself, and transitions of tasks,
-- which are copied here when somebody wants them.

-- How far each has been delivered, as tqc.cursor does for engines: all that `seen` sees, and of what
-- `upto` sees beyond that all up to (xid, seq). Append-only, the newest row counts.
CREATE TABLE tqc.kafka_cursor (
    what  text NOT NULL CHECK (what IN ('event', 'task')),
    batch bigint NOT NULL,
    seen  pg_snapshot NOT NULL,
    upto  pg_snapshot,
    xid   xid8 NOT NULL,
    seq   bigint NOT NULL,
    at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (what, batch)
);
COMMENT ON TABLE tqc.kafka_cursor IS 'how far events and transitions of tasks have been delivered to Kafka';

CREATE TABLE tqc.kafka_outbox (
    seq        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    task_id    bigint NOT NULL,
    at         timestamptz NOT NULL,
    transition text NOT NULL,
    event_seq  bigint,
    actor      text,
    reason     text,
    noted_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX kafka_outbox_xid ON tqc.kafka_outbox (xid, seq);
COMMENT ON TABLE tqc.kafka_outbox IS 'transitions of tasks on their way to Kafka; empty when all are delivered';

CREATE FUNCTION tqc.kafka_note_transitions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    INSERT INTO tqc.kafka_outbox (task_id, at, transition, event_seq, actor, reason)
    SELECT a.task_id, a.at, a.transition, a.event_seq, a.actor, a.reason FROM added a
     -- What is older than this transaction is read in from a dump, and was told there.
     WHERE a.recorded_at >= transaction_timestamp();
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION tqc.kafka_note_transitions() IS 'trigger of tqc.task_history, enabled while transitions go to Kafka';
CREATE TRIGGER kafka_note_transitions AFTER INSERT ON tqc.task_history
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION tqc.kafka_note_transitions();
ALTER TABLE tqc.task_history DISABLE TRIGGER kafka_note_transitions;

-- What is wanted from now on begins now; what is no longer wanted is forgotten.
CREATE FUNCTION tqc.kafka_begin_or_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    events boolean;
    tasks  boolean;
    begun  pg_snapshot := pg_current_snapshot();
    own    xid8 := pg_current_xact_id();
BEGIN
    -- Events read in from a dump by this very transaction count as seen.
    IF own >= pg_snapshot_xmax(begun) AND EXISTS (
        SELECT FROM tqc.event_log e WHERE e.xid = own AND e.received_at < transaction_timestamp()) THEN
        SELECT format('%s:%s:%s', pg_snapshot_xmin(begun), own::text::bigint + 1, string_agg(x::text, ',' ORDER BY x))
          INTO begun
          FROM (SELECT r::text::bigint FROM pg_snapshot_xip(begun) r
                UNION ALL
                SELECT generate_series(pg_snapshot_xmax(begun)::text::bigint, own::text::bigint - 1)) running(x);
    END IF;
    SELECT coalesce(bool_or(coalesce(k.type, k.topic) <> 'tqc.task'), false),
           coalesce(bool_or(coalesce(k.type, k.topic) = 'tqc.task'), false)
      INTO events, tasks
      FROM tqc.kafka_topic k WHERE k.direction = 'out' AND k.enabled;
    DELETE FROM tqc.kafka_cursor c WHERE (c.what = 'event' AND NOT events) OR (c.what = 'task' AND NOT tasks);
    INSERT INTO tqc.kafka_cursor (what, batch, seen, xid, seq)
    SELECT w.what, 0, begun, '0', 0
      FROM (VALUES ('event', events), ('task', tasks)) w(what, wanted)
     WHERE w.wanted AND NOT EXISTS (SELECT FROM tqc.kafka_cursor c WHERE c.what = w.what);
    IF tasks <> EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = 'tqc.task_history'::regclass
                           AND t.tgname = 'kafka_note_transitions' AND t.tgenabled <> 'D') THEN
        IF tasks THEN
            ALTER TABLE tqc.task_history ENABLE TRIGGER kafka_note_transitions;
        ELSE
            ALTER TABLE tqc.task_history DISABLE TRIGGER kafka_note_transitions;
            DELETE FROM tqc.kafka_outbox;
        END IF;
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION tqc.kafka_begin_or_end() IS 'trigger of tqc.kafka_topic: begins and ends the reading of what goes out';
CREATE TRIGGER kafka_begin_or_end AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tqc.kafka_topic
    FOR EACH STATEMENT EXECUTE FUNCTION tqc.kafka_begin_or_end();

-- The two sources in one shape: what a message is made of.
CREATE VIEW tqc.kafka_event_out AS
SELECT e.xid, e.seq, k.topic, k.format, e.id, e.source, y.code AS type, e.subject, e.site,
       e.occurred_at AS time, e.sequence, e.data, e.received_at AS since
  FROM tqc.event_log e
  JOIN tqc.event_type y ON y.id = e.type_id
  JOIN tqc.kafka_topic k ON k.direction = 'out' AND k.enabled AND coalesce(k.type, k.topic) = y.code
 WHERE NOT EXISTS (SELECT FROM tqc.kafka_batch b WHERE b.xid = e.xid);
COMMENT ON VIEW tqc.kafka_event_out IS 'internal: events that go to Kafka, those not that came from there';

CREATE VIEW tqc.kafka_task_out AS
SELECT o.xid, o.seq, k.topic, k.format, 'task/' || o.task_id || '/' || o.seq AS id, 'tqc'::text AS source,
       'tqc.task.' || o.transition AS type, s.subject, s.site, o.at AS time, NULL::bigint AS sequence,
       jsonb_build_object(
           'transition', o.transition, 'at', tqc.iso_time(o.at), 'event_seq', o.event_seq,
           'actor', o.actor, 'reason', o.reason,
           'task', jsonb_build_object(
               'id', t.id, 'rule', t.rule, 'rule_version', r.version,
               'title', coalesce(r.definition ->> 'title', t.rule), 'category', r.definition ->> 'category',
               'status', t.status, 'key', nullif(t.key, '')::jsonb,
               'anchor_at', tqc.iso_time(t.anchor_at), 'opened_at', tqc.iso_time(t.opened_at),
               'due_at', tqc.iso_time(t.due_at), 'overdue_at', tqc.iso_time(t.overdue_at),
               'closed_at', tqc.iso_time(t.closed_at), 'receivers', to_jsonb(t.receivers),
               'context', t.context, 'message', t.message, 'reason', t.reason)) AS data,
       o.noted_at AS since
  FROM tqc.kafka_outbox o
  JOIN tqc.kafka_topic k ON k.direction = 'out' AND k.enabled AND coalesce(k.type, k.topic) = 'tqc.task'
  JOIN tqc.task_row t ON t.id = o.task_id
  JOIN tqc.subject s ON s.id = t.subject_id
  JOIN tqc.rule r ON r.id = t.rule_id;
COMMENT ON VIEW tqc.kafka_task_out IS 'internal: transitions of tasks that go to Kafka, with the task as it is now';

-- What is on its way out: how many, 100,000 at most are counted, and for how long the oldest of them.
CREATE FUNCTION tqc.kafka_out_lag(OUT what text, OUT unsent bigint, OUT seconds float8) RETURNS SETOF record
LANGUAGE sql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH place AS (
        SELECT DISTINCT ON (c.what) c.* FROM tqc.kafka_cursor c ORDER BY c.what, c.batch DESC
    ), waiting AS (
        SELECT p.what, w.since
          FROM place p
         CROSS JOIN LATERAL (
               SELECT v.xid, v.seq, v.since FROM tqc.kafka_event_out v
                WHERE p.what = 'event'
                  AND (v.xid = ANY (ARRAY(SELECT pg_snapshot_xip(p.seen))) OR v.xid >= pg_snapshot_xmax(p.seen))
                LIMIT 100000) w
         WHERE p.upto IS NULL OR NOT pg_visible_in_snapshot(w.xid, p.upto) OR (w.xid, w.seq) > (p.xid, p.seq)
        UNION ALL
        SELECT 'task', o.noted_at FROM (SELECT b.noted_at FROM tqc.kafka_outbox b LIMIT 100000) o
    )
    SELECT p.what, count(w.since),
           coalesce(extract(epoch FROM clock_timestamp() - min(w.since)), 0)::float8
      FROM place p
      LEFT JOIN waiting w ON w.what = p.what
     GROUP BY p.what
$$;
COMMENT ON FUNCTION tqc.kafka_out_lag() IS 'events and transitions of tasks that are on their way to Kafka, and the age of the oldest in seconds';

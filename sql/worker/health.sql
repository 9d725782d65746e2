-- The launcher and the engines of this database, from shared memory; empty when tqc is not preloaded.
CREATE FUNCTION tqc.worker_state(
    OUT type text, OUT pid int, OUT engine int, OUT engines int, OUT state text,
    OUT last_error text, OUT last_error_at timestamptz, OUT events bigint, OUT batches bigint,
    OUT errors bigint, OUT last_batch_at timestamptz, OUT next_alarm timestamptz) RETURNS SETOF record
LANGUAGE c VOLATILE STRICT PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'tqc_worker_state';
COMMENT ON FUNCTION tqc.worker_state() IS
    'the launcher, the engines and the Kafka worker of this database; counters since each was started; times by the real clock, next_alarm by tqc.now()';

-- How far the engines are behind: events that are visible and not applied, and the age of the
-- oldest of them, or of an alarm that should have been served.
CREATE FUNCTION tqc.lag(OUT events bigint, OUT seconds float8)
LANGUAGE sql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH split AS (
        SELECT greatest(current_setting('tqc.engines')::int, 1) AS engines
    ), place AS (
        SELECT s.engines, k.engine, coalesce(c.seen, '3:3:') AS seen, c.upto, c.xid, c.seq,
               coalesce(c.alarm_floor, '-infinity') AS alarm_floor
          FROM split s
         CROSS JOIN generate_series(0, s.engines - 1) k(engine)
          LEFT JOIN LATERAL (SELECT * FROM tqc.cursor c
                              WHERE c.engines = s.engines AND c.engine = k.engine
                              ORDER BY c.batch DESC LIMIT 1) c ON true
    ), unread AS (
        SELECT e.received_at
          FROM place p
         CROSS JOIN LATERAL (
               SELECT * FROM tqc.event_log WHERE xid = ANY (ARRAY(SELECT pg_snapshot_xip(p.seen)))
               UNION ALL
               SELECT * FROM tqc.event_log WHERE xid >= pg_snapshot_xmax(p.seen)) e
         WHERE tqc.engine_of(e.site, e.subject, p.engines) = p.engine
           AND (p.upto IS NULL OR NOT pg_visible_in_snapshot(e.xid, p.upto)
                OR (e.xid, e.seq) > (p.xid, p.seq))
    ), late AS (
        SELECT extract(epoch FROM tqc.now() - min(a.alarm)) AS seconds
          FROM place p
         CROSS JOIN LATERAL (
               SELECT s.alarm FROM tqc.subject s
                WHERE s.alarm > p.alarm_floor
                  AND tqc.engine_of(s.site, s.subject, p.engines) = p.engine
                ORDER BY s.alarm LIMIT 1) a
    )
    SELECT count(u.received_at),
           greatest(0, extract(epoch FROM clock_timestamp() - min(u.received_at)),
                    (SELECT l.seconds FROM late l))::float8
      FROM unread u
$$;
COMMENT ON FUNCTION tqc.lag() IS
    'how far the engines are behind: events not applied yet, and seconds since the oldest was received or since an alarm that is due';

CREATE FUNCTION tqc.health() RETURNS jsonb
LANGUAGE sql VOLATILE PARALLEL RESTRICTED SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object(
        'version', (SELECT e.extversion FROM pg_extension e WHERE e.extname = 'tqc'),
        'clock', (SELECT jsonb_build_object(
                      'now', tqc.now(), 'real', clock_timestamp(),
                      'virtual', c.virtual_base IS NOT NULL,
                      'speed', CASE WHEN c.virtual_base IS NULL THEN 1 ELSE c.speed END)
                    FROM tqc.clock c),
        'workers', coalesce(w.workers, '[]'),
        'lag_events', l.events,
        'lag_seconds', l.seconds,
        'next_alarm', (SELECT min(s.alarm) FROM tqc.subject s),
        'last_error', w.last_error,
        'last_error_at', w.last_error_at,
        'kafka', (SELECT jsonb_build_object(
                      'lag', (SELECT sum(o.lag) FROM tqc.kafka_offset o),
                      'partitions', coalesce((SELECT jsonb_agg(to_jsonb(o) - 'asked_at' ORDER BY o.topic, o.partition)
                                                FROM tqc.kafka_offset o), '[]'),
                      'out', coalesce((SELECT jsonb_agg(to_jsonb(q)) FROM tqc.kafka_out_lag() q), '[]'))
                   WHERE EXISTS (SELECT FROM tqc.kafka_topic)),
        'failures_open', (SELECT count(*) FROM tqc.failure f WHERE f.resolved_at IS NULL))
      FROM tqc.lag() l
     CROSS JOIN (
           SELECT jsonb_agg(to_jsonb(s) ORDER BY s.type DESC, s.engine) AS workers,
                  (array_agg(s.last_error ORDER BY s.last_error_at DESC)
                     FILTER (WHERE s.last_error IS NOT NULL))[1] AS last_error,
                  max(s.last_error_at) FILTER (WHERE s.last_error IS NOT NULL) AS last_error_at
             FROM tqc.worker_state() s) w
$$;
COMMENT ON FUNCTION tqc.health() IS
    'JSON: version, clock, workers, lag in events and seconds, next alarm, the last error there was and when, lag of Kafka (NULL: no topics), open failures';

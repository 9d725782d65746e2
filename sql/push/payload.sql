-- The JSON form of a time in everything that leaves: UTC, microseconds only where there are some.
CREATE FUNCTION tqc.iso_time(at timestamptz) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS')
           || CASE WHEN date_trunc('second', at) <> at THEN to_char(at AT TIME ZONE 'UTC', '.US') ELSE '' END
           || 'Z'
$$;
COMMENT ON FUNCTION tqc.iso_time(timestamptz) IS 'ISO 8601 in UTC, microseconds only where there are some';

-- A task as tqc.push carries it; the same fields as src/engine/payload.cpp writes.
CREATE FUNCTION tqc.task_payload(t tqc.task) RETURNS jsonb
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT jsonb_build_object(
        'id', t.id, 'rule', t.rule, 'rule_version', t.rule_version, 'title', t.title,
        'category', (SELECT r.definition ->> 'category' FROM tqc.rule r
                      WHERE r.code = t.rule AND r.version = t.rule_version),
        'status', t.status, 'site', t.site, 'subject', t.subject, 'key', t.key,
        'anchor_at', tqc.iso_time(t.anchor_at), 'opened_at', tqc.iso_time(t.opened_at),
        'due_at', tqc.iso_time(t.due_at), 'overdue_at', tqc.iso_time(t.overdue_at),
        'closed_at', tqc.iso_time(t.closed_at), 'paused_at', tqc.iso_time(t.paused_at),
        'receivers', to_jsonb(t.receivers),
        'context', t.context, 'message', t.message, 'reason', t.reason)
$$;
COMMENT ON FUNCTION tqc.task_payload(tqc.task) IS 'a task as JSON: what tqc.push carries';

-- Hand actions that need somebody's approval (延时申请, 申诉).
CREATE TABLE tqc.request_row (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_id      bigint NOT NULL,
    action       text NOT NULL CHECK (action IN ('close', 'cancel', 'waive', 'extend', 'reassign', 'reopen')),
    detail       jsonb NOT NULL,
    reason       text NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    approved     boolean,
    decided_by   text,
    decided_at   timestamptz,
    decision     text,
    event_seq    bigint
);
COMMENT ON TABLE tqc.request_row IS 'hand actions asked for (申请) and what was decided; approved NULL: open';
COMMENT ON COLUMN tqc.request_row.id IS 'number of the request, for tqc.decide';
COMMENT ON COLUMN tqc.request_row.task_id IS 'the task: tqc.task.id';
COMMENT ON COLUMN tqc.request_row.action IS 'close, cancel, waive, extend, reassign or reopen';
COMMENT ON COLUMN tqc.request_row.detail IS 'close: {"at"}, extend: {"by"}, reassign: {"receivers"}';
COMMENT ON COLUMN tqc.request_row.reason IS 'why it is asked for';
COMMENT ON COLUMN tqc.request_row.requested_by IS 'who asks: tqc.actor, else the login';
COMMENT ON COLUMN tqc.request_row.requested_at IS 'when (real clock)';
COMMENT ON COLUMN tqc.request_row.approved IS 'the decision; NULL: open';
COMMENT ON COLUMN tqc.request_row.decided_by IS 'who decided: tqc.actor, else the login';
COMMENT ON COLUMN tqc.request_row.decided_at IS 'when (real clock)';
COMMENT ON COLUMN tqc.request_row.decision IS 'why it was decided so';
COMMENT ON COLUMN tqc.request_row.event_seq IS 'seq of the hand action it became; NULL: it was refused, or is open';

CREATE FUNCTION tqc.request(id bigint, reason text, action text, detail jsonb DEFAULT '{}')
RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    request bigint;
BEGIN
    IF coalesce(btrim(reason), '') = '' THEN
        RAISE EXCEPTION 'a reason is required' USING ERRCODE = 'TQ002';
    END IF;
    IF action IS NULL OR action NOT IN ('close', 'cancel', 'waive', 'extend', 'reassign', 'reopen') THEN
        RAISE EXCEPTION 'unknown action "%"', action
            USING ERRCODE = 'TQ002', HINT = 'One of close, cancel, waive, extend, reassign, reopen.';
    END IF;
    IF action = 'extend' AND (detail ->> 'by')::interval IS NULL THEN
        RAISE EXCEPTION 'an extension needs a duration'
            USING ERRCODE = 'TQ002', HINT = 'detail: {"by": "PT6H"}';
    END IF;
    IF action = 'reassign' AND jsonb_typeof(detail -> 'receivers') IS DISTINCT FROM 'array' THEN
        RAISE EXCEPTION 'receivers must be named'
            USING ERRCODE = 'TQ002', HINT = 'detail: {"receivers": ["dr-li"]}';
    END IF;
    IF NOT EXISTS (SELECT FROM tqc.task_row t WHERE t.id = "request".id AND NOT t.withdrawn) THEN
        RAISE EXCEPTION 'task % does not exist', id USING ERRCODE = 'TQ008';
    END IF;
    INSERT INTO tqc.request_row (task_id, action, detail, reason, requested_by)
    VALUES (id, action, coalesce(detail, '{}'), reason, tqc.actor())
    RETURNING request_row.id INTO request;
    RETURN request;
END
$$;
COMMENT ON FUNCTION tqc.request(bigint, text, text, jsonb) IS
    'asks for a hand action on a task; action: close {"at"}, cancel, waive, extend {"by"}, reassign {"receivers"}, reopen; returns the request''s id. TQ002 for a wrong action or detail, TQ008 if there is no such task';

CREATE FUNCTION tqc.decide(request bigint, approve boolean, reason text) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET DateStyle = 'ISO, YMD'
AS $$
DECLARE
    r tqc.request_row;
    seq bigint;
    why text;
BEGIN
    SELECT * INTO r FROM tqc.request_row q WHERE q.id = decide.request FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'request % does not exist', decide.request USING ERRCODE = 'TQ008';
    END IF;
    IF r.approved IS NOT NULL THEN
        RAISE EXCEPTION 'request % is decided already', decide.request USING ERRCODE = 'TQ008';
    END IF;
    IF approve IS NULL OR coalesce(btrim(decide.reason), '') = '' THEN
        RAISE EXCEPTION 'a decision and a reason are required' USING ERRCODE = 'TQ002';
    END IF;
    IF approve THEN
        -- A time without offset in the detail is not read in the zone of this session.
        PERFORM set_config('TimeZone', coalesce(nullif(current_setting('tqc.timezone', true), ''), 'UTC'), true);
        why := format('%s (asked by %s; approved: %s)', r.reason, r.requested_by, decide.reason);
        seq := CASE r.action
            WHEN 'close' THEN tqc.close_task(r.task_id, why, (r.detail ->> 'at')::timestamptz)
            WHEN 'cancel' THEN tqc.cancel_task(r.task_id, why)
            WHEN 'waive' THEN tqc.waive_task(r.task_id, why)
            WHEN 'extend' THEN tqc.extend_task(r.task_id, why, (r.detail ->> 'by')::interval)
            WHEN 'reassign' THEN tqc.reassign_task(r.task_id, why,
                ARRAY(SELECT jsonb_array_elements_text(r.detail -> 'receivers')))
            ELSE tqc.reopen_task(r.task_id, why)
        END;
    END IF;
    UPDATE tqc.request_row q
       SET approved = approve, decided_by = tqc.actor(), decided_at = clock_timestamp(),
           decision = decide.reason, event_seq = seq
     WHERE q.id = decide.request;
    RETURN seq;
END
$$;
COMMENT ON FUNCTION tqc.decide(bigint, boolean, text) IS
    'decides a request; approved, it becomes the hand action, whose event seq is returned; else NULL. TQ002 without a decision and a reason, TQ008 if it is unknown or decided already, or the task allows it no longer';

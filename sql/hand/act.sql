-- Hand actions are events of reserved types: they are appended to the log and take effect
-- when the engine folds them, like any other event.
CREATE FUNCTION tqc.append_reserved(type text, site text, subject text, data jsonb) RETURNS bigint
LANGUAGE C VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'tqc_append_reserved';
COMMENT ON FUNCTION tqc.append_reserved(text, text, text, jsonb) IS
    'internal: appends an event of a reserved type at tqc.now(); returns its seq';

CREATE FUNCTION tqc.actor() RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce(nullif(current_setting('tqc.actor', true), ''), session_user::text) $$;
COMMENT ON FUNCTION tqc.actor() IS 'who acts: the setting tqc.actor, else session_user';

-- The common part: the task must exist and be in one of the given states.
CREATE FUNCTION tqc.act_on_task(action text, task_id bigint, reason text, allowed text[], detail jsonb)
RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    task record;
BEGIN
    IF coalesce(btrim(reason), '') = '' THEN
        RAISE EXCEPTION 'a reason is required'
            USING ERRCODE = 'TQ002', HINT = 'Say why: the reason stays in tqc.task_history.';
    END IF;
    SELECT t.rule, t.key, t.named_by, t.occurrence, t.status, s.site, s.subject INTO task
      FROM tqc.task_row t JOIN tqc.subject s ON s.id = t.subject_id
     WHERE t.id = act_on_task.task_id AND NOT t.withdrawn;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'task % does not exist', coalesce(act_on_task.task_id::text, 'NULL')
            USING ERRCODE = 'TQ008', HINT = 'Tasks are listed in tqc.task.';
    END IF;
    IF task.status <> ALL (allowed) THEN
        RAISE EXCEPTION 'task % is %, cannot %', act_on_task.task_id, task.status, action
            USING ERRCODE = 'TQ008',
                  HINT = format('Possible while it is %s.', array_to_string(allowed, ', '));
    END IF;
    RETURN tqc.append_reserved('tqc.' || action, task.site, task.subject,
        detail || jsonb_build_object(
            'task', jsonb_build_object('rule', task.rule, 'key', task.key,
                                       'opened_by', task.named_by, 'occurrence', task.occurrence),
            'reason', reason, 'actor', tqc.actor()));
END
$$;
COMMENT ON FUNCTION tqc.act_on_task(text, bigint, text, text[], jsonb) IS 'internal: checks and appends a hand action';

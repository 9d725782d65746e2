CREATE FUNCTION tqc.close_task(id bigint, reason text, at timestamptz DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF at > tqc.now() OR NOT isfinite(at) THEN
        RAISE EXCEPTION 'completion time % lies in the future', at USING ERRCODE = 'TQ002';
    END IF;
    RETURN tqc.act_on_task('close', id, reason, ARRAY['waiting', 'open', 'overdue'],
        CASE WHEN at IS NULL THEN '{}'
             ELSE jsonb_build_object('at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) END);
END
$$;
COMMENT ON FUNCTION tqc.close_task(bigint, text, timestamptz) IS
    'closes a running task by hand (手工关闭), completed at `at` (default now); returns the event''s seq. TQ002 without a reason or for a time to come, TQ008 if it is not running';

CREATE FUNCTION tqc.cancel_task(id bigint, reason text) RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT tqc.act_on_task('cancel', id, reason, ARRAY['waiting', 'open', 'overdue'], '{}') $$;
COMMENT ON FUNCTION tqc.cancel_task(bigint, text) IS
    'cancels a running task by hand (手工取消), overdue ones too; returns the event''s seq. TQ002 without a reason, TQ008 if it is not running';

CREATE FUNCTION tqc.waive_task(id bigint, reason text) RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT tqc.act_on_task('waive', id, reason, ARRAY['waiting', 'open', 'overdue'], '{}') $$;
COMMENT ON FUNCTION tqc.waive_task(bigint, text) IS
    'waives a running task (豁免): it need not be done; returns the event''s seq. TQ002 without a reason, TQ008 if it is not running: an ended one is reopened first';

CREATE FUNCTION tqc.extend_task(id bigint, reason text, by interval) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    months numeric := extract(year FROM by) * 12 + extract(month FROM by);
    days numeric := extract(day FROM by);
    seconds numeric := extract(hour FROM by) * 3600 + extract(minute FROM by) * 60
                       + extract(second FROM by);
    sign int := CASE WHEN least(months, days, seconds) < 0 THEN -1 ELSE 1 END;
BEGIN
    IF by IS NULL OR by = interval '0' THEN
        RAISE EXCEPTION 'an extension needs a duration' USING ERRCODE = 'TQ002';
    END IF;
    IF sign < 0 AND greatest(months, days, seconds) > 0 THEN
        RAISE EXCEPTION 'an extension cannot go both ways' USING ERRCODE = 'TQ002';
    END IF;
    IF (SELECT t.due_at IS NULL FROM tqc.task_row t WHERE t.id = extend_task.id) THEN
        RAISE EXCEPTION 'task % has no due time', id USING ERRCODE = 'TQ008';
    END IF;
    RETURN tqc.act_on_task('extend', id, reason, ARRAY['waiting', 'open', 'overdue', 'late'],
        jsonb_build_object('by', format('%sP%sM%sDT%sS', CASE WHEN sign < 0 THEN '-' ELSE '' END,
                                        abs(months), abs(days), abs(seconds))));
END
$$;
COMMENT ON FUNCTION tqc.extend_task(bigint, text, interval) IS
    'adds to the due time of a running task (延时) and judges a late close again; returns the event''s seq. TQ002 without a reason or duration, TQ008 if it has no due time or is neither running nor late';

CREATE FUNCTION tqc.reassign_task(id bigint, reason text, receivers text[]) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF coalesce(cardinality(receivers), 0) = 0 OR array_position(receivers, NULL) IS NOT NULL
       OR '' = ANY (receivers) THEN
        RAISE EXCEPTION 'receivers must be named' USING ERRCODE = 'TQ002';
    END IF;
    IF EXISTS (SELECT FROM unnest(receivers) r WHERE octet_length(r) > 512)
       OR octet_length(array_to_string(receivers, '')) > 16384 THEN
        RAISE EXCEPTION 'a receiver has 512 bytes at most, and all of them 16384' USING ERRCODE = 'TQ002';
    END IF;
    RETURN tqc.act_on_task('reassign', id, reason, ARRAY['waiting', 'open', 'overdue'],
        jsonb_build_object('receivers', to_jsonb(receivers)));
END
$$;
COMMENT ON FUNCTION tqc.reassign_task(bigint, text, text[]) IS
    'gives a running task to other receivers (改派); it no longer follows the context; returns the event''s seq. TQ002 without a reason or receivers, TQ008 if it is not running';

CREATE FUNCTION tqc.reopen_task(id bigint, reason text) RETURNS bigint
LANGUAGE sql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT tqc.act_on_task('reopen', id, reason,
        ARRAY['met', 'late', 'missed', 'violated', 'replaced', 'cancelled', 'waived'], '{}')
$$;
COMMENT ON FUNCTION tqc.reopen_task(bigint, text) IS
    'takes an ended task up again (重新打开) with the due time it had; returns the event''s seq. TQ002 without a reason, TQ008 if it has not ended';

CREATE FUNCTION tqc.outstanding(subject text, site text DEFAULT 'main') RETURNS SETOF tqc.task
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT t.* FROM tqc.task t
     WHERE t.site = outstanding.site AND t.subject = outstanding.subject
       AND t.status IN ('waiting', 'open', 'overdue')
     ORDER BY t.due_at NULLS LAST, t.id
$$;
COMMENT ON FUNCTION tqc.outstanding(text, text) IS
    'running tasks of a visit, for an archive or discharge gate in the EMR; empty: nothing stands against it';

-- All that tqc-relay may do. It verifies a clinician's token and passes on the receivers
-- named there; clinicians have no SQL login.
CREATE FUNCTION tqc.relay_bounds(OUT lowest bigint, OUT highest bigint)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    -- Two looks into the primary key, however long the outbox is.
    SELECT min(p.seq), max(p.seq) INTO lowest, highest FROM tqc.push p;
    IF highest IS NULL THEN
        -- An empty table's highest is in its sequence, and must not count what nobody can see:
        -- wait for a batch that has taken numbers and not committed yet.
        PERFORM tqc.own_lock('outbox', 0, true);
        SELECT min(p.seq), max(p.seq) INTO lowest, highest FROM tqc.push p;
    END IF;
    IF highest IS NULL THEN
        SELECT CASE WHEN s.is_called THEN s.last_value ELSE 0 END INTO highest
          FROM tqc.push_seq_seq s;
        lowest := highest + 1;
    END IF;
END
$$;
COMMENT ON FUNCTION tqc.relay_bounds() IS 'retained range of tqc.push.seq; empty: lowest = highest + 1';

CREATE FUNCTION tqc.relay_pushes(since bigint, max int)
RETURNS TABLE (seq bigint, at timestamptz, receiver text, kind text, task_id bigint, payload jsonb)
LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.seq, p.at, p.receiver, p.kind, p.task_id, p.payload FROM tqc.push p
     WHERE p.seq > since ORDER BY p.seq LIMIT max
$$;
COMMENT ON FUNCTION tqc.relay_pushes(bigint, int) IS 'pushes of all receivers after a seq, ascending';

CREATE FUNCTION tqc.relay_inbox(receivers text[], since bigint, upto bigint, max int)
RETURNS TABLE (seq bigint, at timestamptz, receiver text, kind text, task_id bigint, payload jsonb)
LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.seq, p.at, p.receiver, p.kind, p.task_id, p.payload FROM tqc.push p
     WHERE p.receiver = ANY (receivers) AND p.seq > since AND p.seq <= upto
     ORDER BY p.seq LIMIT max
$$;
COMMENT ON FUNCTION tqc.relay_inbox(text[], bigint, bigint, int) IS 'pushes of some receivers, since < seq <= upto, ascending';

CREATE FUNCTION tqc.relay_history(receivers text[], before bigint, max int)
RETURNS TABLE (seq bigint, at timestamptz, receiver text, kind text, task_id bigint, payload jsonb)
LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT p.seq, p.at, p.receiver, p.kind, p.task_id, p.payload FROM tqc.push p
     WHERE p.receiver = ANY (receivers) AND p.seq < before
     ORDER BY p.seq DESC LIMIT max
$$;
COMMENT ON FUNCTION tqc.relay_history(text[], bigint, int) IS 'pushes of some receivers before a seq, descending';

CREATE FUNCTION tqc.relay_tasks(receivers text[]) RETURNS TABLE (payload jsonb)
LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT tqc.task_payload(t) FROM tqc.task t
     -- Qualified: a bare "receivers" would be the task's own column, and everybody's tasks the answer.
     WHERE t.id IN (SELECT a.task_id FROM tqc.assignment a WHERE a.receiver = ANY (relay_tasks.receivers))
     ORDER BY t.due_at NULLS LAST, t.id
$$;
COMMENT ON FUNCTION tqc.relay_tasks(text[]) IS 'running tasks of some receivers, most urgent first';

CREATE FUNCTION tqc.relay_ack(receiver text, seq bigint) RETURNS void
LANGUAGE sql VOLATILE STRICT PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO tqc.inbox AS i (receiver, acked)
    SELECT relay_ack.receiver, least(relay_ack.seq, (SELECT highest FROM tqc.relay_bounds()))
    ON CONFLICT (receiver) DO UPDATE SET acked = excluded.acked WHERE excluded.acked > i.acked
$$;
COMMENT ON FUNCTION tqc.relay_ack(text, bigint) IS 'a receiver has acknowledged all pushes up to seq; never moves back';

CREATE FUNCTION tqc.relay_acked(receiver text) RETURNS bigint
LANGUAGE sql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT coalesce((SELECT i.acked FROM tqc.inbox i WHERE i.receiver = relay_acked.receiver), 0) $$;
COMMENT ON FUNCTION tqc.relay_acked(text) IS 'how far a receiver has acknowledged; 0: not at all';

CREATE FUNCTION tqc.relay_clock(OUT now timestamptz, OUT speed float8)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT tqc.now(), CASE WHEN c.virtual_base IS NULL THEN 1 ELSE c.speed END FROM tqc.clock c $$;
COMMENT ON FUNCTION tqc.relay_clock() IS
    'the clock that a board counts down by: tqc.now(), and how fast it goes (1: as the real one)';

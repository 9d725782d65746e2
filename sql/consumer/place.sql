-- Where groups stand. Internal: their callers check who may.

-- What is committed now. Never what this transaction has emitted, although its own id may lie below
-- the snapshot's xmax: it may emit more, which nobody would read then.
CREATE FUNCTION tqc.committed_snapshot() RETURNS pg_snapshot
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    me constant xid8 := pg_current_xact_id_if_assigned();
    seen constant pg_snapshot := pg_current_snapshot();
BEGIN
    -- The engine asks at every turn: these two stay simple expressions, which run without a plan.
    IF me IS NULL OR NOT pg_visible_in_snapshot(me, seen) THEN
        RETURN seen;
    END IF;
    RETURN (SELECT format('%s:%s:%s', (array_agg(x ORDER BY x))[1], pg_snapshot_xmax(seen),
                          string_agg(x::text, ',' ORDER BY x))::pg_snapshot
              FROM (SELECT me UNION ALL SELECT pg_snapshot_xip(seen)) running(x));
END
$$;
COMMENT ON FUNCTION tqc.committed_snapshot() IS 'internal: the current snapshot, the calling transaction counted as still running';

-- The next events of a window, at most `most`, after the place (xid, seq). First those of
-- transactions that were running when `seen` was taken, then those of transactions begun since.
CREATE FUNCTION tqc.window_events(place tqc.consumer_place, type_ids int[], most int)
RETURNS TABLE (xid xid8, seq bigint)
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT w.xid, w.seq FROM (
        (SELECT e.xid, e.seq
           FROM (SELECT x FROM pg_snapshot_xip(place.seen) x
                  WHERE x >= place.xid AND pg_visible_in_snapshot(x, place.upto) ORDER BY x) late(xid),
                LATERAL (SELECT l.xid, l.seq FROM tqc.event_log l
                          WHERE l.xid = late.xid AND (l.xid, l.seq) > (place.xid, place.seq)
                            AND (type_ids IS NULL OR l.type_id = ANY (type_ids))
                            AND (place.since IS NULL OR l.received_at >= place.since)
                          ORDER BY l.seq LIMIT most) e
          ORDER BY late.xid, e.seq LIMIT most)
        UNION ALL
        (SELECT l.xid, l.seq FROM tqc.event_log l
          WHERE (l.xid, l.seq) >
                (CASE WHEN place.xid >= pg_snapshot_xmax(place.seen) THEN place.xid
                      ELSE pg_snapshot_xmax(place.seen) END,
                 CASE WHEN place.xid >= pg_snapshot_xmax(place.seen) THEN place.seq ELSE 0 END)
            AND l.xid < pg_snapshot_xmax(place.upto)
            AND pg_visible_in_snapshot(l.xid, place.upto)
            AND (type_ids IS NULL OR l.type_id = ANY (type_ids))
            AND (place.since IS NULL OR l.received_at >= place.since)
          ORDER BY l.xid, l.seq LIMIT most)) w
     ORDER BY w.xid, w.seq LIMIT most
$$;
COMMENT ON FUNCTION tqc.window_events(tqc.consumer_place, int[], int) IS 'internal: the next events of a group''s window';

-- Looks a group up for one who is going to move it, and keeps others from doing so until the end of
-- the transaction. By no lock of a row: a look of an idle group shall write nothing.
CREATE FUNCTION tqc.hold_consumer(name text) RETURNS tqc.consumer
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held tqc.consumer;
BEGIN
    PERFORM tqc.own_lock('consumer', hashtext(name));
    SELECT c.* INTO held FROM tqc.consumer c WHERE c.name = hold_consumer.name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'consumer "%" is not subscribed', hold_consumer.name
            USING ERRCODE = '42704', HINT = 'Subscribe it with tqc.subscribe().';
    END IF;
    IF NOT tqc.may_move(held.owner) THEN
        RAISE EXCEPTION 'consumer "%" belongs to role "%"', held.name, held.owner
            USING ERRCODE = '42501',
                  HINT = format('Become a member of that role, or let it call tqc.subscribe(%L, …, owner => %L).',
                                held.name, session_user);
    END IF;
    RETURN held;
END
$$;
COMMENT ON FUNCTION tqc.hold_consumer(text) IS 'internal: locks a group for one who may move it; 42704 unknown, 42501 not his';

CREATE FUNCTION tqc.may_move(owner text) RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT pg_has_role(session_user, 'tqc_admin', 'MEMBER')
        OR coalesce(pg_has_role(session_user, to_regrole(quote_ident(owner)), 'MEMBER'), false)
$$;
COMMENT ON FUNCTION tqc.may_move(text) IS 'internal: may the session move what belongs to this role?';

CREATE FUNCTION tqc.place_of(consumer text) RETURNS tqc.consumer_place
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    place tqc.consumer_place;
BEGIN
    SELECT p.* INTO place FROM tqc.consumer_place p
     WHERE p.consumer = place_of.consumer ORDER BY p.step DESC LIMIT 1;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'consumer "%" has no place in this log', place_of.consumer
            USING ERRCODE = 'TQ008',
                  DETAIL = 'A dump holds groups without their places.',
                  HINT = 'Say with tqc.seek() where it goes on.';
    END IF;
    RETURN place;
END
$$;
COMMENT ON FUNCTION tqc.place_of(text) IS 'internal: where a group stands; TQ008 if it has lost its place by a restore';

CREATE FUNCTION tqc.move_to(place tqc.consumer_place) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    place.step := place.step + 1;
    place.at := clock_timestamp();
    -- Only under REPEATABLE READ can somebody else have been there: that is 40001, raised by this.
    INSERT INTO tqc.consumer_place VALUES (place.*) ON CONFLICT DO NOTHING;
    -- Now and then: each time, a held snapshot would make it walk over ever more dead rows.
    IF place.step % 256 = 0 THEN
        DELETE FROM tqc.consumer_place p WHERE p.consumer = place.consumer AND p.step < place.step;
    END IF;
END
$$;
COMMENT ON FUNCTION tqc.move_to(tqc.consumer_place) IS 'internal: appends a group''s place as its next step';

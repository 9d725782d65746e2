-- Subscribes a group (消费组) to event types. It reads from now on: what commits after this call;
-- tqc.seek() goes back. Called again it replaces types and owner and leaves the group where it is.
CREATE FUNCTION tqc.subscribe(
    consumer text,
    types    text[] DEFAULT NULL,            -- NULL: all
    owner    text DEFAULT session_user       -- the role that may move the group
) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    wanted text;
BEGIN
    IF coalesce(btrim(consumer), '') = '' OR octet_length(consumer) > 512 THEN
        RAISE EXCEPTION 'a consumer needs a name of 1 to 512 bytes' USING ERRCODE = '22023';
    END IF;
    IF array_position(types, NULL) IS NOT NULL OR cardinality(types) = 0 THEN
        RAISE EXCEPTION 'types must be codes of event types'
            USING ERRCODE = '22023', HINT = 'NULL stands for all types.';
    END IF;
    IF owner IS NULL OR to_regrole(quote_ident(owner)) IS NULL THEN
        RAISE EXCEPTION 'role "%" does not exist', owner USING ERRCODE = '42704';
    END IF;
    IF NOT tqc.may_move(owner) THEN
        RAISE EXCEPTION 'not a member of role "%"', owner USING ERRCODE = '42501';
    END IF;
    FOREACH wanted IN ARRAY coalesce(types, '{}') LOOP
        IF NOT EXISTS (SELECT FROM tqc.event_type t WHERE t.code = wanted) THEN
            RAISE WARNING 'event type "%" is unknown', wanted
                USING HINT = 'Its events will come once it is defined with tqc.define_event().';
        END IF;
    END LOOP;

    INSERT INTO tqc.consumer AS c (name, types, owner)
    VALUES (subscribe.consumer, subscribe.types, subscribe.owner)
        ON CONFLICT ON CONSTRAINT consumer_pkey DO NOTHING;
    IF FOUND THEN
        INSERT INTO tqc.consumer_place (consumer, step, batch, seen, xid, seq)
        VALUES (subscribe.consumer, 1, 0, tqc.committed_snapshot(), '0', 0);
        RETURN;
    END IF;
    PERFORM tqc.hold_consumer(consumer);
    UPDATE tqc.consumer c SET types = subscribe.types, owner = subscribe.owner
     WHERE c.name = subscribe.consumer
       AND (c.types, c.owner) IS DISTINCT FROM (subscribe.types, subscribe.owner);
END
$$;
COMMENT ON FUNCTION tqc.subscribe(text, text[], text) IS
    'subscribes a group (消费组) to event types from now on, all if NULL; only `owner` and its members, and tqc_admin, may move it';

CREATE FUNCTION tqc.unsubscribe(consumer text) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    PERFORM tqc.hold_consumer(consumer);
    DELETE FROM tqc.consumer_place p WHERE p.consumer = unsubscribe.consumer;
    DELETE FROM tqc.consumer c WHERE c.name = unsubscribe.consumer;
END
$$;
COMMENT ON FUNCTION tqc.unsubscribe(text) IS 'ends a group and forgets its place; 42704 if it is not subscribed';

-- The group reads what was received at `at` or later, whether it has read that before or not, and
-- whatever commits after this call. An open batch is dropped. Going back to the middle of the log
-- reads the log once to find the place.
CREATE FUNCTION tqc.seek(consumer text, at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held tqc.consumer := tqc.hold_consumer(consumer);
    place tqc.consumer_place;
BEGIN
    IF at IS NULL THEN
        RAISE EXCEPTION 'at must not be null'
            USING ERRCODE = '22004', HINT = '''-infinity'' stands for the whole log, ''infinity'' for nothing before now.';
    END IF;
    SELECT p.* INTO place FROM tqc.consumer_place p WHERE p.consumer = held.name ORDER BY p.step DESC LIMIT 1;
    place.consumer := held.name;
    place.step := coalesce(place.step, 0);
    -- A number that is given to no batch: the open one can no longer be finished.
    place.batch := coalesce(place.batch, 0) + CASE WHEN place.events IS NULL THEN 0 ELSE 1 END;
    place.events := NULL;
    place.seen := tqc.committed_snapshot();
    place.upto := NULL;
    place.since := NULL;
    place.xid := '0';
    place.seq := 0;
    IF at <= clock_timestamp() THEN
        -- A window of now, read from the first transaction that can matter.
        place.upto := place.seen;
        place.seen := '3:3:';
        IF isfinite(at) THEN
            place.since := at;
            place.xid := coalesce((SELECT e.xid FROM tqc.event_log e WHERE e.received_at >= seek.at
                                    ORDER BY e.xid LIMIT 1), pg_snapshot_xmax(place.upto));
        END IF;
    END IF;
    PERFORM tqc.move_to(place);
END
$$;
COMMENT ON FUNCTION tqc.seek(text, timestamptz) IS
    'puts a group where it reads what was received (real clock) at `at` or later: -infinity the whole log, infinity nothing before now';

-- The next events of a group: a batch, the same one again until it is finished; no rows if there is
-- nothing to read. A caller that dies before its commit has read nothing.
CREATE FUNCTION tqc.next_batch(consumer text, max int DEFAULT 1000)
RETURNS TABLE (batch bigint, seq bigint, id text, source text, site text, type text, subject text,
               occurred_at timestamptz, sequence bigint, received_at timestamptz, data jsonb)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    held tqc.consumer := tqc.hold_consumer(next_batch.consumer);
    place tqc.consumer_place;
    type_ids int[];
    found_now bigint[];
    opened_now boolean;
    moved boolean := false;
    before xid8;
BEGIN
    IF coalesce(max, 0) < 1 THEN
        RAISE EXCEPTION 'max must be at least 1' USING ERRCODE = '22023';
    END IF;
    place := tqc.place_of(held.name);
    IF NOT EXISTS (SELECT FROM tqc.event_log e WHERE e.seq = ANY (place.events)) THEN
        place.events := NULL;  -- none is open, or retention has removed all that was in it
        before := pg_snapshot_xmax(place.seen);
        LOOP
            opened_now := place.upto IS NULL;
            IF opened_now THEN
                place.upto := tqc.committed_snapshot();
                place.xid := '0';
                place.seq := 0;
            END IF;
            IF held.types IS NOT NULL THEN
                SELECT coalesce(array_agg(t.id), '{}') INTO type_ids
                  FROM tqc.event_type t WHERE t.code = ANY (held.types);
            END IF;
            WITH slice AS MATERIALIZED (
                SELECT w.xid, w.seq FROM tqc.window_events(place, type_ids, next_batch.max) w),
            last AS (SELECT s.xid, s.seq FROM slice s ORDER BY s.xid DESC, s.seq DESC LIMIT 1)
            SELECT (SELECT array_agg(s.seq) FROM slice s),
                   coalesce((SELECT l.xid FROM last l), place.xid),
                   coalesce((SELECT l.seq FROM last l), place.seq)
              INTO found_now, place.xid, place.seq;
            IF coalesce(cardinality(found_now), 0) < max THEN  -- the window is exhausted
                moved := moved OR NOT opened_now;
                place.seen := place.upto;
                place.upto := NULL;
                place.since := NULL;
            END IF;
            EXIT WHEN found_now IS NOT NULL OR opened_now;
        END LOOP;
        IF found_now IS NOT NULL THEN
            place.batch := place.batch + 1;
            place.events := found_now;
            PERFORM tqc.move_to(place);
        ELSIF moved OR pg_snapshot_xmax(place.seen)::text::bigint - before::text::bigint > 1000 THEN
            -- Else an idle group's look is not worth a row: it looks over the same few again.
            PERFORM tqc.move_to(place);
        END IF;
    END IF;
    RETURN QUERY
        SELECT place.batch, e.seq, e.id, e.source, e.site, t.code, e.subject,
               e.occurred_at, e.sequence, e.received_at, e.data
          FROM unnest(place.events) WITH ORDINALITY b(seq, ord)
          JOIN tqc.event_log e ON e.seq = b.seq
          JOIN tqc.event_type t ON t.id = e.type_id
         ORDER BY e.seq;
END
$$;
COMMENT ON FUNCTION tqc.next_batch(text, int) IS
    'the next events of a group, at most `max`, as one batch: the same again until tqc.finish_batch(); no rows: nothing to read';

-- The batch has been dealt with. In the transaction of the effects, each event has its effect
-- exactly once; in one of its own, at least once.
CREATE FUNCTION tqc.finish_batch(consumer text, batch bigint) RETURNS boolean
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    held tqc.consumer := tqc.hold_consumer(finish_batch.consumer);
    place tqc.consumer_place := tqc.place_of(held.name);
BEGIN
    IF place.batch IS DISTINCT FROM finish_batch.batch THEN
        RAISE EXCEPTION 'batch % of consumer "%" is not open', coalesce(finish_batch.batch::text, 'NULL'), held.name
            USING ERRCODE = 'TQ008',
                  DETAIL = CASE WHEN place.events IS NULL THEN format('The last was batch %s.', place.batch)
                                ELSE format('Batch %s is.', place.batch) END;
    END IF;
    IF place.events IS NULL THEN
        RETURN false;
    END IF;
    place.events := NULL;
    PERFORM tqc.move_to(place);
    RETURN true;
END
$$;
COMMENT ON FUNCTION tqc.finish_batch(text, bigint) IS
    'the batch has been dealt with: true; false if it had been finished before; TQ008 if it is none that is open';

-- Emits those of the given events (CloudEvents objects with id) that the log does not hold. One that
-- was refused before and still says the same is not tried again: it is a failure, and that is where
-- it is mended. Returns how many were emitted.
CREATE FUNCTION tqc.make_up(source text, events jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET tqc.on_invalid = 'failure'
AS $$
DECLARE
    missing jsonb;
    emitted text[];  -- numbers, with their site
BEGIN
    SELECT jsonb_agg(e.event ORDER BY e.ord) INTO missing
      FROM (SELECT g.event || jsonb_build_object('source', make_up.source), g.ord
              FROM jsonb_array_elements(make_up.events) WITH ORDINALITY g(event, ord)) e(event, ord)
     WHERE NOT EXISTS (SELECT FROM tqc.event_log l
                        WHERE l.site = coalesce(e.event ->> 'site', 'main')
                          AND l.source = make_up.source AND l.id = e.event ->> 'id')
       AND NOT EXISTS (SELECT FROM tqc.failure f
                        WHERE f.stage = 'emit' AND f.payload ->> 'id' = e.event ->> 'id'
                          AND f.payload @> e.event);
    IF missing IS NULL THEN
        RETURN 0;
    END IF;
    SELECT coalesce(array_agg(jsonb_build_array(coalesce(g.event ->> 'site', 'main'), g.event ->> 'id')::text), '{}')
      INTO emitted
      FROM @extschema@.tqc_emit_many(missing) m
      JOIN jsonb_array_elements(missing) WITH ORDINALITY g(event, ord) ON g.ord = m.ord
     WHERE m.seq IS NOT NULL AND NOT m.duplicate;
    UPDATE tqc.failure f
       SET resolved_at = clock_timestamp(), resolution = 'mended in the source and made up by ' || tqc.actor()
      FROM unnest(emitted) n(number)
     WHERE f.stage = 'emit' AND f.resolved_at IS NULL AND f.payload ->> 'source' = make_up.source
       AND f.payload ->> 'id' = n.number::jsonb ->> 1 AND coalesce(f.payload ->> 'site', 'main') = n.number::jsonb ->> 0;
    RETURN cardinality(emitted);
END
$$;
COMMENT ON FUNCTION tqc.make_up(text, jsonb) IS 'internal: emits those of the given events that the log does not hold; how many';

-- Runs a source's query with the rights of whoever calls, and emits what is missing of what occurred
-- no longer than `since` ago (NULL: of all). Running it again emits nothing. What is refused becomes
-- a failure and stops nothing else.
CREATE FUNCTION tqc.reconcile(name text, since interval DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
AS $$
DECLARE
    source tqc.source;
    columns text[];
    part record;
    total bigint := 0;
BEGIN
    SELECT s.* INTO source FROM tqc.source s WHERE s.name = reconcile.name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'source "%" is not defined', reconcile.name
            USING ERRCODE = '42704', HINT = 'Define it with tqc.define_source().';
    END IF;
    -- Who defined the query must not gain by it what he may not do himself.
    IF NOT coalesce(pg_catalog.pg_has_role(pg_catalog.to_regrole(pg_catalog.quote_ident(source.defined_by)),
                                           current_user, 'MEMBER'), false) THEN
        RAISE EXCEPTION 'source "%" was defined by role "%", which may not act as "%"',
                        source.name, source.defined_by, current_user
            USING ERRCODE = '42501',
                  HINT = 'Read its query in tqc.source; if it is what you want, define it again yourself.';
    END IF;
    columns := tqc.check_source(source.query);
    -- The text has just been seen to be one SELECT, so it stands in brackets as it is.
    FOR part IN EXECUTE pg_catalog.format(
        $q$SELECT pg_catalog.jsonb_agg(e.event) AS events, pg_catalog.bool_or(e.lacking) AS lacking
             FROM (SELECT pg_catalog.jsonb_build_object('type', q.type::text, 'subject', q.subject::text,
                              'data', q.data, 'time', q.occurred_at, 'id', q.id::text %s) AS event,
                          q.id IS NULL OR q.occurred_at IS NULL AS lacking,
                          (pg_catalog.row_number() OVER () - 1) / 1000 AS part
                     FROM (
%s
) q(%s)
                    WHERE q.occurred_at >= $1 OR q.occurred_at IS NULL) e
            GROUP BY e.part ORDER BY e.part$q$,
        CASE WHEN 'site' OPERATOR(pg_catalog.=) ANY (columns) THEN $q$, 'site', q.site::text$q$ ELSE '' END,
        pg_catalog.rtrim(source.query, E'; \t\r\n'), pg_catalog.array_to_string(columns, ', '))
        USING coalesce(tqc.now() - since, '-infinity')
    LOOP
        IF part.lacking THEN
            RAISE EXCEPTION 'source "%" yields an event without id or occurred_at', source.name
                USING ERRCODE = 'TQ002', HINT = 'Without them nobody can tell whether it has been emitted.';
        END IF;
        total := total + tqc.make_up(source.name, part.events);
    END LOOP;
    RETURN total;
END
$$;
COMMENT ON FUNCTION tqc.reconcile(text, interval) IS
    'emits what a source yields, occurred no longer than `since` ago (NULL: all), and the log lacks (补推); returns how many; the query runs with the caller''s rights';

-- Is this query one SELECT that changes nothing and yields the columns of events? TQ003 if not.
-- Returns what its columns are, in their order: by their names, else by their places.
CREATE FUNCTION tqc.check_source(query text) RETURNS text[]
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'tqc_check_source';
COMMENT ON FUNCTION tqc.check_source(text) IS
    'checks the query of a source without running it: TQ003 says what is wrong; returns what its columns are, in their order';

-- Defines where what should have been emitted can be seen: a SELECT of
--     type text, subject text, data jsonb, occurred_at timestamptz, id text [, site text]
-- under these names in any order, or under others in this order.
-- The name is the source of its events; (site, name, id) is how one that was emitted is recognised.
CREATE FUNCTION tqc.define_source(name text, query text) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
AS $$
BEGIN
    IF coalesce(pg_catalog.btrim(name), '') = '' OR pg_catalog.octet_length(name) > 512 THEN
        RAISE EXCEPTION 'a source needs a name of 1 to 512 bytes' USING ERRCODE = 'TQ003';
    END IF;
    IF query IS NULL THEN
        RAISE EXCEPTION 'query must not be null' USING ERRCODE = 'TQ003';
    END IF;
    PERFORM tqc.check_source(query);  -- with the rights of whoever defines it
    PERFORM tqc.keep_source(name, query);
END
$$;
COMMENT ON FUNCTION tqc.define_source(text, text) IS
    'defines a query that yields all events that should have been emitted (补推来源): type, subject, data, occurred_at, id, perhaps site, by name or in this order; TQ003 if it does not';

CREATE FUNCTION tqc.keep_source(name text, query text) RETURNS void
LANGUAGE sql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    INSERT INTO tqc.source (name, query) VALUES (keep_source.name, keep_source.query)
        ON CONFLICT (name) DO UPDATE
           SET query = excluded.query, defined_by = excluded.defined_by, defined_at = excluded.defined_at
$$;
COMMENT ON FUNCTION tqc.keep_source(text, text) IS 'internal: keeps a source that has been checked';

CREATE FUNCTION tqc.remove_source(name text) RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    DELETE FROM tqc.source s WHERE s.name = remove_source.name;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'source "%" is not defined', remove_source.name USING ERRCODE = '42704';
    END IF;
END
$$;
COMMENT ON FUNCTION tqc.remove_source(text) IS 'removes a source; what it has made up stays; 42704 if there is none';

-- Puts one item into force as it is shipped.
CREATE FUNCTION tqc.pack_put(kind text, code text, enabled boolean, form jsonb, effective_from timestamptz)
RETURNS void
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    put   int;
    start timestamptz;
BEGIN
    IF kind = 'event' THEN
        PERFORM tqc.define_event(
            pack_put.code, form ->> 'title', nullif(form -> 'json_schema', 'null'), form ->> 'xml_schema',
            ARRAY(SELECT jsonb_array_elements_text(form -> 'undoes')),
            ARRAY(SELECT jsonb_array_elements_text(form -> 'amends')),
            form -> 'match', form -> 'context', nullif(form -> 'mapping', 'null'),
            (form ->> 'enabled')::boolean);
        RETURN;
    END IF;
    put := tqc.put_rule(pack_put.code, form, effective_from => pack_put.effective_from);
    IF NOT pack_put.enabled THEN
        -- From the instant the version itself begins: it never opens anything.
        SELECT r.effective_from INTO start FROM tqc.rule r WHERE r.code = pack_put.code AND r.version = put;
        PERFORM tqc.disable_rule(pack_put.code, '*', start);
    END IF;
END
$$;
COMMENT ON FUNCTION tqc.pack_put(text, text, boolean, jsonb, timestamptz) IS 'internal: puts an item of a pack into force';

-- Loads a pack from its document (docs/packs.md): event types, rules, document types, after the
-- calendars and packs it requires. A later load is an upgrade: an item that the site has not touched since
-- the last one becomes what the new document says; one that it has changed, switched off or on stays as
-- the site has it. Lines of single sites are never touched.
-- effective_from: from when new rules and new versions rule, as for put_rule; a first load into a log
-- that already holds their events needs it (TQ003).
-- Returns what was done with each item: added, updated, unchanged, kept (the site's own), dropped (no
-- longer in the pack: switched off).
CREATE FUNCTION tqc.apply_pack(document jsonb, effective_from timestamptz DEFAULT NULL)
RETURNS TABLE(kind text, code text, action text)
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    pack_code text := document ->> 'code';
    needed    text;
    before    jsonb;
    item      record;
BEGIN
    IF jsonb_typeof(document) IS DISTINCT FROM 'object' OR pack_code IS NULL
       OR jsonb_typeof(document -> 'release') IS DISTINCT FROM 'number' THEN
        RAISE EXCEPTION 'pack refused at the top' USING ERRCODE = 'TQ003',
            DETAIL = 'Expected an object with a code and a release number.';
    END IF;
    LOCK TABLE tqc.pack IN SHARE ROW EXCLUSIVE MODE;
    FOR needed IN SELECT jsonb_array_elements_text(document -> 'calendars') LOOP
        PERFORM tqc.load_calendar(needed);
    END LOOP;
    FOR needed IN SELECT jsonb_array_elements_text(document -> 'requires') LOOP
        RETURN QUERY SELECT p.kind, p.code, p.action FROM tqc.apply_pack(tqc.read_pack(needed), effective_from) p;
    END LOOP;
    INSERT INTO tqc.document_type AS t
    SELECT d.key, d.value ->> 'title', d.value ->> 'mark' FROM jsonb_each(document -> 'documents') d
        ON CONFLICT ON CONSTRAINT document_type_pkey DO UPDATE SET title = EXCLUDED.title, mark = EXCLUDED.mark;

    SELECT p.document INTO before FROM tqc.pack p WHERE p.code = pack_code;
    FOR item IN
        SELECT coalesce(n.kind, o.kind) AS kind, coalesce(n.code, o.code) AS code, n.enabled, n.form,
               CASE WHEN n.code IS NULL AND c.form IS NULL THEN NULL  -- dropped before it was ever there
                    WHEN n.code IS NULL AND (c.form, c.enabled) = (o.form, o.enabled) THEN 'dropped'
                    WHEN n.code IS NULL THEN 'kept'
                    WHEN c.form IS NULL THEN 'added'
                    WHEN (c.form, c.enabled) = (n.form, n.enabled) THEN 'unchanged'
                    WHEN (c.form, c.enabled) = (o.form, o.enabled) THEN 'updated'
                    ELSE 'kept' END AS action
          FROM tqc.pack_items(document) n
          FULL JOIN tqc.pack_items(before) o ON (o.kind, o.code) = (n.kind, n.code)
          LEFT JOIN LATERAL tqc.pack_current(coalesce(n.kind, o.kind), coalesce(n.code, o.code)) c ON true
         ORDER BY coalesce(n.kind, o.kind), coalesce(n.ord, o.ord) LOOP
        CONTINUE WHEN item.action IS NULL;
        IF item.action IN ('added', 'updated') THEN
            PERFORM tqc.pack_put(item.kind, item.code, item.enabled, item.form, apply_pack.effective_from);
        ELSIF item.action = 'dropped' AND item.kind = 'rule' THEN
            IF (SELECT c.enabled FROM tqc.pack_current('rule', item.code) c) THEN
                PERFORM tqc.disable_rule(item.code, '*', apply_pack.effective_from);
            END IF;
        END IF;
        kind := item.kind;
        code := item.code;
        action := item.action;
        RETURN NEXT;
    END LOOP;

    INSERT INTO tqc.pack AS p (code, title, release, document)
    VALUES (pack_code, document ->> 'title', (document ->> 'release')::int, document)
        ON CONFLICT ON CONSTRAINT pack_pkey DO UPDATE
       SET title = EXCLUDED.title, release = EXCLUDED.release, document = EXCLUDED.document,
           loaded_at = EXCLUDED.loaded_at, loaded_by = EXCLUDED.loaded_by;
END
$$;
COMMENT ON FUNCTION tqc.apply_pack(jsonb, timestamptz) IS
    'loads or upgrades a pack (规则包) from its document; what a site has changed stays. TQ003 with JSON pointer for a wrong document';

CREATE FUNCTION tqc.load_pack(name text, effective_from timestamptz DEFAULT NULL)
RETURNS TABLE(kind text, code text, action text)
LANGUAGE sql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.kind, p.code, p.action FROM tqc.apply_pack(tqc.read_pack(name), effective_from) p;
END;
COMMENT ON FUNCTION tqc.load_pack(text, timestamptz) IS
    'loads or upgrades a pack (规则包) that is installed with the extension, such as cn-2010; what a site has changed stays. 42704 if none is installed by that name, TQ003 with JSON pointer for a wrong document';

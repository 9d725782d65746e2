-- The items of a pack's document, and what is in force of each now. Both in one form, so that equal
-- means the same.

-- An event type's definition with what define_event fills in, without its code.
CREATE FUNCTION tqc.pack_event_form(event jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT jsonb_build_object(
        'title', event -> 'title', 'json_schema', nullif(event -> 'json_schema', 'null'),
        'undoes', coalesce(event -> 'undoes', '[]'), 'amends', coalesce(event -> 'amends', '[]'),
        'xml_schema', nullif(event -> 'xml_schema', 'null'), 'mapping', nullif(event -> 'mapping', 'null'),
        'match', coalesce(event -> 'match', '[]'), 'context', coalesce(event -> 'context', '{}'),
        'enabled', coalesce(event -> 'enabled', 'true'));
END;
COMMENT ON FUNCTION tqc.pack_event_form(jsonb) IS 'internal: an event type of a pack in the form in which it is compared';

CREATE FUNCTION tqc.pack_items(document jsonb)
RETURNS TABLE(kind text, code text, ord bigint, enabled boolean, form jsonb, about jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT 'event', e ->> 'code', n, true, tqc.pack_event_form(e), e - 'code'
      FROM jsonb_array_elements(document -> 'events') WITH ORDINALITY x(e, n)
    UNION ALL
    SELECT 'rule', r ->> 'code', n, coalesce((r ->> 'enabled')::boolean, true), r -> 'definition',
           r - 'code' - 'definition' - 'enabled'
      FROM jsonb_array_elements(document -> 'rules') WITH ORDINALITY x(r, n);
END;
COMMENT ON FUNCTION tqc.pack_items(jsonb) IS 'internal: the event types and rules of a pack''s document';

-- What is in force: of a rule its common line (site *).
CREATE FUNCTION tqc.pack_current(kind text, code text, OUT enabled boolean, OUT form jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    (SELECT true, tqc.pack_event_form(to_jsonb(t)) FROM tqc.event_type t
      WHERE pack_current.kind = 'event' AND t.code = pack_current.code ORDER BY t.id DESC LIMIT 1)
    UNION ALL
    (SELECT r.state = 'active', r.definition FROM tqc.rule r
      WHERE pack_current.kind = 'rule' AND r.code = pack_current.code AND r.site = '*'
        AND r.effective_from <= tqc.now()
      ORDER BY r.effective_from DESC, r.version DESC LIMIT 1);
END;
COMMENT ON FUNCTION tqc.pack_current(text, text) IS 'internal: what is in force of an item that a pack ships';

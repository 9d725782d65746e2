-- Defines an event type, the whole of it: what is not given is not kept from before. Returns the
-- id of the version (tqc.event_type) in force then; an equal definition adds none.
-- Refused with TQ003, which names the place and what was expected there.
CREATE FUNCTION tqc.define_event(
    code        text,
    title       text DEFAULT NULL,
    json_schema jsonb DEFAULT NULL,     -- draft 7, over data
    xml_schema  text DEFAULT NULL,      -- XSD 1.0, over documents of tqc_emit_xml()
    undoes      text[] DEFAULT NULL,    -- codes; they need not be defined yet
    amends      text[] DEFAULT NULL,
    match       jsonb DEFAULT NULL,     -- ["$.doc_id", …]: must yield equal values in both events
    context     jsonb DEFAULT NULL,     -- {"doctor": "$.doctor", …}
    mapping     jsonb DEFAULT NULL,     -- how XML, HL7 and other JSON become such events: docs/messages.md
    enabled     boolean DEFAULT true
) RETURNS int
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_define_event';
COMMENT ON FUNCTION tqc.define_event(text, text, jsonb, text, text[], text[], jsonb, jsonb, jsonb, boolean) IS
    'defines an event type (事件) as a whole and returns the id of its version; an equal definition adds none. TQ003 with the JSON pointer, or the line of an XSD, for a wrong one';

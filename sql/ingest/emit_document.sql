-- Takes one event from a document of another system, by the mapping of its type (docs/messages.md).
-- From there on as tqc_emit(): the same checks, the same idempotence, the same tqc.on_invalid.
CREATE FUNCTION @extschema@.tqc_emit_xml(type text, document xml, site text DEFAULT 'main') RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_emit_xml';
COMMENT ON FUNCTION @extschema@.tqc_emit_xml(text, xml, text) IS
    'takes an XML document as one event: checked against the type''s XSD, read by its mapping; returns the seq. Errors as tqc_emit, and TQ005 for a time without time of day';

CREATE FUNCTION @extschema@.tqc_emit_hl7(message text, site text DEFAULT 'main') RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_emit_hl7';
COMMENT ON FUNCTION @extschema@.tqc_emit_hl7(text, text) IS
    'takes an HL7 version 2 message as one event, of the type whose mapping names such messages; returns the seq. Errors as tqc_emit_xml';

CREATE FUNCTION @extschema@.tqc_emit_json(type text, document jsonb, site text DEFAULT 'main') RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_emit_json';
COMMENT ON FUNCTION @extschema@.tqc_emit_json(text, jsonb, text) IS
    'takes another system''s JSON as one event, read by the type''s mapping; returns the seq. Errors as tqc_emit_xml';

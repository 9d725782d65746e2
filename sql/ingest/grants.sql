-- Who may call what of the message centre.
GRANT EXECUTE ON FUNCTION
    tqc.define_event(text, text, jsonb, text, text[], text[], jsonb, jsonb, jsonb, boolean),
    tqc.retry_failure(bigint, jsonb),
    tqc.discard_failure(bigint, text),
    tqc.hl7_events(), tqc.define_hl7_events()
TO tqc_officer;
GRANT EXECUTE ON FUNCTION
    @extschema@.tqc_emit(text, text, jsonb, timestamptz, text, text, text, bigint),
    @extschema@.tqc_emit_many(jsonb),
    @extschema@.tqc_emit_xml(text, xml, text),
    @extschema@.tqc_emit_hl7(text, text),
    @extschema@.tqc_emit_json(text, jsonb, text)
TO tqc_emitter;

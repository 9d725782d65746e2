-- Nothing is for PUBLIC. Last in the install script, so that nothing escapes it; what roles may do in a
-- room stands in its own grants.sql.
REVOKE ALL ON ALL TABLES IN SCHEMA tqc FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA tqc FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tqc FROM PUBLIC;
REVOKE ALL ON FUNCTION
    @extschema@.tqc_emit(text, text, jsonb, timestamptz, text, text, text, bigint),
    @extschema@.tqc_emit_many(jsonb),
    @extschema@.tqc_emit_xml(text, xml, text),
    @extschema@.tqc_emit_hl7(text, text),
    @extschema@.tqc_emit_json(text, jsonb, text)
FROM PUBLIC;

-- The tables that all rooms share.
GRANT EXECUTE ON FUNCTION tqc.now() TO tqc_emitter, tqc_reader, tqc_officer;
GRANT SELECT ON tqc.event, tqc.event_type, tqc.rule, tqc.task, tqc.task_history, tqc.effect TO tqc_reader;
GRANT SELECT ON tqc.failure, tqc.push, tqc.request_row, tqc.clock TO tqc_officer;
GRANT SELECT ON ALL TABLES IN SCHEMA tqc TO tqc_admin;

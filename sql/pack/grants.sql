GRANT SELECT ON tqc.pack, tqc.document_type TO tqc_reader;
GRANT EXECUTE ON FUNCTION
    tqc.read_pack(text), tqc.pack_event_form(jsonb), tqc.pack_items(jsonb), tqc.pack_current(text, text),
    tqc.pack_status(text) TO tqc_reader;
GRANT EXECUTE ON FUNCTION
    tqc.calendar_pack_days(jsonb, int), tqc.load_calendar(text), tqc.apply_pack(jsonb, timestamptz),
    tqc.load_pack(text, timestamptz) TO tqc_officer;

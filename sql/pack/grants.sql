REVOKE ALL ON FUNCTION
    tqc.read_pack(text), tqc.calendar_pack_days(jsonb, int), tqc.load_calendar(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tqc.read_pack(text) TO tqc_reader;
GRANT EXECUTE ON FUNCTION tqc.calendar_pack_days(jsonb, int), tqc.load_calendar(text) TO tqc_officer;

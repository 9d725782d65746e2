-- What the relay needs. It has verified whose receivers it asks for.
GRANT EXECUTE ON FUNCTION
    tqc.relay_bounds(),
    tqc.relay_pushes(bigint, int),
    tqc.relay_inbox(text[], bigint, bigint, int),
    tqc.relay_history(text[], bigint, int),
    tqc.relay_tasks(text[]),
    tqc.relay_ack(text, bigint),
    tqc.relay_acked(text),
    tqc.relay_clock()
TO tqc_relay;
GRANT EXECUTE ON FUNCTION tqc.iso_time(timestamptz) TO tqc_reader;

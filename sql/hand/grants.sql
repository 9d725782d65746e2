-- Who may ask about tasks, and who may act on them.
GRANT EXECUTE ON FUNCTION tqc.outstanding(text, text) TO tqc_reader;
GRANT EXECUTE ON FUNCTION
    tqc.close_task(bigint, text, timestamptz),
    tqc.cancel_task(bigint, text),
    tqc.waive_task(bigint, text),
    tqc.extend_task(bigint, text, interval),
    tqc.reassign_task(bigint, text, text[]),
    tqc.reopen_task(bigint, text),
    tqc.request(bigint, text, text, jsonb),
    tqc.decide(bigint, boolean, text)
TO tqc_officer;

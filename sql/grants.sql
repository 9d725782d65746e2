-- Nothing is for PUBLIC. Last in the install script, so that nothing escapes it.
REVOKE ALL ON ALL TABLES IN SCHEMA tqc FROM PUBLIC;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA tqc FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA tqc FROM PUBLIC;

-- What each role may call or read beyond what the rooms have granted above.
GRANT EXECUTE ON FUNCTION tqc.now() TO tqc_emitter, tqc_reader, tqc_officer, tqc_relay;

GRANT SELECT ON tqc.event, tqc.event_type, tqc.rule, tqc.task, tqc.task_history, tqc.effect
   TO tqc_reader;
GRANT EXECUTE ON FUNCTION
    tqc.outstanding(text, text),
    tqc.iso_time(timestamptz)
TO tqc_reader;

GRANT SELECT ON tqc.failure, tqc.push, tqc.request_row, tqc.clock TO tqc_officer;
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

GRANT SELECT ON ALL TABLES IN SCHEMA tqc TO tqc_admin;

-- Who may call what of this room.
GRANT EXECUTE ON FUNCTION tqc.sync(interval) TO tqc_reader, tqc_officer, tqc_admin;
GRANT EXECUTE ON FUNCTION tqc.health() TO tqc_reader, tqc_officer, tqc_admin;
GRANT EXECUTE ON FUNCTION
    tqc.set_clock(timestamptz, float8),
    tqc.reset_clock(),
    tqc.step(),
    tqc.lag(),
    tqc.worker_state()
TO tqc_admin;

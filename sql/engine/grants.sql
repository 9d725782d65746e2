-- A backtest reads the whole log, with the rights of its owner: an officer's.
GRANT EXECUTE ON FUNCTION
    tqc.replay(jsonb, timestamptz, timestamptz, text),
    tqc.backtest(jsonb, timestamptz, timestamptz, text),
    tqc.diff_versions(text, int, int, timestamptz, timestamptz, text) TO tqc_officer;

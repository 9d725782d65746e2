-- Who may ask why a task is there, and why there is none.
GRANT EXECUTE ON FUNCTION tqc.explain_task(bigint), tqc.explain_absence(text, text, text) TO tqc_reader;

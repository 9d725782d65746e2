-- The type must be known and enabled; TQ001 otherwise.
SELECT no_plan();

SELECT tqc.define_event('admission'), tqc.define_event('surgery', enabled => false);
SELECT throws_ok($$SELECT tqc_emit('admision', 'V1')$$, 'TQ001', 'event type "admision" is unknown', 'unknown');
SELECT throws_ok($$SELECT tqc_emit('surgery', 'V1')$$, 'TQ001', 'event type "surgery" is disabled', 'disabled');
SELECT throws_ok($$SELECT tqc_emit(NULL, 'V1')$$, 'TQ001', NULL, 'none');
SELECT throws_ok($$SELECT tqc_emit('tqc.close', 'V1')$$, 'TQ001', 'event type "tqc.close" is reserved', 'reserved for hand actions');

CREATE FUNCTION pg_temp.hint_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE hint text;
BEGIN
    EXECUTE statement;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
    RETURN hint;
END
$$;
SELECT is(pg_temp.hint_of($$SELECT tqc_emit('admision', 'V1')$$), 'Perhaps you meant "admission".', 'a slip is recognised');
SELECT is(pg_temp.hint_of($$SELECT tqc_emit('discharge', 'V1')$$), 'Define it with tqc.define_event().', 'what looks like nothing known is to be defined');

SELECT tqc.define_event('surgery', enabled => true);
SELECT lives_ok($$SELECT tqc_emit('surgery', 'V1')$$, 'enabled again');

SELECT * FROM finish();

-- Neither a schema nor data can exhaust the server's stack.
SELECT no_plan();

SELECT tqc.define_event('text', json_schema => '{"pattern": "^(a|b)*$"}'),
       tqc.define_event('tree', json_schema => '{"type": "array", "items": {"$ref": "#"}}');
SELECT lives_ok($$SELECT tqc_emit('text', 'V1', to_jsonb(repeat('ab', 500000)))$$, 'a long text against a group that repeats');
SELECT lives_ok($$SELECT tqc_emit('tree', 'V1', (repeat('[', 500) || repeat(']', 500))::jsonb)$$, 'nested deep');
CREATE FUNCTION pg_temp.state_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE statement;
    RETURN 'taken';
EXCEPTION WHEN OTHERS THEN
    RETURN sqlstate;
END
$$;
SET max_stack_depth = '200kB';
SELECT ok(pg_temp.state_of($$SELECT tqc_emit('tree', 'V1', (repeat('[', 900) || repeat(']', 900))::jsonb)$$) IN ('taken', '54001'), 'deeper than the stack holds is an error, not a crash');
SELECT is(pg_temp.state_of(format('SELECT tqc.define_event(%L, json_schema => %L)', 'deep', repeat('{"not":', 300) || '{}' || repeat('}', 300))), 'TQ003', 'a schema has a limit of depth');

SELECT * FROM finish();

-- However the clock is set, it shows a time, and the engine turns.
SELECT no_plan();

SELECT tqc.define_event('admission');
SELECT tqc.put_rule('note', '{"title": "t", "open": {"on": "admission"}, "due": {"within": "PT8H"}, "receivers": ["dr-li"]}');

CREATE FUNCTION pg_temp.shows(at timestamptz, speed float8, name text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM tqc.set_clock(at, speed);
    RETURN NEXT ok(tqc.now() >= at AND isfinite(tqc.now()), name);
    RETURN NEXT lives_ok('SELECT tqc.step()', 'and the engine turns');
    RETURN NEXT lives_ok('SELECT tqc.health()', 'and is well');
END
$$;
SELECT pg_temp.shows('2026-01-05 12:00+08', 1e300, 'faster than anything');
SELECT pg_temp.shows('294276-12-31 23:59:59+00', 1, 'a second before the end of time');
SELECT pg_temp.shows('294276-12-31 23:59:59.999999+00', 1e300, 'at the end of time');
SELECT pg_temp.shows('4713-01-01 00:00+00 BC', 1e18, 'from its beginning');
SELECT pg_temp.shows('4713-01-01 00:00+00 BC', 1e-300, 'slower than anything');
SELECT throws_ok($$SELECT tqc.set_clock('infinity')$$, '22008');
SELECT throws_ok($$SELECT tqc.set_clock('2026-01-05', 'NaN')$$, '22023');
SELECT throws_ok($$SELECT tqc.set_clock('2026-01-05', -1)$$, '22023');

SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc_emit('admission', 'V1', '{}', '4713-01-01 00:00+00 BC') > 0;
SELECT tqc_emit('admission', 'V2', '{}', '0001-01-01 00:00+00') > 0;
SELECT lives_ok('SELECT tqc.step()', 'an event of long ago is applied');
SELECT is((SELECT string_agg(subject || ' ' || status, ', ' ORDER BY subject) FROM tqc.task), 'V1 overdue, V2 overdue', 'and is overdue since');

SELECT * FROM finish();

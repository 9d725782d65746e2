-- An event stays with the definition of its type under which it was taken.
SELECT no_plan();

SELECT tqc.define_event('a', '甲') AS first \gset
SELECT tqc_emit('a', 'V1', id => 'm1');
SELECT tqc.define_event('a', '乙') AS second \gset
SELECT tqc_emit('a', 'V1', id => 'm2');
SELECT results_eq($$SELECT id, type_id FROM tqc.event_log ORDER BY seq$$,
  format($$VALUES ('m1', %s), ('m2', %s)$$, :first, :second), 'each with its version');
SELECT results_eq($$SELECT type FROM tqc.event$$, ARRAY['a', 'a'], 'of one code');

SELECT * FROM finish();

-- Not said: data {}, now, a fresh UUID, source sql, site main.
SELECT no_plan();

SELECT tqc.define_event('admission');
SELECT clock_timestamp() AS before \gset
SELECT tqc_emit('admission', 'V1'), tqc_emit('admission', 'V1');
SELECT results_eq($$SELECT data, source, site, sequence FROM tqc.event$$,
  $$VALUES ('{}'::jsonb, 'sql', 'main', NULL::bigint), ('{}', 'sql', 'main', NULL)$$, 'the defaults');
SELECT is((SELECT count(DISTINCT id) FROM tqc.event), 2::bigint, 'every number is fresh');
SELECT matches(id, '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$', 'a random UUID') FROM tqc.event;
SELECT ok(occurred_at BETWEEN :'before' AND clock_timestamp(), 'now') FROM tqc.event;

SELECT * FROM finish();

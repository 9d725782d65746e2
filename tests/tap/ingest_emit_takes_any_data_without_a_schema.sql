-- A type without a schema takes any JSON as it is.
SELECT no_plan();

SELECT tqc.define_event('a');
SELECT lives_ok(format('SELECT tqc_emit(%L, %L, %L)', 'a', 'V1', data), data)
  FROM (VALUES ('{}'), ('[1]'), ('"x"'), ('null'), ('12345678901234567890123456789.5'), ('{"a": {"b": [null]}}')) AS v(data);
SELECT results_eq($$SELECT data::text FROM tqc.event ORDER BY seq$$,
  $$VALUES ('{}'), ('[1]'), ('"x"'), ('null'), ('12345678901234567890123456789.5'), ('{"a": {"b": [null]}}')$$, 'unchanged');

SELECT * FROM finish();

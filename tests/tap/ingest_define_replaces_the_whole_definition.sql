-- tqc.define_event replaces the whole definition: what is not given is not kept.
SELECT no_plan();

SELECT tqc.define_event('admission', '入院', '{"type": "object"}', undoes => '{a}', amends => '{b}',
                        match => '["$.id"]', context => '{"doctor": "$.doctor"}') AS first \gset
SELECT tqc.define_event('admission') AS second \gset

SELECT cmp_ok(:second, '>', :first, 'another definition is a new version');
SELECT results_eq(
  $$SELECT title, json_schema, undoes, amends, match, context, enabled FROM tqc.event_type WHERE code = 'admission' ORDER BY id$$,
  $$VALUES ('入院', '{"type": "object"}'::jsonb, '{a}'::text[], '{b}'::text[], '["$.id"]'::jsonb, '{"doctor": "$.doctor"}'::jsonb, true),
           (NULL, NULL, '{}', '{}', '[]', '{}', true)$$,
  'both stand in full');

SELECT * FROM finish();

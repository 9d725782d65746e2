-- docs/rule.schema.json, which editors use, agrees with put_rule on the packs and on what is refused.
SELECT no_plan();
\set schema `cat docs/rule.schema.json`
SELECT tqc.define_event('definition', json_schema => :'schema');
SELECT count(*) FROM unnest(ARRAY['cn-2010', 'cn-2010-local', 'cn-2025-indicators', 'intl']) pack, tqc.load_pack(pack);

CREATE FUNCTION schema_says(definition jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.tqc_emit('definition', 'x', definition);
  RETURN 'taken';
EXCEPTION WHEN SQLSTATE 'TQ002' THEN
  RETURN 'refused';
END $$;
CREATE FUNCTION put_rule_says(definition jsonb) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  PERFORM tqc.check_rule(definition);
  RETURN 'taken';
EXCEPTION WHEN SQLSTATE 'TQ003' THEN
  RETURN 'refused';
END $$;

SELECT cmp_ok((SELECT count(*) FROM tqc.rule), '>', 50::bigint, 'there are rules to try');
SELECT is_empty($$SELECT code FROM tqc.rule WHERE schema_says(definition) <> 'taken'$$, 'every rule of the packs is taken');
SELECT results_eq(
  $$SELECT definition, schema_says(definition), put_rule_says(definition) FROM (VALUES
      ('{"open": {"on": "a"}, "due": {"within": "PT8H"}}'::jsonb), ('{"open": {"on": ["a", "b"]}, "due": {"days": -1, "calendar": "c"}}'),
      ('{"open": {"on": "a"}}'), ('{"due": {"within": "PT8H"}}'), ('{"open": {"on": "a"}, "due": {"within": "8 hours"}}'),
      ('{"open": {"on": "a"}, "due": {"within": "PT8H", "days": 1}}'), ('{"open": {"on": "a"}, "due": {"within": "PT8H"}, "colour": "red"}'),
      ('{"open": {"on": "a"}, "due": {"within": "PT8H"}, "reminders": [{"at": 1.5}]}'),
      ('{"open": {"on": "a", "again": "sometimes"}, "due": {"within": "PT8H"}}'),
      ('{"open": {"on": "a"}, "close": {"on": "b"}, "repeat": {"every": "P1D", "by": "day"}}'),
      ('{"open": {"on": "a"}, "close": {"on": "b"}, "repeat": {"every": "P1D", "times": 3}}')) d (definition)
     WHERE schema_says(definition) <> put_rule_says(definition)$$,
  $$VALUES (NULL::jsonb, NULL::text, NULL::text) LIMIT 0$$, 'both say the same of definitions right and wrong');
SELECT is(schema_says('{"open": {"on": "a"}, "due": {"within": "8 hours"}}'), 'refused', 'and it does refuse');
CREATE FUNCTION due_within(duration text) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('open', '{"on": "a"}'::jsonb, 'due', jsonb_build_object('within', duration))
$$;
SELECT results_eq(
  $$SELECT d, schema_says(due_within(d)), put_rule_says(due_within(d))
      FROM unnest(ARRAY['PT1.5H', 'PT0,25H', 'PT1H1.5M', 'PT1M1.5S', 'P1DT0.5S', 'PT1H2M3S']) WITH ORDINALITY u (d, n) ORDER BY n$$,
  $$VALUES ('PT1.5H', 'taken', 'taken'), ('PT0,25H', 'taken', 'taken'), ('PT1H1.5M', 'taken', 'taken'), ('PT1M1.5S', 'taken', 'taken'),
           ('P1DT0.5S', 'taken', 'taken'), ('PT1H2M3S', 'taken', 'taken')$$, 'durations with a fraction of the last unit of time');
SELECT results_eq(
  $$SELECT d, schema_says(due_within(d)), put_rule_says(due_within(d))
      FROM unnest(ARRAY['P0.5D', 'PT1.5H30M', 'PT1M1.5H', 'PT1S1.5S', 'PT.5H', 'PT1.1234567H', 'PT']) WITH ORDINALITY u (d, n) ORDER BY n$$,
  $$VALUES ('P0.5D', 'refused', 'refused'), ('PT1.5H30M', 'refused', 'refused'), ('PT1M1.5H', 'refused', 'refused'),
           ('PT1S1.5S', 'refused', 'refused'), ('PT.5H', 'refused', 'refused'), ('PT1.1234567H', 'refused', 'refused'),
           ('PT', 'refused', 'refused')$$, 'and of nothing else');
SELECT finish();

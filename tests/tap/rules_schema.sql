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
SELECT finish();

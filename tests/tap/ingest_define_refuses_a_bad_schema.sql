-- A json_schema that is none is refused, and the message names the place and what was expected there.
SELECT no_plan();

SELECT throws_ok(format('SELECT tqc.define_event(%L, json_schema => %L)', 'a', schema), 'TQ003', message, schema)
  FROM (VALUES
    ('{"type": "strin"}',
     'json_schema refused at "/type": expected one of "array", "boolean", "integer", "null", "number", "object", "string" or an array, found "strin"'),
    ('{"properties": {"a": {"minLength": -1}}}',
     'json_schema refused at "/properties/a/minLength": expected a number >= 0, found -1'),
    ('{"properties": {"a/b": {"pattern": "("}}}',
     'json_schema refused at "/properties/a~1b/pattern": expected a regular expression, found "(" (a parenthesis is not closed)'),
    ('{"required": "a"}',
     'json_schema refused at "/required": expected an array, found "a"'),
    ('[]', 'json_schema refused at "": expected a boolean or an object, found an array'),
    ('{"items": {"$ref": "#/definitions/no"}}',
     'json_schema refused at "/items/$ref": expected a reference to a place in this schema (nothing is fetched), found "#/definitions/no"'),
    ('{"$ref": "http://example.com/schema"}',
     'json_schema refused at "/$ref": expected a reference to a place in this schema (nothing is fetched), found "http://example.com/schema"'),
    ('{"$schema": "http://json-schema.org/draft-04/schema#"}',
     'json_schema refused at "/$schema": expected "http://json-schema.org/draft-07/schema#", found "http://json-schema.org/draft-04/schema#"'),
    ('{"exclusiveMinimum": true}',
     'json_schema refused at "/exclusiveMinimum": expected a number, found true'),
    ('{"allOf": [{"$ref": "#"}]}',
     'json_schema refused at "": expected a schema that descends into the data, found one that applies itself to the same value'),
    ('{"$ref": "#"}',
     'json_schema refused at "/$ref": expected a reference that leads to a schema, found one that leads to itself')
  ) AS v(schema, message);
SELECT is((SELECT count(*) FROM tqc.event_type WHERE code = 'a'), 0::bigint, 'nothing was defined');

SELECT * FROM finish();

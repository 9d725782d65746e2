-- data is checked against the type's JSON Schema; the message names the place and what was expected.
SELECT no_plan();

SELECT tqc.define_event('admission', json_schema => '{
  "type": "object", "required": ["doctor"], "additionalProperties": false,
  "properties": {
    "doctor": {"type": "string", "minLength": 1},
    "class": {"enum": ["inpatient", "outpatient"]},
    "at": {"type": "string", "format": "date-time"},
    "ward": {"type": "object", "properties": {"code": {"type": ["string", "null"], "pattern": "^W[0-9]+$"}}},
    "beds": {"type": "array", "items": {"type": "integer", "minimum": 1}, "uniqueItems": true, "maxItems": 3}}}');
SELECT lives_ok($$SELECT tqc_emit('admission', 'V1', '{"doctor": "李", "class": "inpatient", "at": "2026-01-05T08:00:00+08:00",
  "ward": {"code": "W3", "floor": 2}, "beds": [1, 2.0, 3]}')$$, 'good data');
SELECT throws_ok(format('SELECT tqc_emit(%L, %L, %L)', 'admission', 'V1', data), 'TQ002',
                 'data of "admission" refused at ' || complaint, data)
  FROM (VALUES
    ('{}', '"": expected property "doctor", found an object without it'),
    ('[]', '"": expected an object, found an array'),
    ('"x"', '"": expected an object, found "x"'),
    ('null', '"": expected an object, found null'),
    ('{"doctor": 7}', '"/doctor": expected a string, found 7'),
    ('{"doctor": ""}', '"/doctor": expected at least 1 character, found ""'),
    ('{"doctor": "d", "class": "in"}', '"/class": expected one of "inpatient", "outpatient", found "in"'),
    ('{"doctor": "d", "at": "2026-02-30T08:00:00Z"}', '"/at": expected a time as 2026-01-05T08:00:00+08:00, found "2026-02-30T08:00:00Z"'),
    ('{"doctor": "d", "ward": {"code": "3"}}', '"/ward/code": expected text that matches ^W[0-9]+$, found "3"'),
    ('{"doctor": "d", "ward": {"code": true}}', '"/ward/code": expected null or a string, found true'),
    ('{"doctor": "d", "beds": [1, 0]}', '"/beds/1": expected a number >= 1, found 0'),
    ('{"doctor": "d", "beds": [1, 1.5]}', '"/beds/1": expected an integer, found 1.5'),
    ('{"doctor": "d", "beds": [1, 1.0]}', '"/beds": expected items that all differ, found an array'),
    ('{"doctor": "d", "beds": [1, 2, 3, 4]}', '"/beds": expected at most 3 items, found 4'),
    ('{"doctor": "d", "docter": "d"}', '"/docter": expected no property of this name, found "d"')
  ) AS v(data, complaint);
SELECT is((SELECT count(*) FROM tqc.event), 1::bigint, 'nothing refused reached the log');

SELECT * FROM finish();

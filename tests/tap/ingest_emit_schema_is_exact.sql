-- Characters are counted, not bytes; numbers are compared exactly; patterns are ECMA's.
SELECT no_plan();

SELECT tqc.define_event('t', json_schema => '{"properties": {
  "name": {"maxLength": 3, "pattern": "^[\\u4e00-\\u9fa5]{2,3}$"},
  "number": {"enum": [9007199254740993]},
  "price": {"multipleOf": 0.01, "maximum": 99999999999999999999.99},
  "word": {"pattern": "\\bab\\b"}, "digits": {"pattern": "^\\d{300}$"}, "line": {"pattern": "^.*$"},
  "any": {"pattern": "^[^]+$"}, "space": {"pattern": "^\\S+$"}}}');
SELECT lives_ok(format('SELECT tqc_emit(%L, %L, %L)', 't', 'V1', data), left(data, 40)) FROM (VALUES
  ('{"name": "张三丰"}'), ('{"number": 9007199254740993}'), ('{"price": 99999999999999999999.99}'), ('{"price": 0.07}'),
  ('{"word": "x ab y"}'), ('{"digits": "' || repeat('7', 300) || '"}'), ('{"line": "one"}'), ('{"any": "a\nb"}')) AS v(data);
SELECT throws_ok(format('SELECT tqc_emit(%L, %L, %L)', 't', 'V1', data), 'TQ002', NULL, left(data, 40)) FROM (VALUES
  ('{"name": "张三丰四"}'), ('{"name": "abc"}'), ('{"number": 9007199254740992}'), ('{"price": 100000000000000000000}'), ('{"price": 0.075}'),
  ('{"word": "xab y"}'), ('{"digits": "' || repeat('7', 299) || '"}'), ('{"digits": "' || repeat('٣', 300) || '"}'), ('{"line": "a\nb"}'),
  ('{"space": "a\u3000b"}')) AS v(data);

SELECT * FROM finish();

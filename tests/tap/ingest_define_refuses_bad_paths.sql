-- match is an array of SQL/JSON paths, context an object of them by name; both are over data alone.
SELECT no_plan();

SELECT throws_ok($$SELECT tqc.define_event('a', match => '{"x": "$.y"}')$$, 'TQ003',
  'match refused at "": expected an array of SQL/JSON paths, found an object', 'match is an array');
SELECT throws_like($$SELECT tqc.define_event('a', match => '["$.a", "$.["]')$$,
  'match refused at "/1": expected an SQL/JSON path, found "$.[" (%', 'each is a path');
SELECT throws_ok($$SELECT tqc.define_event('a', match => '[1]')$$, 'TQ003',
  'match refused at "/0": expected an SQL/JSON path, found 1', 'each is a string');
SELECT throws_ok($$SELECT tqc.define_event('a', match => '["$ctx.doctor"]')$$, 'TQ003',
  'match refused at "/0": expected a path over data alone, found the variable $ctx', 'there are no variables');
SELECT throws_ok($$SELECT tqc.define_event('a', context => '["$.doctor"]')$$, 'TQ003',
  'context refused at "": expected an object of SQL/JSON paths by name, found an array', 'context is an object');
SELECT throws_like($$SELECT tqc.define_event('a', context => '{"doctor": "doctor name"}')$$,
  'context refused at "/doctor": expected an SQL/JSON path, found "doctor name" (%', 'of paths');
SELECT throws_like($$SELECT tqc.define_event('a', context => '{"the doctor": "$.d"}')$$,
  'context refused at "/the doctor": expected a name of letters%', 'by names that templates can write');
SELECT throws_like($$SELECT tqc.define_event('a', context => '{"subject": "$.d"}')$$,
  'context refused at "/subject": expected a name of letters%', 'and do not read as something else');
SELECT lives_ok($$SELECT tqc.define_event('a', context => '{"医生": "$.doctor.name", "level_2": "$.x[*] ? (@.n > 1)"}')$$,
  'letters of any script, any path');

SELECT * FROM finish();

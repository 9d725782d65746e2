-- The same number with other content is refused with TQ004.
SELECT no_plan();

SELECT tqc.define_event('admission'), tqc.define_event('discharge');
SELECT tqc_emit('admission', 'V1', '{"a": 1}', id => 'm1');
SELECT throws_ok($$SELECT tqc_emit('admission', 'V1', '{"a": 2}', id => 'm1')$$, 'TQ004',
  'number "m1" of source "sql" at site "main" already stands for other content: data differ', 'other data');
SELECT throws_ok($$SELECT tqc_emit('admission', 'V2', '{"a": 1}', id => 'm1')$$, 'TQ004',
  'number "m1" of source "sql" at site "main" already stands for other content: subject differs', 'another subject');
SELECT throws_ok($$SELECT tqc_emit('discharge', 'V1', '{"a": 1}', id => 'm1')$$, 'TQ004',
  'number "m1" of source "sql" at site "main" already stands for other content: type differs', 'another type');
SELECT is((SELECT count(*) FROM tqc.event), 1::bigint, 'the first stays as it is');

SELECT * FROM finish();

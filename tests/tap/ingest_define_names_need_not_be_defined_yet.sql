-- undoes and amends may name types that come later, also each other.
SELECT no_plan();

SELECT lives_ok($$SELECT tqc.define_event('cancel', undoes => '{recancel,admission}')$$, 'a type that is not there');
SELECT lives_ok($$SELECT tqc.define_event('recancel', undoes => '{cancel}')$$, 'a circle');
SELECT throws_ok($$SELECT tqc.define_event('x', undoes => '{a,NULL}')$$, 'TQ003', NULL, 'null is no type');
SELECT throws_ok($$SELECT tqc.define_event('x', amends => '{a,a}')$$, 'TQ003',
  'amends refused: expected each code once, found "a" twice', 'each once');

SELECT * FROM finish();

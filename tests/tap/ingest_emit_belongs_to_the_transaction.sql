-- An event is part of the caller's transaction, also of its savepoints.
SELECT no_plan();

SELECT tqc.define_event('a');
BEGIN;
SELECT tqc_emit('a', 'V1', id => 'm1');
ROLLBACK;
SELECT is_empty($$SELECT * FROM tqc.event$$, 'gone with it');
BEGIN;
SELECT tqc_emit('a', 'V1', id => 'm1');
SAVEPOINT s;
SELECT tqc_emit('a', 'V1', id => 'm2');
ROLLBACK TO s;
COMMIT;
SELECT results_eq($$SELECT id FROM tqc.event$$, ARRAY['m1'], 'or with a part of it');
BEGIN;
SELECT tqc.define_event('b');
SELECT lives_ok($$SELECT tqc_emit('b', 'V1')$$, 'a definition holds at once in its own transaction');
ROLLBACK;
SELECT throws_ok($$SELECT tqc_emit('b', 'V1')$$, 'TQ001', NULL, 'and is forgotten with it');

SELECT * FROM finish();

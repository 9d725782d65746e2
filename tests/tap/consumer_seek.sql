-- A group is put where it reads what was received at an instant or later.
SELECT no_plan();

SELECT tqc.define_event('a');
SELECT tqc_emit('a', 'V1', '{}', '2020-01-01', id => 'm1');
SELECT tqc_emit('a', 'V1', '{}', '2020-01-02', id => 'm2');
SELECT tqc.subscribe('one');
SELECT tqc_emit('a', 'V1', '{}', '2020-01-03', id => 'm3');
CREATE TEMP TABLE at AS SELECT id, received_at FROM tqc.event;

SELECT tqc.seek('one', '-infinity');
SELECT results_eq($$SELECT batch, id FROM tqc.next_batch('one')$$, $$VALUES (1::bigint, 'm1'), (1, 'm2'), (1, 'm3')$$, '-infinity: the whole log');
SELECT tqc.seek('one', (SELECT received_at FROM at WHERE id = 'm2'));
SELECT throws_ok($$SELECT tqc.finish_batch('one', 1)$$, 'TQ008', NULL, 'an open batch is dropped');
SELECT results_eq($$SELECT batch, id FROM tqc.next_batch('one', 1)$$, $$VALUES (3::bigint, 'm2')$$, 'an instant: what was received then');
SELECT tqc.finish_batch('one', 3);
SELECT tqc_emit('a', 'V1', id => 'm4');
SELECT results_eq($$SELECT id FROM tqc.next_batch('one', 1)$$, $$VALUES ('m3')$$, 'and later');
SELECT tqc.finish_batch('one', 4);
SELECT results_eq($$SELECT id FROM tqc.next_batch('one', 9)$$, $$VALUES ('m4')$$, 'and since');
SELECT tqc.seek('one', 'infinity');
SELECT is_empty($$SELECT * FROM tqc.next_batch('one')$$, 'infinity: nothing of before now');
SELECT tqc_emit('a', 'V1', id => 'm5');
SELECT results_eq($$SELECT id FROM tqc.next_batch('one')$$, $$VALUES ('m5')$$, 'but all that comes');
SELECT throws_ok($$SELECT tqc.seek('one', NULL)$$, '22004', NULL, 'nowhere is no place');
SELECT throws_ok($$SELECT tqc.seek('two', now())$$, '42704', NULL, 'an unknown group is nowhere');

-- As after a restore: the groups are there, their places are not.
DELETE FROM tqc.consumer_place;
SELECT throws_ok($$SELECT * FROM tqc.next_batch('one')$$, 'TQ008', 'consumer "one" has no place in this log', 'a group without a place is not put anywhere by guess');
SELECT tqc.seek('one', (SELECT received_at FROM tqc.event WHERE id = 'm4'));
SELECT results_eq($$SELECT id FROM tqc.next_batch('one')$$, $$VALUES ('m4'), ('m5')$$, 'seek gives it one');

SELECT * FROM finish();

-- Groups read the log in batches, each event once for each group.
SELECT no_plan();

SELECT tqc.define_event('a'), tqc.define_event('b'), tqc.define_event('c');
SELECT tqc_emit('a', 'V0', id => 'before');
SELECT lives_ok($$SELECT tqc.subscribe('one', ARRAY['a', 'b'])$$, 'a group subscribes to types');
SELECT lives_ok($$SELECT tqc.subscribe('all', NULL)$$, 'or to all');
SELECT is_empty($$SELECT * FROM tqc.next_batch('one', 10)$$, 'what was there before is not for it');

SELECT tqc_emit('a', 'V1', '{"n": 1}', '2026-01-05 08:00+08', 'm1', 'his', 'east', 7) AS seq \gset
SELECT tqc_emit('c', 'V1', id => 'm2');
SELECT tqc_emit('b', 'V1', id => 'm3'), tqc_emit('a', 'V2', id => 'm4');
SELECT results_eq($$SELECT seq, id, source, site, type, subject, occurred_at, sequence, data FROM tqc.next_batch('one', 1)$$,
  format($$VALUES (%s::bigint, 'm1', 'his', 'east', 'a', 'V1', '2026-01-05 08:00+08'::timestamptz, 7::bigint, '{"n": 1}'::jsonb)$$, :seq),
  'a batch holds events as tqc.event shows them, at most as many as asked for');
SELECT results_eq($$SELECT batch, id FROM tqc.next_batch('one', 10)$$, $$VALUES (1::bigint, 'm1')$$, 'the same batch comes again until it is finished');
SELECT is(tqc.finish_batch('one', 1), true, 'it is finished');
SELECT is(tqc.finish_batch('one', 1), false, 'finishing it again changes nothing');
SELECT throws_ok($$SELECT tqc.finish_batch('one', 2)$$, 'TQ008', 'batch 2 of consumer "one" is not open', 'one that was never given cannot be finished');
SELECT results_eq($$SELECT batch, id FROM tqc.next_batch('one', 10)$$, $$VALUES (2::bigint, 'm3'), (2, 'm4')$$, 'the next goes on, without types it did not ask for');
SELECT throws_ok($$SELECT tqc.finish_batch('one', 1)$$, 'TQ008', NULL, 'an earlier one is over');
SELECT tqc.finish_batch('one', 2);
SELECT is_empty($$SELECT * FROM tqc.next_batch('one', 10)$$, 'then there is nothing');
SELECT results_eq($$SELECT id FROM tqc.next_batch('all', 10)$$, $$VALUES ('m1'), ('m2'), ('m3'), ('m4')$$, 'another group reads for itself');

-- A batch and its effects in one transaction.
BEGIN;
SELECT tqc.finish_batch('all', 1);
SELECT tqc_emit('c', 'V3', id => 'm5');
ROLLBACK;
SELECT is((SELECT count(*) FROM tqc.next_batch('all')), 4::bigint, 'what was rolled back was not finished');
BEGIN;
SELECT tqc_emit('a', 'V3', id => 'own1');
SELECT is_empty($$SELECT * FROM tqc.next_batch('one')$$, 'what a transaction has emitted itself is not for it to read');
SELECT tqc_emit('a', 'V3', id => 'own2');
COMMIT;
SELECT results_eq($$SELECT id FROM tqc.next_batch('one')$$, $$VALUES ('own1'), ('own2')$$, 'it is there after the commit, all of it');
SELECT tqc.finish_batch('one', 3);

-- Subscribing again.
SELECT tqc.subscribe('one', ARRAY['c']);
SELECT is((SELECT types FROM tqc.consumer WHERE name = 'one'), ARRAY['c'], 'subscribing again replaces the types');
SELECT tqc_emit('a', 'V4', id => 'm6'), tqc_emit('c', 'V4', id => 'm7');
SELECT results_eq($$SELECT batch, id FROM tqc.next_batch('one')$$, $$VALUES (4::bigint, 'm7')$$, 'and keeps the place');

-- More steps than are kept.
SELECT tqc.subscribe('many', ARRAY['b']);
SELECT tqc_emit_many((SELECT jsonb_agg(jsonb_build_object('type', 'b', 'subject', 'V5', 'id', 'n' || n)) FROM generate_series(1, 300) n)) \g /dev/null
CREATE TEMP TABLE got (id text);
DO $$
DECLARE
    number bigint;
BEGIN
    LOOP
        WITH b AS (SELECT * FROM tqc.next_batch('many', 2)), kept AS (INSERT INTO got SELECT id FROM b)
        SELECT max(batch) INTO number FROM b;
        EXIT WHEN number IS NULL;
        PERFORM tqc.finish_batch('many', number);
    END LOOP;
END
$$;
SELECT results_eq('SELECT count(*), count(DISTINCT id) FROM got', $$VALUES (300::bigint, 300::bigint)$$, 'small batches add up to each event once');
SELECT cmp_ok((SELECT count(*) FROM tqc.consumer_place WHERE consumer = 'many'), '<=', 256::bigint, 'old steps are swept');

-- Leaving, and what is refused.
SELECT lives_ok($$SELECT tqc.unsubscribe('many')$$, 'a group leaves');
SELECT throws_ok($$SELECT * FROM tqc.next_batch('many')$$, '42704', 'consumer "many" is not subscribed', 'and is unknown then');
SELECT throws_ok($$SELECT tqc.subscribe(' ')$$, '22023', NULL, 'a group needs a name');
SELECT throws_ok($$SELECT tqc.subscribe('x', '{}')$$, '22023', NULL, 'no types are not all types');
SELECT throws_ok($$SELECT * FROM tqc.next_batch('one', 0)$$, '22023', NULL, 'a batch of nothing is none');
SELECT lives_ok($$SELECT tqc.subscribe('later', ARRAY['d'])$$, 'a type may be defined later');
SELECT tqc.define_event('d');
SELECT tqc_emit('d', 'V6', id => 'm8');
SELECT results_eq($$SELECT id FROM tqc.next_batch('later')$$, $$VALUES ('m8')$$, 'its events come then');
DELETE FROM tqc.event_log WHERE id = 'm8';
SELECT tqc_emit('d', 'V6', id => 'm9');
SELECT results_eq($$SELECT id FROM tqc.next_batch('later')$$, $$VALUES ('m9')$$, 'a batch whose events are all gone holds nobody up');

SELECT * FROM finish();

-- (site, source, id) is idempotent for the same type, subject and data.
SELECT no_plan();

SELECT tqc.define_event('admission');
SELECT tqc_emit('admission', 'V1', '{"a": 1, "b": [2]}', id => 'm1') AS seq \gset
SELECT is(tqc_emit('admission', 'V1', '{"b": [2.0], "a": 1}', id => 'm1'), :seq::bigint, 'the first seq is returned');
SELECT is(tqc_emit('admission', 'V1', '{"a": 1, "b": [2]}', now() - interval '1 hour', 'm1', sequence => 5), :seq::bigint, 'whatever the time of the second');
SELECT is((SELECT count(*) FROM tqc.event), 1::bigint, 'nothing changes');
SELECT isnt(tqc_emit('admission', 'V1', '{"a": 1, "b": [2]}', id => 'm1', site => 'east'), :seq::bigint, 'the same number at another site is another event');
SELECT isnt(tqc_emit('admission', 'V1', '{"a": 1, "b": [2]}', id => 'm1', source => 'lis'), :seq::bigint, 'of another source too');

SELECT tqc.define_event('admission', json_schema => '{"required": ["c"]}');
SELECT is(tqc_emit('admission', 'V1', '{"a": 1, "b": [2]}', id => 'm1'), :seq::bigint, 'what was taken is not judged again by a later schema');
SELECT tqc.define_event('admission', enabled => false);
SELECT is(tqc_emit('admission', 'V1', '{"a": 1, "b": [2]}', id => 'm1'), :seq::bigint, 'nor by a type that is disabled since');
SELECT throws_ok($$SELECT tqc_emit('admission', 'V1', '{"a": 2}', id => 'm1')$$, 'TQ001', NULL, 'other content is');
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT tqc.define_event('fresh');
SELECT tqc_emit('fresh', 'V9', id => 'm9') AS own \gset
SELECT is(tqc_emit('fresh', 'V9', id => 'm9'), :own::bigint, 'also within one serializable transaction');
COMMIT;

SELECT * FROM finish();

-- Duplicates of the log and of the same call return the first seq; other content is TQ004.
SELECT no_plan();

SELECT tqc.define_event('a');
SELECT tqc_emit('a', 'V0', '{"n": 0}', id => 'm0') AS seq0 \gset
CREATE TEMP TABLE got AS SELECT * FROM tqc_emit_many('[
  {"id": "m0", "type": "a", "subject": "V0", "data": {"n": 0}},
  {"id": "m1", "type": "a", "subject": "V1", "data": {"n": 1}},
  {"id": "m1", "type": "a", "subject": "V1", "data": {"n": 1.0}},
  {"id": "m1", "type": "a", "subject": "V1", "data": {"n": 2}},
  {"id": "m0", "type": "a", "subject": "V1", "data": {"n": 0}},
  {"id": "m2", "type": "a", "subject": "V1"},
  {"id": "m2", "type": "a", "subject": "V1", "data": {}}]');
SELECT results_eq($$SELECT ord, duplicate, sqlstate FROM got ORDER BY ord$$,
  $$VALUES (1, true, NULL), (2, false, NULL), (3, true, NULL), (4, false, 'TQ004'), (5, false, 'TQ004'), (6, false, NULL), (7, true, NULL)$$,
  'what became of each');
SELECT is((SELECT seq FROM got WHERE ord = 1), :seq0::bigint, 'the log''s first');
SELECT is((SELECT seq FROM got WHERE ord = 3), (SELECT seq FROM got WHERE ord = 2), 'the call''s first');
SELECT is((SELECT count(*) FROM tqc.event), 3::bigint, 'three events in all');
SELECT ok((SELECT seq FROM got WHERE ord = 2) < (SELECT seq FROM got WHERE ord = 6), 'the numbers follow the order of the array');
SELECT is((SELECT data FROM tqc.event WHERE id = 'm1'), '{"n": 1}', 'the first of the call was taken');

SELECT * FROM finish();

-- With tqc.on_invalid = failure, what tqc_emit_many refuses is kept as well as reported.
SELECT no_plan();

SELECT tqc.define_event('a');
SET tqc.on_invalid = 'failure';
SELECT results_eq($$SELECT ord, sqlstate FROM tqc_emit_many('[{"id": "m1", "type": "b", "subject": "V1", "custom": 1}, "x",
  {"type": "a", "subject": "V2", "time": "2026-01-05", "site": "east"}, {"id": "m4", "type": "a", "subject": "V1"}]')$$,
  $$VALUES (1, 'TQ001'), (2, 'TQ002'), (3, 'TQ005'), (4, NULL)$$, 'reported');
SELECT results_eq($$SELECT stage, sqlstate, site, subject FROM tqc.failure ORDER BY id$$,
  $$VALUES ('emit', 'TQ001', 'main', 'V1'), ('emit', 'TQ002', NULL, NULL), ('emit', 'TQ005', 'east', 'V2')$$, 'and kept');
SELECT ok(payload @> '{"id": "m1", "type": "b", "subject": "V1", "custom": 1}', 'as it came') FROM tqc.failure WHERE sqlstate = 'TQ001';

SELECT * FROM finish();

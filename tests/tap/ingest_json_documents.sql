-- tqc_emit_json: another system's JSON, read by a mapping.
SELECT no_plan();

SELECT tqc.define_event('critical', mapping => '{"subject": "$.visit.no", "time": ["$.at", "$.reported"], "id": "$.no", "site": "$.campus",
  "source": {"value": "lis"}, "sequence": "$.n",
  "data": {"item": "$.item", "value": {"path": "$.result", "as": "number"}, "flags": {"path": "$.flags[*]", "many": true},
           "sex": {"path": "$.sex", "map": {"1": "male", "2": "female"}}, "urgent": {"path": "$.urgent", "as": "boolean"}, "kind": {"value": "lab"}}}');
SELECT tqc_emit_json('critical', '{"no": 77, "visit": {"no": "V1"}, "reported": "2026-01-05 09:30", "campus": "east", "n": 4,
  "item": {"name": "K", "unit": null}, "result": "6.80", "flags": ["H", "HH"], "sex": 2, "urgent": "1"}') AS seq \gset
SELECT results_eq('SELECT seq, site, source, id, subject, occurred_at, sequence, data FROM tqc.event',
  format($$VALUES (%s::bigint, 'east', 'lis', '77', 'V1', '2026-01-05 09:30+08'::timestamptz, 4::bigint,
    '{"item": {"name": "K", "unit": null}, "value": 6.80, "flags": ["H", "HH"], "sex": "female", "urgent": true, "kind": "lab"}'::jsonb)$$, :seq),
  'JSON of any shape becomes an event');
SELECT throws_ok($$SELECT tqc_emit_json('critical', '{"visit": {"no": ""}, "at": "2026-01-05 09:30"}')$$, 'TQ002', 'subject must not be null', 'an empty subject is none');
SELECT throws_ok($$SELECT tqc_emit_json('critical', '[]')$$, 'TQ002', NULL, 'what has nothing of it is refused');
SELECT tqc.define_event('whole', mapping => '{"json": {"subject": "$.s", "time": "$.t", "data": "$.payload"}}');
SELECT tqc_emit_json('whole', '{"s": "V1", "t": "2026-01-05T00:00Z", "payload": {"a": [1]}}') AS seq \gset
SELECT is((SELECT data FROM tqc.event WHERE seq = :seq), '{"a": [1]}', 'data may be one path');

SELECT * FROM finish();

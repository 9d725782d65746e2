-- tqc_emit_many takes each element for itself: one bad one does not stop the others.
SELECT no_plan();

SELECT tqc.define_event('admission', json_schema => '{"required": ["doctor"]}');
SELECT results_eq($$SELECT ord, seq IS NOT NULL, duplicate, sqlstate, error FROM tqc_emit_many('[
  {"specversion": "1.0", "id": "m1", "source": "his", "type": "admission", "subject": "V1", "time": "2026-01-05T08:00:00Z", "data": {"doctor": "d"},
   "site": "east", "sequence": 4, "datacontenttype": "application/json; charset=utf-8", "traceparent": "x"},
  {"id": "m2", "source": "his", "type": "admission", "subject": "V1", "data": {}},
  {"id": "m3", "source": "his", "type": "unheard", "subject": "V1", "data": {}},
  7,
  {"id": 5, "type": "admission", "subject": "V1", "data": {"doctor": "d"}},
  {"id": "m6", "type": "admission", "subject": "", "data": {"doctor": "d"}},
  {"id": "m7", "type": "admission", "subject": "V1", "data": {"doctor": "d"}, "specversion": "0.3"},
  {"id": "m8", "type": "admission", "subject": "V1", "data": {"doctor": "d"}, "datacontenttype": "text/xml"},
  {"id": "m9", "type": "admission", "subject": "V1", "data_base64": "AA=="},
  {"id": "m10", "type": "admission", "subject": "V1", "data": {"doctor": "d"}, "sequence": 1.5},
  {"id": "m11", "type": "admission", "subject": "V2", "data": {"doctor": "d"}, "sequence": "12", "site": null}]')$$,
  $$VALUES (1, true, false, NULL, NULL),
    (2, false, false, 'TQ002', 'data of "admission" refused at "": expected property "doctor", found an object without it'),
    (3, false, false, 'TQ001', 'event type "unheard" is unknown'),
    (4, false, false, 'TQ002', 'event refused: expected an object, found a number'),
    (5, false, false, 'TQ002', 'event refused at "/id": expected a string, found a number'),
    (6, false, false, 'TQ002', 'subject must not be empty'),
    (7, false, false, 'TQ002', 'event refused at "/specversion": expected "1.0", found "0.3"'),
    (8, false, false, 'TQ002', 'event refused at "/datacontenttype": expected application/json, found "text/xml"'),
    (9, false, false, 'TQ002', 'event refused at "/data_base64": expected JSON in data, found binary data'),
    (10, false, false, 'TQ002', 'event refused at "/sequence": expected an integer of 64 bits, found another value'),
    (11, true, false, NULL, NULL)$$, 'a row an element');
SELECT results_eq($$SELECT id, source, site, subject, occurred_at, sequence, data FROM tqc.event WHERE id = 'm1'$$,
  $$VALUES ('m1', 'his', 'east', 'V1', '2026-01-05 08:00Z'::timestamptz, 4::bigint, '{"doctor": "d"}'::jsonb)$$, 'taken as said');
SELECT results_eq($$SELECT source, site, sequence FROM tqc.event WHERE id = 'm11'$$, $$VALUES ('sql', 'main', 12::bigint)$$,
  'what is not said is as with tqc_emit');
SELECT is_empty($$SELECT * FROM tqc.failure$$, 'the rows are the report: no failure is kept');
SELECT is_empty($$SELECT * FROM tqc_emit_many('[]')$$, 'nothing in, nothing out');

SELECT * FROM finish();

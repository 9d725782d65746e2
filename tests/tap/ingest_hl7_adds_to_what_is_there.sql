-- tqc.define_hl7_events() leaves a hospital's own definitions alone.
SELECT no_plan();

SELECT tqc.define_event('admission', 'ours', json_schema => '{"required": ["doctor"]}', context => '{"ward": "$.w"}', mapping => '{"xml": {"subject": "/a", "time": "/b"}}');
SELECT tqc.define_event('transfer', mapping => '{"on": ["ADT^A02"], "subject": "PV1-50", "time": "EVN-6"}');
SELECT tqc.define_event('discharge', mapping => '{"subject": {"path": ["$.a"]}, "time": "$.b"}');
SELECT tqc.define_event('doctor.changed', mapping => '{"subject": "/a", "time": "/b"}');
SELECT is(tqc.define_hl7_events(), 10, 'a type with a mapping of HL7 is left alone');
SELECT results_eq($$SELECT title, json_schema, context, mapping ? 'xml', mapping ? 'hl7' FROM tqc.event_type WHERE code = 'admission' ORDER BY id DESC LIMIT 1$$,
  $$VALUES ('ours', '{"required": ["doctor"]}'::jsonb, '{"ward": "$.w"}'::jsonb, true, true)$$, 'of another only the mapping grows');
SELECT is((SELECT mapping ->> 'subject' FROM tqc.event_type WHERE code = 'transfer' ORDER BY id DESC LIMIT 1), 'PV1-50', 'the own one stays');

SELECT results_eq($$SELECT code, mapping - 'hl7', mapping ? 'hl7' FROM tqc.event_type WHERE code IN ('discharge', 'doctor.changed') AND mapping ? 'hl7' ORDER BY code$$,
  $$VALUES ('discharge', '{"json": {"subject": {"path": ["$.a"]}, "time": "$.b"}}'::jsonb, true), ('doctor.changed', '{"xml": {"subject": "/a", "time": "/b"}}', true)$$,
  'one without the level of formats gets it');

SELECT * FROM finish();

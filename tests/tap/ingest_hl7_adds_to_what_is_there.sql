-- tqc.define_hl7_events() leaves a hospital's own definitions alone.
SELECT no_plan();

SELECT tqc.define_event('admission', 'ours', json_schema => '{"required": ["doctor"]}', context => '{"ward": "$.w"}', mapping => '{"xml": {"subject": "/a", "time": "/b"}}');
SELECT tqc.define_event('transfer', mapping => '{"on": ["ADT^A02"], "subject": "PV1-50", "time": "EVN-6"}');
SELECT is(tqc.define_hl7_events(), 10, 'a type with a mapping of HL7 is left alone');
SELECT results_eq($$SELECT title, json_schema, context, mapping ? 'xml', mapping ? 'hl7' FROM tqc.event_type WHERE code = 'admission' ORDER BY id DESC LIMIT 1$$,
  $$VALUES ('ours', '{"required": ["doctor"]}'::jsonb, '{"ward": "$.w"}'::jsonb, true, true)$$, 'of another only the mapping grows');
SELECT is((SELECT mapping ->> 'subject' FROM tqc.event_type WHERE code = 'transfer' ORDER BY id DESC LIMIT 1), 'PV1-50', 'the own one stays');

SELECT * FROM finish();

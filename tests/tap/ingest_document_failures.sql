-- With tqc.on_invalid = failure a refused document is kept whole, mended, tried again, or given up.
SELECT no_plan();

SELECT tqc.define_event('adm', mapping => '{"xml": {"subject": "/a/s", "time": "/a/t", "id": "/a/@no"}, "json": {"subject": "$.s", "time": "$.t"}}');
SELECT tqc.define_hl7_events();
SET tqc.on_invalid = 'failure';
SELECT is(tqc_emit_xml('adm', '<a no="1"><s>V1</s><t>2026-01-05</t></a>', 'east'), NULL, 'a refused document yields nothing');
SELECT is(tqc_emit_xml('adm', '<b/>'), NULL, 'whatever is wrong with it');
SELECT is(tqc_emit_xml('later', '<b><s>V2</s><t>202601050800</t></b>'), NULL, 'a type that is not defined');
SELECT is(tqc_emit_hl7(E'MSH|^~\\&|A|B|||||ADT^A01|9\rEVN|||||\rPV1||I|||||||||||||||||V3'), NULL, 'a message');
SELECT is(tqc_emit_json('adm', '{"s": "V4"}'), NULL, 'JSON');
SELECT results_eq($$SELECT stage, sqlstate, message, site, subject, payload FROM tqc.failure ORDER BY id LIMIT 1$$,
  $$VALUES ('emit', 'TQ005', 'time refused at /a/t: time "2026-01-05" has no time of day', 'east', 'V1',
    '{"specversion": "1.0", "type": "adm", "site": "east", "mapping": "xml", "datacontenttype": "application/xml", "data": "<a no=\"1\"><s>V1</s><t>2026-01-05</t></a>"}'::jsonb)$$,
  'it is kept whole, with a readable reason');
SELECT results_eq($$SELECT sqlstate, payload ->> 'mapping', subject FROM tqc.failure ORDER BY id OFFSET 1$$,
  $$VALUES ('TQ002', 'xml', NULL), ('TQ001', 'xml', NULL), ('TQ002', 'hl7', 'V3'), ('TQ002', 'json', 'V4')$$, 'all of them');
SELECT is_empty('SELECT * FROM tqc.event', 'none is in the log');
RESET tqc.on_invalid;

SET tqc.on_invalid = 'failure';
SELECT tqc_emit_json('adm', jsonb_build_object('s', 'V9', 't', repeat('x', n) || repeat('中', 50))) FROM generate_series(0, 2) n;
SELECT is((SELECT count(*) FROM tqc.failure WHERE subject = 'V9' AND length(message) > 30), 3::bigint, 'a long text in a reason is cut where a character ends');
DELETE FROM tqc.failure WHERE subject = 'V9';
RESET tqc.on_invalid;

-- No document at all stops the caller no more than a bad one does.
SELECT throws_ok($$SELECT tqc_emit_xml('adm', NULL)$$, 'TQ002', 'document must not be null', 'a document that is NULL is refused');
SET tqc.on_invalid = 'failure';
SELECT is(tqc_emit_xml('adm', NULL, 'null'), NULL, 'or kept as a failure: XML');
SELECT is(tqc_emit_hl7(NULL, 'null'), NULL, 'HL7');
SELECT is(tqc_emit_json('adm', NULL, 'null'), NULL, 'JSON');
RESET tqc.on_invalid;
SELECT results_eq($$SELECT sqlstate, message, payload ->> 'mapping', payload ? 'data' FROM tqc.failure WHERE site = 'null' ORDER BY id$$,
  $$VALUES ('TQ002', 'document must not be null', 'xml', false), ('TQ002', 'document must not be null', 'hl7', false),
           ('TQ002', 'document must not be null', 'json', false)$$, 'a failure each, without data');
SELECT is(tqc.retry_failure(id), false, 'trying it again changes nothing') FROM tqc.failure WHERE site = 'null';
DELETE FROM tqc.failure WHERE site = 'null';

-- A number that is none of the server's.
SELECT tqc.define_event('measured', mapping => '{"xml": {"subject": "/a/s", "time": "/a/t", "data": {"x": {"path": "/a/x", "as": "number"}}}}');
SET tqc.on_invalid = 'failure';
SELECT is(tqc_emit_xml('measured', ('<a><s>V8</s><t>202601050800</t><x>' || x || '</x></a>')::xml), NULL, x || ' is no number to keep')
  FROM unnest('{1e200000,1e1000000000000,1e2000}'::text[]) x;
SELECT is((SELECT count(*) FROM tqc.failure WHERE subject = 'V8'), 3::bigint, 'and a failure each');
DELETE FROM tqc.failure WHERE subject = 'V8';
RESET tqc.on_invalid;

-- The cause is mended.
SELECT is(tqc.retry_failure(3), false, 'before that a try changes nothing');
SELECT tqc.define_event('later', mapping => '{"xml": {"subject": "/b/s", "time": "/b/t"}}');
SELECT is(tqc.retry_failure(3), true, 'after it the document is taken');
SELECT is((SELECT subject FROM tqc.event), 'V2', 'and is in the log');
SELECT results_eq('SELECT retries, resolved_at IS NOT NULL FROM tqc.failure WHERE id = 3', 'VALUES (2, true)', 'the tries are counted');
SELECT throws_ok('SELECT tqc.retry_failure(3)', 'TQ008', NULL, 'it is over then');

-- The document is mended.
SELECT is(tqc.retry_failure(1, (SELECT jsonb_set(payload, '{data}', '"<a no=\"1\"><s>V1</s><t>2026-01-05T25:00</t></a>"') FROM tqc.failure WHERE id = 1)), false, 'a bad correction');
SELECT is((SELECT message FROM tqc.failure WHERE id = 1), 'time refused at /a/t: "2026-01-05T25:00" is not a time', 'leaves its own reason');
SELECT is(tqc.retry_failure(1, (SELECT jsonb_set(payload, '{data}', '"<a no=\"1\"><s>V1</s><t>2026-01-05T08:00</t></a>"') FROM tqc.failure WHERE id = 1)), true, 'a good one');
SELECT is((SELECT site || ' ' || id FROM tqc.event WHERE subject = 'V1'), 'east 1', 'is taken where the first was sent');
SELECT is(tqc.retry_failure(4, (SELECT jsonb_set(payload, '{data}', to_jsonb(replace(payload ->> 'data', 'EVN|||||', 'EVN||||||202601050800'))) FROM tqc.failure WHERE id = 4)), true, 'so is a message');
SELECT is(tqc.retry_failure(5, '{"type": "adm", "subject": "V4", "id": "x"}'), true, 'an event may take a document''s place');
SELECT throws_ok($$SELECT tqc.discard_failure(2, ' ')$$, '22023', NULL, 'giving up wants a reason');
SELECT lives_ok($$SELECT tqc.discard_failure(2, 'sent by mistake')$$, 'and is possible');
SELECT is_empty('SELECT * FROM tqc.failure WHERE resolved_at IS NULL', 'nothing is left open');
SELECT is((SELECT count(*) FROM tqc.event), 4::bigint, 'and nothing came twice');

SELECT * FROM finish();

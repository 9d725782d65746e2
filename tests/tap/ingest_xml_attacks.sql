-- What a hostile document tries. None loads anything, grows, or brings the server down.
SELECT no_plan();

SELECT tqc.define_event('a', xml_schema => '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"/></xs:schema>',
  mapping => '{"subject": "/a/s", "time": "/a/t", "data": {"x": "string(/a)"}}');
CREATE FUNCTION pg_temp.refused(document text, message text, name text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEXT throws_ok(format('SELECT tqc_emit_xml(''a'', %L::xml)', document), 'TQ002', NULL, name);
    RETURN NEXT throws_like(format('SELECT tqc_emit_xml(''a'', %L::xml)', document), message, 'and says why');
END
$$;

-- Billion laughs: the server's own xml would not take it, so it comes by another door, as from Kafka.
SELECT '<!DOCTYPE a [<!ENTITY l0 "lol">' || string_agg(format('<!ENTITY l%s "%s">', n, repeat(format('&l%s;', n - 1), 10)), '' ORDER BY n)
       || ']>' || E'\n<a><s>V1</s><t>202601050800</t>&l9;</a>' AS laughs FROM generate_series(1, 9) n \gset
SET tqc.on_invalid = 'failure';
SELECT tqc_emit_xml('a', '<b/>');
RESET tqc.on_invalid;
SELECT is(tqc.retry_failure(id, jsonb_set(payload, '{data}', to_jsonb(:'laughs'::text))), false, 'entities that multiply (billion laughs)') FROM tqc.failure;
SELECT is(message, 'document of "a" refused at line 1: document type declarations are not taken', 'are not even declared') FROM tqc.failure;
SELECT pg_temp.refused('<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a><s>V1</s><t>202601050800</t>&f;</a>', '%document type declarations%', 'an external entity');
SELECT pg_temp.refused('<!DOCTYPE a [<!ENTITY f SYSTEM "http://127.0.0.1:1/">]><a><s>V1</s><t>202601050800</t>&f;</a>', '%document type declarations%', 'one of the network');
SELECT pg_temp.refused('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a><s>V1</s><t>202601050800</t></a>', '%document type declarations%', 'an external DTD');
SELECT pg_temp.refused('<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:1/x.dtd"><a><s>V1</s><t>202601050800</t></a>', '%document type declarations%', 'a public one');
SELECT pg_temp.refused('<!DOCTYPE a [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]><a/>', '%document type declarations%', 'a parameter entity');
SELECT pg_temp.refused('<!DOCTYPE a><a><s>V1</s><t>202601050800</t></a>', '%document type declarations%', 'even an empty declaration');

-- The instance names a schema of its own: nobody goes there.
SELECT isnt(tqc_emit_xml('a', '<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:noNamespaceSchemaLocation="file:///etc/passwd"><s>V1</s><t>202601050800</t></a>'), NULL,
  'a schema that a document names is not looked at');
SELECT isnt(tqc_emit_xml('a', '<a xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:schemaLocation="urn:x http://127.0.0.1:1/x.xsd"><s>V1</s><t>202601050800</t></a>'), NULL,
  'nor fetched');
SELECT isnt(tqc_emit_xml('a', '<a xmlns:xi="http://www.w3.org/2001/XInclude"><s>V1</s><t>202601050800</t><xi:include href="file:///etc/passwd" parse="text"/></a>'), NULL,
  'an inclusion is an element like others');
SELECT is_empty($$SELECT * FROM tqc.event WHERE data::text ~ 'root:'$$, 'and nothing of the file is there');

-- Depth and size. The server's xml builds what its own reader would refuse.
CREATE FUNCTION pg_temp.nested(depth int) RETURNS xml LANGUAGE plpgsql AS $$
DECLARE
    x xml := xmlconcat('<s>V1</s>', '<t>202601050800</t>');
BEGIN
    FOR i IN 1..depth LOOP
        x := xmlelement(NAME a, x);
    END LOOP;
    RETURN x;
END
$$;
SELECT throws_ok('SELECT tqc_emit_xml(''a'', pg_temp.nested(10000))', 'TQ002', 'document of "a" refused at line 1: Excessive depth in document: 256', 'a document may not be nested for ever');
SELECT throws_ok($$SELECT tqc_emit_xml('a', xmlelement(NAME a, repeat('x', 9000000), xmlelement(NAME b, repeat('y', 9000000))))$$, 'TQ002',
  'document of "a" refused: longer than 16777216 bytes', 'nor grow for ever');

-- Messages are cut, but never in the middle of a character.
SELECT tqc.define_event('pattern', xml_schema => '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:element name="a"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="x"/></xs:restriction></xs:simpleType></xs:element></xs:schema>',
  mapping => '{"subject": "/a", "time": "/a"}');
SET tqc.on_invalid = 'failure';
SELECT tqc_emit_xml('pattern', ('<a>' || repeat('x', n) || repeat('中', 100000) || '</a>')::xml) FROM generate_series(0, 3) n;
RESET tqc.on_invalid;
SELECT is((SELECT count(*) FROM tqc.failure WHERE message LIKE 'document of "pattern" refused at line 1: %中' AND length(convert_to(message, 'UTF8')) < 1000), 4::bigint, 'a long Chinese value in a message is cut where a character ends');

-- A path of a mapping that would not end.
SELECT tqc.define_event('slow', mapping => '{"subject": "/a/s", "time": "/a/t", "data": {"x": "count(//*[count(//*) > 1])"}}');
SELECT throws_ok($$SELECT tqc_emit_xml('slow', ('<a><s>V1</s><t>202601050800</t>' || repeat('<r/>', 20000) || '</a>')::xml)$$, 'TQ002',
  'document of "slow" refused: count(//*[count(//*) > 1]): Operation limit exceeded', 'a path may not run for ever');

SELECT tqc.define_event('union', mapping => '{"subject": "/a/s", "time": "/a/t", "data": {"x": "count(//x | //y)", "z": "count(//x/..)"}}');
SELECT isnt(tqc_emit_xml('union', ('<a><s>V1</s><t>202601050800</t>' || repeat('<x/>', 2000) || repeat('<y/>', 2000) || '</a>')::xml), NULL, 'sets may be laid together');
SELECT throws_ok($$SELECT tqc_emit_xml('union', ('<a><s>V1</s><t>202601050800</t>' || repeat('<x/>', 15000) || repeat('<y/>', 15000) || '</a>')::xml)$$, 'TQ002',
  'document of "union" refused: count(//x | //y): more than 20000 elements', 'but not so large ones that it would take hours');

-- Errors leave nothing behind, a thousand times over.
DO $$
BEGIN
    FOR i IN 1..1000 LOOP
        BEGIN
            PERFORM tqc_emit_xml('a', '<b/>');
        EXCEPTION WHEN SQLSTATE 'TQ002' THEN
            NULL;
        END;
    END LOOP;
END
$$;
SELECT is((SELECT count(*) FROM tqc.event), 4::bigint, 'what was refused is not in the log');

SELECT * FROM finish();

-- A wrong mapping or XSD is refused when it is defined, with the place.
SELECT no_plan();

CREATE FUNCTION pg_temp.refused(mapping jsonb, message text, name text) RETURNS text LANGUAGE sql AS
$$ SELECT throws_like(format('SELECT tqc.define_event(''a'', mapping => %L)', mapping), message, name) $$;

SELECT throws_ok($$SELECT tqc.define_event('a', mapping => '[]')$$, 'TQ003', 'mapping refused at "": expected an object, found an array', 'with its SQLSTATE');
SELECT pg_temp.refused('{"xml": {"subject": "//[", "time": "/a"}}', 'mapping refused at "/xml/subject": expected an XPath, found "//[" (%', 'an XPath');
SELECT pg_temp.refused('{"xml": {"subject": "/a:b", "time": "/a"}}', 'mapping refused at "/xml/subject": expected an XPath, found "/a:b" (%refix%', 'a prefix without namespace');
SELECT pg_temp.refused('{"xml": {"subject": "f(1)", "time": "/a"}}', 'mapping refused at "/xml/subject"%', 'a function that is none');
SELECT pg_temp.refused('{"json": {"subject": "$.", "time": "$.a"}}', 'mapping refused at "/json/subject": expected an SQL/JSON path%', 'a jsonpath');
SELECT pg_temp.refused('{"json": {"subject": "$.a", "time": "$.a", "data": {"x": {"as": "time"}}}}', 'mapping refused at "/json/data/x": expected one of "path", "join" and "value", found none', 'a place without path');
SELECT pg_temp.refused('{"subject": "PV1-19", "time": "EVN-6"}', 'mapping refused at "": expected the messages it reads%', 'HL7 without messages');
SELECT lives_ok($$SELECT tqc.define_event('a', mapping => '{"namespaces": {"a": "urn:a"}, "subject": "/a:b", "time": ["/a:c", "string(/a:d/@e)"]}')$$, 'a good one is kept');
SELECT is((SELECT mapping ->> 'subject' FROM tqc.event_type WHERE code = 'a'), '/a:b', 'as it was given');

CREATE FUNCTION pg_temp.xsd(body text) RETURNS text LANGUAGE sql AS
$$ SELECT '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">' || body || '</xs:schema>' $$;
CREATE FUNCTION pg_temp.refused(xsd text, message text, name text) RETURNS text LANGUAGE sql AS
$$ SELECT throws_like(format('SELECT tqc.define_event(''x'', xml_schema => %L)', xsd), message, name) $$;

SELECT throws_ok(format('SELECT tqc.define_event(''x'', xml_schema => %L)', 'no xml'), 'TQ003', NULL, 'what is no XML is no schema');
SELECT pg_temp.refused('<a/>', 'xml_schema refused: %not a schema document', 'nor is just any');
SELECT pg_temp.refused(pg_temp.xsd(E'\n\n<xs:element name="a" type="nonesuch"/>'), 'xml_schema refused at line 3: %nonesuch%', 'a type that is none, with its line');
SELECT pg_temp.refused(pg_temp.xsd('<xs:include schemaLocation="file:///etc/passwd"/>'), 'xml_schema refused: it refers to "file:///etc/passwd"%', 'a file is not included');
SELECT pg_temp.refused(pg_temp.xsd('<xs:import namespace="urn:b" schemaLocation="http://127.0.0.1:1/b.xsd"/>'), 'xml_schema refused: it refers to "http://127.0.0.1:1/b.xsd"%', 'nor fetched');
SELECT pg_temp.refused('<!DOCTYPE a [<!ENTITY b "c">]>' || pg_temp.xsd(''), '%document type declarations are not taken', 'a schema has no document type');
SELECT lives_ok(format('SELECT tqc.define_event(''x'', xml_schema => %L)', pg_temp.xsd('<xs:element name="a"/>')), 'a good one is kept');

SELECT * FROM finish();

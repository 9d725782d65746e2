-- tqc_emit_xml: an XML document, checked against the type's XSD and read by its mapping.
SELECT no_plan();

SELECT tqc.define_event('admission', json_schema => '{"properties": {"bed": {"type": "integer"}}}', xml_schema => $xsd$
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:t" xmlns="urn:t" elementFormDefault="qualified">
  <xs:element name="adm">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="visit" type="xs:string"/>
        <xs:element name="at" type="xs:string"/>
        <xs:element name="nurse" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
        <xs:element name="bed" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string"><xs:pattern value="[0-9A-Z]+"/></xs:restriction></xs:simpleType></xs:element>
      </xs:sequence>
      <xs:attribute name="no" type="xs:string"/>
    </xs:complexType>
  </xs:element>
</xs:schema>$xsd$,
  mapping => '{"xml": {"namespaces": {"t": "urn:t"}, "subject": "/t:adm/t:visit", "time": "/t:adm/t:at", "id": "/t:adm/@no",
    "data": {"nurses": {"path": "//t:nurse", "many": true}, "bed": {"path": "/t:adm/t:bed", "as": "number"}, "count": {"path": "count(//t:nurse)", "as": "number"}}}}');

CREATE FUNCTION pg_temp.adm(inner_xml text, no text DEFAULT 'm1') RETURNS xml LANGUAGE sql AS
$$ SELECT format('<adm xmlns="urn:t" no="%s">%s</adm>', no, inner_xml)::xml $$;

SELECT tqc_emit_xml('admission', pg_temp.adm(E'\n <visit> V1 </visit>\n<at>20260105080000+0800</at><nurse>n1</nurse><nurse>n2</nurse><bed>12</bed>')) AS seq \gset
SELECT results_eq('SELECT seq, site, source, id, type, subject, occurred_at, data FROM tqc.event',
  format($$VALUES (%s::bigint, 'main', 'xml', 'm1', 'admission', 'V1', '2026-01-05 08:00+08'::timestamptz, '{"nurses": ["n1", "n2"], "bed": 12, "count": 2}'::jsonb)$$, :seq),
  'a document becomes an event by its mapping');
SELECT is(tqc_emit_xml('admission', pg_temp.adm('<visit>V1</visit><at>2026-01-05T00:00:00Z</at><nurse>n1</nurse><nurse>n2</nurse><bed>12</bed>')), :seq::bigint,
  'the same again is the same');
SELECT throws_ok($$SELECT tqc_emit_xml('admission', pg_temp.adm('<visit>V2</visit><at>2026-01-05T00:00:00Z</at>'))$$, 'TQ004', NULL, 'its number is not for others');
SELECT tqc_emit_xml('admission', pg_temp.adm('<visit>V1</visit><at>202601050800</at>', 'm2'), 'east') AS seq \gset
SELECT is((SELECT site FROM tqc.event WHERE seq = :seq), 'east', 'the site is the caller''s');
SELECT is((SELECT occurred_at FROM tqc.event WHERE id = 'm2'), '2026-01-05 08:00+08'::timestamptz, 'a time without offset is read in tqc.timezone');
SELECT is((SELECT data FROM tqc.event WHERE id = 'm2'), '{"count": 0}', 'what is not found is left out');

-- Refusals.
SELECT throws_ok($$SELECT tqc_emit_xml('admission', pg_temp.adm(E'\n<visit>V1</visit>\n<bed>7</bed>'))$$, 'TQ002', NULL, 'what the XSD does not allow');
SELECT throws_like($$SELECT tqc_emit_xml('admission', pg_temp.adm(E'\n<visit>V1</visit>\n<bed>7</bed>'))$$,
  'document of "admission" refused at line 3: Element ''{urn:t}bed'': This element is not expected. Expected is ( {urn:t}at )', 'names the line and what was expected');
SELECT throws_like($$SELECT tqc_emit_xml('admission', pg_temp.adm('<visit>V1</visit><at>x</at><bed>a b</bed>'))$$, '%line 1: Element ''{urn:t}bed'': [facet ''pattern''] The value ''a b'' is not accepted%', 'a value too');
SELECT throws_ok($$SELECT tqc_emit_xml('admission', '<other/>')$$, 'TQ002', NULL, 'another document altogether');
SELECT throws_ok($$SELECT tqc_emit_xml('admission', pg_temp.adm('<visit>V1</visit><at>2026-01-05</at>', 'm3'))$$, 'TQ005', NULL, 'a day is not guessed to be midnight');
SELECT throws_like($$SELECT tqc_emit_xml('admission', pg_temp.adm('<visit>V1</visit><at>20260105</at>', 'm3'))$$, 'time refused at /t:adm/t:at: time "20260105" has no time of day', 'in neither form');
SELECT throws_ok($$SELECT tqc_emit_xml('admission', pg_temp.adm('<visit></visit><at>202601050800</at>', 'm3'))$$, 'TQ002', 'subject must not be null', 'nobody''s event');
SELECT throws_ok($$SELECT tqc_emit_xml('admission', pg_temp.adm('<visit>V1</visit><at></at>', 'm3'))$$, 'TQ002', 'time refused at /t:adm/t:at: nothing was found', 'no time');
SELECT throws_ok($$SELECT tqc_emit_xml('admission', pg_temp.adm('<visit>V1</visit><at>202601050800</at><bed>A1</bed>', 'm3'))$$, 'TQ002', 'data "bed" refused at /t:adm/t:bed: "A1" is not a number', 'a field that is not what it should be');
SELECT throws_ok($$SELECT tqc_emit_xml('admission', '<a/><b/>')$$, 'TQ002', NULL, 'more than one element');
SELECT throws_ok($$SELECT tqc_emit_xml('admission', NULL)$$, 'TQ002', 'document must not be null', 'no document');
SELECT throws_ok($$SELECT tqc_emit_xml('admision', '<a/>')$$, 'TQ001', NULL, 'an unknown type');
SELECT tqc.define_event('plain');
SELECT throws_ok($$SELECT tqc_emit_xml('plain', '<a/>')$$, 'TQ002', 'event type "plain" has no mapping of format xml', 'a type without mapping');

-- A mapping without XSD; the mapped data are checked by the JSON Schema.
SELECT tqc.define_event('loose', json_schema => '{"required": ["x"]}', mapping => '{"subject": "/a/s", "time": "/a/t", "data": {"x": "/a/x"}}');
SELECT isnt(tqc_emit_xml('loose', '<a><s>V9</s><t>202601050800</t><x>中文 &amp; &#x4E2D;</x></a>'), NULL, 'without an XSD any document is taken');
SELECT is((SELECT data ->> 'x' FROM tqc.event WHERE subject = 'V9'), '中文 & 中', 'with characters of any kind');
SELECT throws_ok($$SELECT tqc_emit_xml('loose', '<a><s>V9</s><t>202601050800</t></a>')$$, 'TQ002', NULL, 'whose data the JSON Schema judges');

-- A definition reaches the next document.
SELECT tqc.define_event('loose', mapping => '{"subject": "/b/s", "time": "/b/t"}');
SELECT isnt(tqc_emit_xml('loose', '<b><s>V8</s><t>202601050800</t></b>'), NULL, 'a new mapping rules at once');

-- The server's own XML works as before.
SELECT is(xpath('/a/text()', '<a>b</a>')::text, '{b}', 'the server''s xpath works after it');
SELECT throws_ok($$SELECT '<a>'::xml$$, '2200N', NULL, 'and reports its own errors');

SELECT * FROM finish();

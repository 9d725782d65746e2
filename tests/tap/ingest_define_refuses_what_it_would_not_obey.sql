-- XML schemas and mappings are refused as long as nothing reads them.
SELECT no_plan();

SELECT throws_ok($$SELECT tqc.define_event('a', xml_schema => '<xs:schema/>')$$, 'TQ003', 'xml_schema is not supported yet', 'xml_schema');
SELECT throws_ok($$SELECT tqc.define_event('a', mapping => '{}')$$, 'TQ003', 'mapping is not supported yet', 'mapping');

SELECT * FROM finish();

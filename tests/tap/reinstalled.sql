-- A session outlives the extension: what it has kept of one installation means nothing in the next.
SELECT no_plan();

SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc.define_event('one', mapping => '{"xml": {"subject": "/a/s", "time": "/a/t"}}');
SELECT tqc.define_calendar('shop', 'Asia/Shanghai', '{"mon": [["08:00", "12:00"]]}');
SELECT tqc.put_rule('n', '{"open": {"on": "one"}, "due": {"within": "PT2H", "calendar": "shop"}}');
SELECT tqc_emit_xml('one', '<a><s>V1</s><t>202601050800</t></a>') > 0;
SELECT tqc.step() > 0;
SELECT is((SELECT due_at FROM tqc.task WHERE rule = 'n'), '2026-01-05 10:00+08', 'one installation');

SET client_min_messages = 'error';
DROP EXTENSION tqc;
CREATE EXTENSION tqc;
RESET client_min_messages;
SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc.define_event('other', mapping => '{"xml": {"subject": "/b/visit", "time": "/b/at"}}', context => '{"all": "$"}');
SELECT tqc.define_calendar('shop', 'Asia/Shanghai', '{"mon": [["09:00", "12:00"]]}');
SELECT tqc.put_rule('m', '{"open": {"on": "other"}, "due": {"within": "PT1H", "calendar": "shop"}}');
SELECT tqc_emit_xml('other', '<b><visit>V2</visit><at>202601050800</at></b>') > 0;
SELECT tqc.step() > 0;
SELECT results_eq('SELECT rule, subject, due_at, context FROM tqc.task', $$VALUES ('m', 'V2', '2026-01-05 10:00+08'::timestamptz, '{"all": {}}'::jsonb)$$, 'another');

SELECT * FROM finish();

-- tqc_emit_hl7: HL7 version 2 messages by the usual mappings.
SELECT no_plan();

SELECT is(tqc.define_hl7_events(), 11, 'the usual types are defined');
SELECT is(tqc.define_hl7_events(), 0, 'once');

-- A message of one kind and number; `rest` follows the header.
CREATE FUNCTION pg_temp.send(kind text, no text, rest text) RETURNS bigint LANGUAGE sql AS $$
    SELECT tqc_emit_hl7(format(E'MSH|^~\\&|HIS|H1|TQC|H1|20260105120000||%s|%s|P|2.5\r%s', replace(kind, '_', '^'), no, rest))
$$;
CREATE FUNCTION pg_temp.evn(at text) RETURNS text LANGUAGE sql AS $$ SELECT format(E'EVN||20260105120500||||%s\r', at) $$;
CREATE FUNCTION pg_temp.pv1(loc text, doctor text, more text DEFAULT '') RETURNS text LANGUAGE sql AS $$
    SELECT format(E'PID|1||P1^^^H1||Li^Si\rPV1|1|I|%s||||%s||||||||||||V1^^^H1%s\r', loc, doctor, more)
$$;

SELECT pg_temp.send('ADT_A01', '1', pg_temp.evn('20260105080000+0800') || pg_temp.pv1('W3^12^1', 'D1^Wang~D9')) AS a01 \gset
SELECT results_eq('SELECT seq, type, subject, site, source, id, occurred_at, data FROM tqc.event',
  format($$VALUES (%s::bigint, 'admission', 'V1', 'main', 'HIS/H1', '1', '2026-01-05 08:00+08'::timestamptz,
    '{"class": "inpatient", "patient_id": "P1", "patient": "LiSi", "ward": "W3", "room": "12", "bed": "1", "doctor": "D1"}'::jsonb)$$, :a01),
  'A01: an admission');
SELECT is(pg_temp.send('ADT_A01', '1', pg_temp.evn('20260105080000+0800') || pg_temp.pv1('W3^12^1', 'D1^Wang~D9')), :a01::bigint, 'sent again it is the same');

SELECT pg_temp.send('ADT_A02', '2', pg_temp.evn('202601051000') || pg_temp.pv1('W4^2^7', 'D2', '')) AS a02 \gset
SELECT pg_temp.send('ADT_A54', '3', pg_temp.evn('202601051100') || pg_temp.pv1('W4^2^7', 'D3')) AS a54 \gset
SELECT pg_temp.send('ADT_A08', '4', pg_temp.evn('') || pg_temp.pv1('""', '', repeat('|', 25) || '20260105073000')) AS a08 \gset
SELECT pg_temp.send('ADT_A03', '5', pg_temp.evn('') || pg_temp.pv1('W4', 'D3', repeat('|', 17) || '01' || repeat('|', 9) || '20260105113000')) AS a03 \gset
SELECT pg_temp.send('ADT_A13', '6', pg_temp.evn('202601051140') || pg_temp.pv1('W4', 'D3')) AS a13 \gset
SELECT pg_temp.send('ADT_A12', '7', pg_temp.evn('202601051150') || pg_temp.pv1('W3', 'D3')) AS a12 \gset
SELECT results_eq($$SELECT type, occurred_at AT TIME ZONE 'Asia/Shanghai', data FROM tqc.event WHERE seq > 1 ORDER BY seq$$,
  $$VALUES ('transfer', '2026-01-05 10:00'::timestamp, '{"ward": "W4", "room": "2", "bed": "7", "doctor": "D2"}'::jsonb),
    ('doctor.changed', '2026-01-05 11:00', '{"doctor": "D3"}'),
    ('admission.updated', '2026-01-05 12:05', '{"class": "inpatient", "patient_id": "P1", "patient": "LiSi", "ward": null, "admitted_at": "2026-01-05T07:30:00"}'),
    ('discharge', '2026-01-05 11:30', '{"disposition": "01", "discharged_at": "2026-01-05T11:30:00"}'),
    ('discharge.cancelled', '2026-01-05 11:40', '{}'),
    ('transfer.cancelled', '2026-01-05 11:50', '{}')$$,
  'A02, A54, A08, A03, A13 and A12: each at its time');

-- What they mean to the fold.
SELECT tqc.put_rule('first-note', '{"title": "t", "open": {"on": "admission", "at": "$.admitted_at"}, "due": {"within": "PT8H"},
  "close": {"on": "document.completed", "when": "$.doc_type == \"FPN\"", "at": "$.signed_at"}, "receivers": ["{{doctor}}"]}', effective_from => '-infinity');
SELECT tqc.step() > 0 AS stepped \gset
SELECT is((SELECT voided_by FROM tqc.event WHERE seq = :a03), :a13::bigint, 'A13 undoes the discharge');
SELECT is((SELECT voided_by FROM tqc.event WHERE seq = :a02), :a12::bigint, 'A12 the transfer');
SELECT is((SELECT anchor_at FROM tqc.task), '2026-01-05 07:30+08'::timestamptz, 'A08 corrects the time of admission');

CREATE FUNCTION pg_temp.txa(type text, doc text, status text, at text) RETURNS text LANGUAGE sql AS $$
    SELECT format(E'TXA|1|%s|||||||D1||D2|%s|||||%s|||||D1^^^^^^^^^^^^^^%s\r', type, doc, status, at)
$$;
SELECT pg_temp.send('MDM_T02', '10', pg_temp.evn('202601051310') || pg_temp.pv1('W3', 'D1') || pg_temp.txa('FPN', 'DOC1', 'DI', '')) AS t02 \gset
SELECT pg_temp.send('MDM_T03', '11', pg_temp.evn('') || pg_temp.pv1('W3', 'D1') || pg_temp.txa('FPN', 'DOC1', 'AU', '20260105140000+0800')) AS t03 \gset
SELECT is((SELECT type FROM tqc.event WHERE seq = :t02), 'document.written', 'T02 that nobody has signed: written');
SELECT is((SELECT type || ' ' || (data ->> 'doc_id') || ' ' || (data ->> 'signed_at') FROM tqc.event WHERE seq = :t03), 'document.completed DOC1 2026-01-05T14:00:00+08:00', 'T03 signed: completed');
SELECT tqc.step() > 0 AS stepped \gset
SELECT is((SELECT status FROM tqc.task), 'met', 'which closes the task');
SELECT pg_temp.send('MDM_T11', '12', pg_temp.evn('202601051410') || pg_temp.pv1('W3', 'D1') || pg_temp.txa('FPN', 'DOC1', '', '')) AS t11 \gset
SELECT tqc.step() > 0 AS stepped \gset
SELECT isnt((SELECT status FROM tqc.task), 'met', 'T11 takes it back');
SELECT pg_temp.send('ADT_A11', '13', pg_temp.evn('202601051500') || pg_temp.pv1('W3', 'D1')) AS a11 \gset
SELECT tqc.step() > 0 AS stepped \gset
SELECT is_empty('SELECT * FROM tqc.task', 'A11 takes the admission back');
SELECT is_empty('SELECT * FROM tqc.failure', 'nothing has failed');

-- Refusals.
SELECT throws_ok($$SELECT pg_temp.send('ADT_A01', '20', pg_temp.evn('20260105') || pg_temp.pv1('W3', 'D1'))$$, 'TQ005', 'time refused at EVN-6, PV1-44: time "20260105" has no time of day', 'a day alone is not an anchor');
SELECT throws_ok($$SELECT pg_temp.send('ADT_A01', '20', pg_temp.evn('202601050800') || pg_temp.pv1('W3', 'D1', repeat('|', 25) || '20260105'))$$, 'TQ005', NULL, 'nor in a field that rules may count from');
SELECT throws_ok($$SELECT pg_temp.send('ADT_A02', '20', pg_temp.evn('') || pg_temp.pv1('W3', 'D1'))$$, 'TQ002', 'time refused at EVN-6: nothing was found', 'that the message came is not when it happened');
SELECT throws_ok($$SELECT pg_temp.send('ADT_A01', '20', pg_temp.evn('202601050800'))$$, 'TQ002', 'subject must not be null', 'a message of no visit');
SELECT throws_ok($$SELECT pg_temp.send('ADT_A21', '20', '')$$, 'TQ001', 'no event type reads HL7 message ADT^A21', 'a message that nobody reads');
SELECT throws_ok($$SELECT tqc_emit_hl7('PID|1')$$, 'TQ002', 'HL7 message refused at line 1: expected the segment MSH', 'what is no message');
SELECT throws_ok($$SELECT tqc_emit_hl7(NULL)$$, 'TQ002', NULL, 'nothing at all');
SELECT tqc.define_event('death', mapping => '{"on": ["ADT^A03"], "when": {"PID-30": ["Y"]}, "subject": "PV1-19", "time": "PID-29"}');
SELECT throws_ok($$SELECT tqc_emit_hl7(E'MSH|^~\\&|A|B|||||ADT^A03|30\rPID|1||P1||||||||||||||||||||||||||202601050800|Y\rPV1||I|||||||||||||||||V5')$$,
  'TQ003', 'HL7 message ADT^A03 is read by both "death" and "discharge"', 'two readers are one too many');
SELECT tqc.define_event('discharge', mapping => jsonb_set(mapping, '{hl7,unless}', '{"PID-30": ["Y"]}')) FROM tqc.hl7_events() WHERE code = 'discharge';
SELECT tqc_emit_hl7(E'MSH|^~\\&|A|B|||||ADT^A03|30\rPID|1||P1||||||||||||||||||||||||||202601050800|Y\rPV1||I|||||||||||||||||V5') AS a03 \gset
SELECT is((SELECT type FROM tqc.event WHERE seq = :a03), 'death', 'conditions tell them apart');
SELECT tqc.define_event('death', mapping => '{"on": ["ADT^A03"], "when": {"PID-30": ["Y"]}, "subject": "PV1-19", "time": "PID-29"}', enabled => false);
SELECT throws_ok($$SELECT tqc_emit_hl7(E'MSH|^~\\&|A|B|||||ADT^A03|31\rPID|1||P1||||||||||||||||||||||||||202601050800|Y\rPV1||I|||||||||||||||||V5')$$,
  'TQ001', 'no event type reads this HL7 message ADT^A03', 'a disabled type reads nothing');

SELECT * FROM finish();

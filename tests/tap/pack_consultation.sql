-- CON-1 急会诊10分钟到位, CON-2 急会诊记录, CON-3 普通会诊 24 h (48 h by the 2010 text), EVT-1 会诊当天病程.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- 急会诊, asked for at 10:00, five times. K1 is there at 10:10 sharp, K2 a microsecond later, K3 and K4 wait.
CALL admitted('2026-03-02 08:00', 'V1');
CALL happens('2026-03-02 10:00', 'V1', 'consultation.requested', '{"consultation_id": "K1", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 10:00', 'V1', 'consultation.requested', '{"consultation_id": "K2", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 10:00', 'V1', 'consultation.requested', '{"consultation_id": "K3", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 10:00', 'V1', 'consultation.requested', '{"consultation_id": "K4", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 10:00', 'V1', 'consultation.requested', '{"consultation_id": "K5", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 10:05', 'V1', 'consultation.withdrawn', '{"consultation_id": "K5"}');
CALL happens('2026-03-02 10:10', 'V1', 'consultation.arrived', '{"consultation_id": "K1"}');
CALL happens('2026-03-02 10:10:00.000001', 'V1', 'consultation.arrived', '{"consultation_id": "K2"}');
CALL clock('2026-03-02 10:12');
SELECT results_eq($$SELECT * FROM tasks('V1', 'con-1', 'con-3')$$,
  $$VALUES ('con-1', 'met', '2026-03-02 10:10', '2026-03-02 10:10'), ('con-1', 'late', '2026-03-02 10:10', '2026-03-02 10:10:00.000001'),
           ('con-1', 'overdue', '2026-03-02 10:10', NULL), ('con-1', 'overdue', '2026-03-02 10:10', NULL), ('con-1', 'cancelled', '2026-03-02 10:10', NULL)$$,
  'each request its arrival, ten minutes from the request; none of them is a 普通会诊');
-- K4 is withdrawn (会诊撤销) after its ten minutes: void all the same.
CALL happens('2026-03-02 10:20', 'V1', 'consultation.withdrawn', '{"consultation_id": "K4"}');
CALL clock('2026-03-02 10:20');
SELECT results_eq($$SELECT status, count(*) FROM tasks('V1', 'con-1') GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('cancelled', 2::bigint), ('late', 1), ('met', 1), ('overdue', 1)$$, '会诊撤销 voids an overdue one too');

-- Orders that belong to no consultation are no matter of the indicators, nor failures; the one that names K3 is.
CALL happens('2026-03-02 10:25', 'V1', 'order.placed', '{"kind": "treatment"}');
CALL happens('2026-03-02 10:30', 'V1', 'order.placed', '{"kind": "treatment", "consultation_id": "K3"}');
CALL clock('2026-03-02 10:30');
SELECT results_eq($$SELECT key ->> 0, status FROM tqc.task WHERE rule = 'ind-urgent-consultation-order-40min' AND status = 'met'$$,
                  $$VALUES ('K3', 'met')$$, 'an order closes the indicator of the consultation it names');
SELECT is_empty($$SELECT message FROM tqc.failure WHERE rule LIKE 'ind-%order%'$$, 'any other is none of its business');

-- CON-2: the consultations end at 10:40; 即刻 is read as the same calendar day. K1 was written while he was there, K2 in the
-- day's last microsecond, K3 after midnight, and K6 (request withdrawn by mistake) is not asked for.
CALL writes('2026-03-02 10:35', 'V1', 'C0045', '{"consultation_id": "K1", "author": "dr-he"}');
CALL happens('2026-03-02 10:40', 'V1', 'consultation.ended', '{"consultation_id": "K1", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 10:40', 'V1', 'consultation.ended', '{"consultation_id": "K2", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 10:40', 'V1', 'consultation.ended', '{"consultation_id": "K3", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 10:40', 'V1', 'consultation.ended', '{"consultation_id": "K6", "urgent": true, "consultant": "dr-he"}');
CALL happens('2026-03-02 11:00', 'V1', 'consultation.withdrawn', '{"consultation_id": "K6"}');
CALL writes('2026-03-02 23:59:59.999999', 'V1', 'C0045', '{"consultation_id": "K2", "author": "dr-he"}');
CALL writes('2026-03-03 00:00', 'V1', 'C0045', '{"consultation_id": "K3", "author": "dr-he"}');
CALL clock('2026-03-03 00:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'con-2')$$,
  $$VALUES ('con-2', 'met', '2026-03-02 24:00', '2026-03-02 10:35'), ('con-2', 'met', '2026-03-02 24:00', '2026-03-02 24:00'),
           ('con-2', 'late', '2026-03-02 24:00', '2026-03-03 00:00'), ('con-2', 'cancelled', '2026-03-02 24:00', NULL)$$, 'the record on the same day');

-- CON-3: a 普通会诊 asked for at 09:00 is due at 09:00 the next day, a Friday to a Saturday: calendar hours. Completed is
-- when the consultant signs. K7 at the last moment, K8 a microsecond later, K9 not, K10 withdrawn.
CALL admitted('2026-03-05 08:00', 'V2');
CALL happens('2026-03-06 09:00', 'V2', 'consultation.requested', '{"consultation_id": "K7", "consultant": "dr-he"}');
CALL happens('2026-03-06 09:00', 'V2', 'consultation.requested', '{"consultation_id": "K8", "consultant": "dr-he"}');
CALL happens('2026-03-06 09:00', 'V2', 'consultation.requested', '{"consultation_id": "K9", "consultant": "dr-he"}');
CALL happens('2026-03-06 09:00', 'V2', 'consultation.requested', '{"consultation_id": "L0", "consultant": "dr-he"}');
CALL happens('2026-03-06 12:00', 'V2', 'consultation.withdrawn', '{"consultation_id": "L0"}');
CALL writes('2026-03-07 09:00', 'V2', 'C0045', '{"consultation_id": "K7", "author": "dr-he", "doc_id": "D7"}');
CALL writes('2026-03-07 09:00:00.000001', 'V2', 'C0045', '{"consultation_id": "K8", "author": "dr-he"}');
CALL clock('2026-03-07 10:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'con-1', 'con-3')$$,
  $$VALUES ('con-3', 'met', '2026-03-07 09:00', '2026-03-07 09:00'), ('con-3', 'late', '2026-03-07 09:00', '2026-03-07 09:00:00.000001'),
           ('con-3', 'overdue', '2026-03-07 09:00', NULL), ('con-3', 'cancelled', '2026-03-07 09:00', NULL)$$, '24 hours from the request');
SELECT is((SELECT DISTINCT receivers FROM tqc.task WHERE subject = 'V2' AND rule = 'con-3'), '{dr-he}', 'the consultant is told');
-- The signature is taken back (撤销签名): open again, and late by now.
CALL happens('2026-03-07 11:00', 'V2', 'document.voided', '{"doc_id": "D7"}');
CALL clock('2026-03-07 11:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'con-3') LIMIT 1$$, $$VALUES ('con-3', 'overdue', '2026-03-07 09:00', NULL::text)$$, '撤销签名 re-opens it');
-- The patient goes home: the opinion that was asked for is still owed.
CALL happens('2026-03-07 12:00', 'V2', 'consultation.requested', '{"consultation_id": "L1", "consultant": "dr-he"}');
CALL happens('2026-03-07 13:00', 'V2', 'discharge');
CALL clock('2026-03-07 13:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'con-3') OFFSET 4$$, $$VALUES ('con-3', 'open', '2026-03-08 12:00', NULL::text)$$, '出院 does not stop it');

-- Where the 48 hours of 2010 still hold, the site says so.
SELECT tqc.put_rule('con-3', jsonb_set(definition, '{due,within}', '"PT48H"'), 'north', '-infinity') FROM tqc.rule WHERE code = 'con-3';
SELECT public.tqc_emit('admission', 'N1', '{"patient": "李四", "doctor": "dr-li", "ward": "W3"}', '2026-03-07 08:00', site => 'north');
SELECT public.tqc_emit('consultation.requested', 'N1', '{"consultation_id": "K1", "consultant": "dr-he"}', '2026-03-07 12:00', site => 'north');
CALL clock('2026-03-07 13:00');
SELECT results_eq($$SELECT * FROM tasks('N1', 'con-3')$$, $$VALUES ('con-3', 'open', '2026-03-09 12:00', NULL::text)$$, '48 hours there');

-- EVT-1: the day of the consultation has a progress note by the patient's own doctor; one of the morning will do.
CALL admitted('2026-03-09 08:00', 'V3');
CALL admitted('2026-03-09 08:00', 'V4');
CALL admitted('2026-03-09 08:00', 'V5');
CALL writes('2026-03-09 23:30', 'V4', 'C0038');
CALL writes('2026-03-10 07:30', 'V3', 'C0038');
CALL happens('2026-03-10 15:00', 'V3', 'consultation.ended', '{"consultation_id": "K1"}');
CALL happens('2026-03-10 15:00', 'V4', 'consultation.ended', '{"consultation_id": "K2"}');
CALL happens('2026-03-10 15:00', 'V5', 'consultation.ended', '{"consultation_id": "K3"}');
CALL happens('2026-03-10 16:00', 'V5', 'transfusion.ended', '{"transfusion_id": "B1"}');
CALL writes('2026-03-10 23:59:59.999999', 'V5', 'C0039', '{"author_level": "attending"}');
CALL writes('2026-03-11 00:00', 'V4', 'C0038');
CALL clock('2026-03-11 00:00');
SELECT results_eq($$SELECT * FROM tasks('V3', 'evt-1-consultation')$$, $$VALUES ('evt-1-consultation', 'met', '2026-03-10 24:00', '2026-03-10 07:30')$$, 'any note of that calendar day');
SELECT results_eq($$SELECT * FROM tasks('V4', 'evt-1-consultation')$$, $$VALUES ('evt-1-consultation', 'late', '2026-03-10 24:00', '2026-03-11 00:00')$$, 'not of the day before; the day after is late');
SELECT results_eq($$SELECT * FROM tasks('V5', 'evt-1-consultation', 'evt-1-transfusion')$$,
  $$VALUES ('evt-1-consultation', 'met', '2026-03-10 24:00', '2026-03-10 24:00'), ('evt-1-transfusion', 'met', '2026-03-10 24:00', '2026-03-10 24:00')$$, 'one note for 会诊 and 输血 of the day');

SELECT no_failure();
SELECT * FROM finish();

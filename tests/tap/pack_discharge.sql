-- DIS-1 出院记录, DIS-4 病案首页, EVT-1 出院前病程, and what 出院 and 取消出院 do to the rest.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- Four stable patients of a week ago leave on Tuesday at 10:00. V1 has a note of the day before, V2 of two days before,
-- V3 one of today, after leaving. V4's 出院记录 was ready the evening before.
CALL admitted('2026-03-03 08:00', 'V1');
CALL admitted('2026-03-03 08:00', 'V2');
CALL admitted('2026-03-03 08:00', 'V3');
CALL admitted('2026-03-03 08:00', 'V4');
CALL writes('2026-03-08 23:59:59.999999', 'V2', 'C0038');
CALL writes('2026-03-09 00:00:00.000001', 'V1', 'C0038');
CALL writes('2026-03-09 18:00', 'V4', 'C0049');
CALL happens('2026-03-10 10:00', 'V1', 'discharge');
CALL happens('2026-03-10 10:00', 'V2', 'discharge');
CALL happens('2026-03-10 10:00', 'V3', 'discharge');
CALL happens('2026-03-10 10:00', 'V4', 'discharge');
CALL clock('2026-03-10 10:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'dis-1', 'dis-2', 'dis-3', 'dis-4', 'dis-5', 'adm-4')$$,
  $$VALUES ('dis-1', 'open', '2026-03-11 10:00', NULL::text), ('dis-4', 'open', '2026-03-11 10:00', NULL), ('dis-5', 'open', '2026-03-12 24:00', NULL)$$, '出院 opens DIS-1, DIS-4, DIS-5');
SELECT results_eq($$SELECT * FROM tasks('V4', 'dis-1')$$, $$VALUES ('dis-1', 'met', '2026-03-11 10:00', '2026-03-09 18:00')$$, 'written before, it is in time');
CALL writes('2026-03-10 23:59:59.999999', 'V3', 'C0038');
CALL writes('2026-03-11 00:00', 'V2', 'C0038');
-- 出院记录 and 首页 at 10:00 sharp, a microsecond later, and not.
CALL writes('2026-03-11 10:00', 'V1', 'C0049', '{"doc_id": "D49"}');
CALL writes('2026-03-11 10:00', 'V1', 'C0032');
CALL writes('2026-03-11 10:00:00.000001', 'V2', 'C0049');
CALL writes('2026-03-11 10:00:00.000001', 'V2', 'C0032');
CALL clock('2026-03-11 11:00');
SELECT results_eq($$SELECT v, t.* FROM unnest(ARRAY['V1', 'V2', 'V3', 'V4']) v, tasks(v, 'evt-1-discharge') t ORDER BY v$$,
  $$VALUES ('V1', 'evt-1-discharge', 'met', '2026-03-10 24:00', '2026-03-09 00:00:00.000001'), ('V2', 'evt-1-discharge', 'late', '2026-03-10 24:00', '2026-03-11 00:00'),
           ('V3', 'evt-1-discharge', 'met', '2026-03-10 24:00', '2026-03-10 24:00'), ('V4', 'evt-1-discharge', 'overdue', '2026-03-10 24:00', NULL)$$,
  'a note of the day before or of the day, by the calendar');
SELECT results_eq($$SELECT v, t.* FROM unnest(ARRAY['V1', 'V2', 'V3']) v, tasks(v, 'dis-1', 'dis-4') t ORDER BY v, rule$$,
  $$VALUES ('V1', 'dis-1', 'met', '2026-03-11 10:00', '2026-03-11 10:00'), ('V1', 'dis-4', 'met', '2026-03-11 10:00', '2026-03-11 10:00'),
           ('V2', 'dis-1', 'late', '2026-03-11 10:00', '2026-03-11 10:00:00.000001'), ('V2', 'dis-4', 'late', '2026-03-11 10:00', '2026-03-11 10:00:00.000001'),
           ('V3', 'dis-1', 'overdue', '2026-03-11 10:00', NULL), ('V3', 'dis-4', 'overdue', '2026-03-11 10:00', NULL)$$, '24 hours from the discharge');
CALL happens('2026-03-11 12:00', 'V1', 'document.voided', '{"doc_id": "D49"}');
CALL clock('2026-03-11 12:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'dis-1')$$, $$VALUES ('dis-1', 'overdue', '2026-03-11 10:00', NULL::text)$$, '病历作废 re-opens it');

-- S1 has been in for 26 hours when he is discharged on Monday at 10:00: 首次查房 (due Tuesday 08:00), 日常病程 and 阶段小结 stop;
-- 入院记录, already overdue, stays. His 接班记录 and 会诊 are owed all the same.
CALL admitted('2026-03-15 08:00', 'S1');
CALL happens('2026-03-15 20:00', 'S1', 'attending.changed', '{"handover_id": "H1", "from_doctor": "dr-li", "doctor": "dr-sun"}');
CALL happens('2026-03-16 09:00', 'S1', 'consultation.requested', '{"consultation_id": "K1", "consultant": "dr-he"}');
CALL happens('2026-03-16 10:00', 'S1', 'discharge');
CALL clock('2026-03-16 10:00');
SELECT results_eq($$SELECT * FROM tasks('S1', 'adm-1', 'adm-2', 'adm-3', 'con-3', 'hnd-2', 'prg', 'prg-4')$$,
  $$VALUES ('adm-1', 'overdue', '2026-03-16 08:00', NULL::text), ('adm-2', 'overdue', '2026-03-15 16:00', NULL), ('adm-3', 'cancelled', '2026-03-17 08:00', NULL),
           ('con-3', 'open', '2026-03-17 09:00', NULL), ('hnd-2', 'open', '2026-03-16 20:00', NULL), ('prg', 'cancelled', '2026-03-18 24:00', NULL),
           ('prg-4', 'cancelled', '2026-04-15 08:00', NULL)$$, '出院 stops PRG, PRG-4 and ADM-3 not yet due, and keeps the overdue');
-- 取消出院 on Monday at 17:00: what was stopped is back with the old due times, what the discharge had opened is void.
CALL happens('2026-03-16 17:00', 'S1', 'discharge.cancelled');
CALL clock('2026-03-16 17:00');
SELECT results_eq($$SELECT * FROM tasks('S1', 'adm-3', 'prg', 'prg-4', 'dis-1', 'dis-4', 'dis-5', 'evt-1-discharge')$$,
  $$VALUES ('adm-3', 'open', '2026-03-17 08:00', NULL::text), ('prg', 'open', '2026-03-18 24:00', NULL), ('prg-4', 'open', '2026-04-15 08:00', NULL)$$, '取消出院 restores and voids');
-- It is told late for S2: his discharge is taken back on Thursday, when 首次查房 had been due on Tuesday. Overdue since then.
CALL admitted('2026-03-15 08:00', 'S2');
CALL happens('2026-03-16 10:00', 'S2', 'discharge');
CALL happens('2026-03-19 09:00', 'S2', 'discharge.cancelled');
CALL clock('2026-03-19 09:00');
SELECT results_eq($$SELECT * FROM tasks('S2', 'adm-3', 'prg')$$,
  $$VALUES ('adm-3', 'overdue', '2026-03-17 08:00', NULL::text), ('prg', 'overdue', '2026-03-18 24:00', NULL)$$, 'with the old due times, past ones too');
-- S1 leaves for good on Friday at 15:00: the discharge that counts is this one.
CALL happens('2026-03-20 15:00', 'S1', 'discharge');
CALL clock('2026-03-20 15:00');
SELECT results_eq($$SELECT * FROM tasks('S1', 'dis-1', 'dis-4', 'dis-5')$$,
  $$VALUES ('dis-1', 'open', '2026-03-21 15:00', NULL::text), ('dis-4', 'open', '2026-03-21 15:00', NULL), ('dis-5', 'open', '2026-03-24 24:00', NULL)$$, 'once each, from the second discharge');

SELECT no_failure();
SELECT * FROM finish();

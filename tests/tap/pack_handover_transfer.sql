-- HND-1/2 交班、接班记录 at a change of the responsible doctor; TRF-1/2 转出、转入记录 at a transfer; who has to write then.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- V1's dr-li hands over to dr-sun on Tuesday at 10:00. The 交班记录 of Monday evening is in time, written before the event.
CALL admitted('2026-03-02 08:00', 'V1');
CALL admitted('2026-03-02 08:00', 'V2');
CALL admitted('2026-03-02 08:00', 'V3');
CALL writes('2026-03-02 18:00', 'V1', 'C0041', '{"part": "out", "handover_id": "H1"}');
CALL happens('2026-03-03 10:00', 'V1', 'attending.changed', '{"handover_id": "H1", "from_doctor": "dr-li", "doctor": "dr-sun"}');
-- V2's 交班记录 is signed at the hour itself, V3's a microsecond after it.
CALL happens('2026-03-03 10:00', 'V2', 'attending.changed', '{"handover_id": "H2", "from_doctor": "dr-li", "doctor": "dr-sun"}');
CALL happens('2026-03-03 10:00', 'V3', 'attending.changed', '{"handover_id": "H3", "from_doctor": "dr-li", "doctor": "dr-sun"}');
CALL writes('2026-03-03 10:00', 'V2', 'C0041', '{"part": "out", "handover_id": "H2"}');
CALL clock('2026-03-03 10:00');
SELECT results_eq($$SELECT * FROM tasks('V3', 'hnd-1', 'hnd-2')$$,
  $$VALUES ('hnd-1', 'open', '2026-03-03 10:00', NULL::text), ('hnd-2', 'open', '2026-03-04 10:00', NULL)$$, 'due at the hand-over and 24 hours after it');
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'V3' AND rule = 'hnd-1'), '{dr-li}', '交班医师 writes the one');
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'V3' AND rule = 'hnd-2'), '{dr-sun}', '接班医师 the other');
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'V3' AND rule = 'adm-3'), '{dr-sun}', 'and the open tasks of the visit go to the new doctor');
CALL writes('2026-03-03 10:00:00.000001', 'V3', 'C0041', '{"part": "out", "handover_id": "H3"}');
CALL writes('2026-03-04 10:00', 'V1', 'C0041', '{"part": "in", "handover_id": "H1"}');
CALL writes('2026-03-04 10:00:00.000001', 'V2', 'C0041', '{"part": "in", "handover_id": "H2"}');
CALL clock('2026-03-04 12:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'hnd-1', 'hnd-2')$$,
  $$VALUES ('hnd-1', 'met', '2026-03-03 10:00', '2026-03-02 18:00'), ('hnd-2', 'met', '2026-03-04 10:00', '2026-03-04 10:00')$$, 'V1: before the event; at its due time');
SELECT results_eq($$SELECT * FROM tasks('V2', 'hnd-1', 'hnd-2')$$,
  $$VALUES ('hnd-1', 'met', '2026-03-03 10:00', '2026-03-03 10:00'), ('hnd-2', 'late', '2026-03-04 10:00', '2026-03-04 10:00:00.000001')$$, 'V2: at the hour; a microsecond late');
SELECT results_eq($$SELECT * FROM tasks('V3', 'hnd-1', 'hnd-2')$$,
  $$VALUES ('hnd-1', 'late', '2026-03-03 10:00', '2026-03-03 10:00:00.000001'), ('hnd-2', 'overdue', '2026-03-04 10:00', NULL)$$, 'V3: late; not written');
-- The change of V3's doctor did not take place (取消换经治医师).
CALL happens('2026-03-04 13:00', 'V3', 'attending.change.cancelled', '{"handover_id": "H3"}');
CALL clock('2026-03-04 13:00');
SELECT is_empty($$SELECT * FROM tasks('V3', 'hnd-1', 'hnd-2')$$, 'void with the change');
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'V3' AND rule = 'prg-4'), '{dr-li}', 'the tasks are back with the old doctor');

-- V2 leaves: the 接班记录 of a change in the morning has been earned before and is still to be written.
CALL happens('2026-03-05 08:00', 'V2', 'attending.changed', '{"handover_id": "H4", "from_doctor": "dr-sun", "doctor": "dr-wu"}');
CALL writes('2026-03-05 07:00', 'V2', 'C0041', '{"part": "out", "handover_id": "H4"}');
CALL happens('2026-03-05 15:00', 'V2', 'discharge');
CALL clock('2026-03-05 15:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'hnd-2') OFFSET 1$$, $$VALUES ('hnd-2', 'open', '2026-03-06 08:00', NULL::text)$$, '出院 does not stop HND-2');

-- 转科. T1 goes from W3 to W5: 转出记录 before he leaves at 14:00, 转入记录 within 24 hours of arriving at 14:20.
CALL admitted('2026-03-09 08:00', 'T1');
CALL admitted('2026-03-09 08:00', 'T2');
CALL admitted('2026-03-09 08:00', 'T3');
CALL writes('2026-03-09 13:30', 'T1', 'C0042', '{"part": "out", "transfer_id": "X1"}');
CALL happens('2026-03-09 14:00', 'T1', 'transfer', '{"transfer_id": "X1", "from_doctor": "dr-li", "to_ward": "W5"}');
CALL happens('2026-03-09 14:00', 'T2', 'transfer', '{"transfer_id": "X2", "from_doctor": "dr-li", "to_ward": "W5"}');
-- T3 is an emergency (紧急情况除外): no 转出记录 before it.
CALL happens('2026-03-09 14:00', 'T3', 'transfer', '{"transfer_id": "X3", "from_doctor": "dr-li", "to_ward": "ICU", "emergency": true}');
CALL happens('2026-03-09 14:20', 'T1', 'transfer.arrived', '{"transfer_id": "X1", "doctor": "dr-zhou", "ward": "W5"}');
CALL happens('2026-03-09 14:20', 'T2', 'transfer.arrived', '{"transfer_id": "X2", "doctor": "dr-zhou", "ward": "W5"}');
CALL happens('2026-03-09 14:20', 'T3', 'transfer.arrived', '{"transfer_id": "X3", "doctor": "dr-icu", "ward": "ICU"}');
CALL writes('2026-03-09 15:00', 'T2', 'C0042', '{"part": "out", "transfer_id": "X2"}');
CALL clock('2026-03-09 15:00');
SELECT results_eq($$SELECT * FROM tasks('T1', 'trf-1', 'trf-2')$$,
  $$VALUES ('trf-1', 'met', '2026-03-09 14:00', '2026-03-09 13:30'), ('trf-2', 'open', '2026-03-10 14:20', NULL)$$, '转出 before leaving, 转入 due in 24 hours');
SELECT results_eq($$SELECT * FROM tasks('T2', 'trf-1', 'trf-2')$$,
  $$VALUES ('trf-1', 'late', '2026-03-09 14:00', '2026-03-09 15:00'), ('trf-2', 'open', '2026-03-10 14:20', NULL)$$, '转出 after leaving is late');
SELECT results_eq($$SELECT * FROM tasks('T3', 'trf-1', 'trf-2')$$, $$VALUES ('trf-2', 'open', '2026-03-10 14:20', NULL::text)$$, 'an emergency needs no 转出记录 before');
-- Open tasks follow the patient to the new doctor, with the department at opening kept for the statistics.
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'T1' AND rule = 'adm-1'), '{dr-zhou}', 're-routed');
SELECT is((SELECT ward FROM tqc.report_task WHERE subject = 'T1' AND rule = 'adm-1'), 'W3', 'counted where it was opened');
CALL writes('2026-03-10 14:20', 'T1', 'C0042', '{"part": "in", "transfer_id": "X1"}');
CALL writes('2026-03-10 14:20:00.000001', 'T2', 'C0042', '{"part": "in", "transfer_id": "X2"}');
CALL clock('2026-03-10 15:00');
SELECT results_eq($$SELECT * FROM tasks('T1', 'trf-2')$$, $$VALUES ('trf-2', 'met', '2026-03-10 14:20', '2026-03-10 14:20')$$, '转入 at its due time');
SELECT results_eq($$SELECT * FROM tasks('T2', 'trf-2')$$, $$VALUES ('trf-2', 'late', '2026-03-10 14:20', '2026-03-10 14:20:00.000001')$$, '转入 a microsecond late');
SELECT results_eq($$SELECT * FROM tasks('T3', 'trf-2')$$, $$VALUES ('trf-2', 'overdue', '2026-03-10 14:20', NULL::text)$$, '转入 not written');

-- 取消转科, told once. T4 had not left yet; T5 had arrived: TRF-1 and TRF-2 are void, the tasks go back to W3.
CALL admitted('2026-03-11 08:00', 'T4');
CALL admitted('2026-03-11 08:00', 'T5');
CALL happens('2026-03-11 14:00', 'T4', 'transfer', '{"transfer_id": "X4", "from_doctor": "dr-li"}');
CALL happens('2026-03-11 14:00', 'T5', 'transfer', '{"transfer_id": "X5", "from_doctor": "dr-li"}');
CALL happens('2026-03-11 14:20', 'T5', 'transfer.arrived', '{"transfer_id": "X5", "doctor": "dr-zhou", "ward": "W5"}');
CALL happens('2026-03-11 15:00', 'T4', 'transfer.cancelled', '{"transfer_id": "X4"}');
CALL happens('2026-03-11 15:00', 'T5', 'transfer.cancelled', '{"transfer_id": "X5"}');
CALL clock('2026-03-11 15:00');
SELECT is_empty($$SELECT * FROM tasks('T4', 'trf-1', 'trf-2')$$, '取消转科 before the arrival');
SELECT is_empty($$SELECT * FROM tasks('T5', 'trf-1', 'trf-2') WHERE status <> 'cancelled'$$, '取消转科 after the arrival: neither is asked for');
SELECT is((SELECT count(*) FROM tqc.report_task WHERE subject = 'T5' AND rule ~ '^trf' AND judged), 0::bigint, 'nor judged');
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'T5' AND rule = 'adm-1'), '{dr-li}', 'routed back');

SELECT no_failure();
SELECT * FROM finish();

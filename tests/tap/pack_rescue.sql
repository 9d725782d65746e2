-- RES-1 抢救记录 and RES-2 抢救医嘱 within 6 hours of the rescue's end; what else fell due during the rescue
-- is due then too: max(old due, end + 6 h) (fact 3, §1.4).
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- R1 is rescued on Tuesday from 02:00 to 03:00; verbal orders (口头医嘱) were given. Both are recorded at 09:00 sharp.
CALL admitted('2026-03-02 08:00', 'R1');
CALL happens('2026-03-03 02:00', 'R1', 'rescue.started', '{"rescue_id": "Q1"}');
CALL happens('2026-03-03 03:00', 'R1', 'rescue.ended', '{"rescue_id": "Q1", "verbal_orders": true}');
-- R2's rescue had none, is recorded a microsecond late; R3's is not recorded.
CALL admitted('2026-03-02 08:00', 'R2');
CALL happens('2026-03-03 02:00', 'R2', 'rescue.started', '{"rescue_id": "Q2"}');
CALL happens('2026-03-03 03:00', 'R2', 'rescue.ended', '{"rescue_id": "Q2"}');
CALL admitted('2026-03-02 08:00', 'R3');
CALL happens('2026-03-03 02:00', 'R3', 'rescue.started', '{"rescue_id": "Q3"}');
CALL happens('2026-03-03 03:00', 'R3', 'rescue.ended', '{"rescue_id": "Q3", "verbal_orders": true}');
CALL writes('2026-03-03 09:00', 'R1', 'C0044', '{"rescue_id": "Q1", "doc_id": "D1"}');
CALL happens('2026-03-03 09:00', 'R1', 'order.recorded', '{"rescue_id": "Q1"}');
CALL writes('2026-03-03 09:00:00.000001', 'R2', 'C0044', '{"rescue_id": "Q2"}');
CALL clock('2026-03-03 10:00');
SELECT results_eq($$SELECT * FROM tasks('R1', 'res-1', 'res-2')$$,
  $$VALUES ('res-1', 'met', '2026-03-03 09:00', '2026-03-03 09:00'), ('res-2', 'met', '2026-03-03 09:00', '2026-03-03 09:00')$$, '6 hours from the end, not from the start');
SELECT results_eq($$SELECT * FROM tasks('R2', 'res-1', 'res-2')$$,
  $$VALUES ('res-1', 'late', '2026-03-03 09:00', '2026-03-03 09:00:00.000001')$$, 'late by a microsecond; no verbal orders, nothing to record');
SELECT results_eq($$SELECT * FROM tasks('R3', 'res-1', 'res-2')$$,
  $$VALUES ('res-1', 'overdue', '2026-03-03 09:00', NULL::text), ('res-2', 'overdue', '2026-03-03 09:00', NULL)$$, 'overdue');
-- R2 is rescued again: a task of its own (per rescue), and the record of the first does not close it. Written during the rescue it counts.
CALL happens('2026-03-03 12:00', 'R2', 'rescue.started', '{"rescue_id": "Q4"}');
CALL writes('2026-03-03 12:40', 'R2', 'C0044', '{"rescue_id": "Q4"}');
CALL happens('2026-03-03 13:00', 'R2', 'rescue.ended', '{"rescue_id": "Q4"}');
-- R3 dies in the morning: the record of his rescue is still owed.
CALL happens('2026-03-03 13:00', 'R3', 'death');
-- R1's record is voided (病历作废): owed again, and overdue.
CALL happens('2026-03-03 13:00', 'R1', 'document.voided', '{"doc_id": "D1"}');
CALL clock('2026-03-03 13:00');
SELECT results_eq($$SELECT * FROM tasks('R2', 'res-1') OFFSET 1$$, $$VALUES ('res-1', 'met', '2026-03-03 19:00', '2026-03-03 12:40')$$, 'each rescue its record');
SELECT results_eq($$SELECT * FROM tasks('R3', 'res-1')$$, $$VALUES ('res-1', 'overdue', '2026-03-03 09:00', NULL::text)$$, 'owed beyond the death');
SELECT results_eq($$SELECT * FROM tasks('R1', 'res-1', 'res-2')$$,
  $$VALUES ('res-1', 'overdue', '2026-03-03 09:00', NULL), ('res-2', 'met', '2026-03-03 09:00', '2026-03-03 09:00')$$, 'the voided record is owed again');

-- Fact 3. E1 was admitted at 08:00, rescued from 15:00 to 17:00: 首次病程记录 fell due at 16:00, within it: now 23:00.
-- 入院记录 (tomorrow 08:00) did not, and stays. E2's rescue ended at 15:59, nothing fell due. E3 wrote in the middle of it, late.
CALL admitted('2026-03-05 08:00', 'E1');
CALL admitted('2026-03-05 08:00', 'E2');
CALL admitted('2026-03-05 08:00', 'E3');
CALL happens('2026-03-05 15:00', 'E1', 'rescue.started', '{"rescue_id": "Q5"}');
CALL happens('2026-03-05 15:00', 'E2', 'rescue.started', '{"rescue_id": "Q6"}');
CALL happens('2026-03-05 15:00', 'E3', 'rescue.started', '{"rescue_id": "Q7"}');
CALL happens('2026-03-05 15:59', 'E2', 'rescue.ended', '{"rescue_id": "Q6"}');
CALL writes('2026-03-05 16:30', 'E3', 'C0037');
CALL clock('2026-03-05 16:30');
SELECT results_eq($$SELECT * FROM tasks('E1', 'adm-2')$$, $$VALUES ('adm-2', 'overdue', '2026-03-05 16:00', NULL::text)$$, 'until the rescue ends it turns overdue as usual');
CALL happens('2026-03-05 17:00', 'E1', 'rescue.ended', '{"rescue_id": "Q5"}');
CALL happens('2026-03-05 17:00', 'E3', 'rescue.ended', '{"rescue_id": "Q7"}');
CALL clock('2026-03-05 17:00');
SELECT results_eq($$SELECT * FROM tasks('E1', 'adm-1', 'adm-2')$$,
  $$VALUES ('adm-1', 'open', '2026-03-06 08:00', NULL::text), ('adm-2', 'open', '2026-03-05 23:00', NULL)$$, 'then it has 6 hours more');
SELECT results_eq($$SELECT * FROM tasks('E2', 'adm-2')$$, $$VALUES ('adm-2', 'overdue', '2026-03-05 16:00', NULL::text)$$, 'due after the rescue: not extended');
SELECT results_eq($$SELECT * FROM tasks('E3', 'adm-2')$$, $$VALUES ('adm-2', 'met', '2026-03-05 23:00', '2026-03-05 16:30')$$, 'written during the rescue: judged anew');
CALL writes('2026-03-05 23:00:00.000001', 'E1', 'C0037');
CALL clock('2026-03-05 23:30');
SELECT results_eq($$SELECT * FROM tasks('E1', 'adm-2')$$, $$VALUES ('adm-2', 'late', '2026-03-05 23:00', '2026-03-05 23:00:00.000001')$$, 'six hours and no more');

-- It speaks of 病历, not of one document: 首次查房 (due 08:00), 日常病程 (24:00), 手术记录, 接班记录 … have the six hours too.
CALL admitted('2026-03-09 00:30', 'E4', '{"condition": "critical"}');
CALL writes('2026-03-09 12:00', 'E4', 'C0037');
CALL happens('2026-03-10 00:40', 'E4', 'attending.changed', '{"handover_id": "H1", "from_doctor": "dr-sun", "doctor": "dr-li"}');
CALL happens('2026-03-10 01:00', 'E4', 'operation.ended', '{"operation_id": "OP1", "operator": "dr-chen", "anaesthetist": "dr-an", "circulating_nurse": "ns-1"}');
CALL happens('2026-03-10 23:30', 'E4', 'rescue.started', '{"rescue_id": "Q8"}');
CALL happens('2026-03-11 01:30', 'E4', 'rescue.ended', '{"rescue_id": "Q8"}');
CALL clock('2026-03-11 01:30');
SELECT results_eq($$SELECT * FROM tasks('E4', 'adm-3', 'hnd-2', 'opr-6', 'opr-7', 'prg')$$,
  $$VALUES ('adm-3', 'open', '2026-03-11 07:30', NULL), ('hnd-2', 'open', '2026-03-11 07:30', NULL), ('opr-6', 'open', '2026-03-11 07:30', NULL),
           ('opr-7', 'open', '2026-03-11 07:30', NULL), ('prg', 'met', '2026-03-10 24:00', '2026-03-09 12:00'), ('prg', 'open', '2026-03-11 07:30', NULL)$$,
  'every document that fell due during the rescue');

SELECT no_failure();
SELECT * FROM finish();

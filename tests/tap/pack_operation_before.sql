-- Before an operation: OPR-1 术前小结, OPR-2 术前讨论, OPR-3 同意书, OPR-4 麻醉术前访视, OPR-5 手术安全核查, EVT-1 手术前1天病程.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- V1: the discussion is signed on Monday at 15:00, the order (手术申请) goes out at that moment: before it, in time.
-- V2's is signed a microsecond after the order (by the 2025 indicator: not done), V3's never, V4's is an emergency that saves a life.
CALL admitted('2026-03-09 08:00', 'V1');
CALL admitted('2026-03-09 08:00', 'V2');
CALL admitted('2026-03-09 08:00', 'V3');
CALL admitted('2026-03-09 08:00', 'V4');
CALL writes('2026-03-09 15:00', 'V1', 'C0047', '{"operation_id": "OP1"}');
CALL happens('2026-03-09 15:00', 'V1', 'operation.requested', '{"operation_id": "OP1", "level": 3}');
CALL happens('2026-03-09 15:00', 'V2', 'operation.requested', '{"operation_id": "OP2", "level": 3}');
CALL happens('2026-03-09 15:00', 'V3', 'operation.requested', '{"operation_id": "OP3", "level": 3}');
CALL happens('2026-03-09 15:00', 'V4', 'operation.requested', '{"operation_id": "OP4", "level": 3, "emergency": true}');
CALL writes('2026-03-09 15:00:00.000001', 'V2', 'C0047', '{"operation_id": "OP2"}');
CALL clock('2026-03-09 16:00');
SELECT results_eq($$SELECT v, t.* FROM unnest(ARRAY['V1', 'V2', 'V3', 'V4']) v, tasks(v, 'opr-2') t ORDER BY v$$,
  $$VALUES ('V1', 'opr-2', 'met', '2026-03-09 15:00', '2026-03-09 15:00'), ('V2', 'opr-2', 'late', '2026-03-09 15:00', '2026-03-09 15:00:00.000001'),
           ('V3', 'opr-2', 'overdue', '2026-03-09 15:00', NULL)$$, 'the discussion before the order, except in an emergency');

-- Planned (手术排班) for Wednesday 09:00. All papers are due then, the day note by the end of Tuesday. V4 needs none of them.
CALL happens('2026-03-09 17:00', 'V1', 'operation.planned', '{"operation_id": "OP1", "planned_start": "2026-03-11T09:00:00+08:00", "anaesthetist": "dr-an", "transfusion": true}');
CALL happens('2026-03-09 17:00', 'V2', 'operation.planned', '{"operation_id": "OP2", "planned_start": "2026-03-11T09:00:00+08:00", "anaesthetist": "dr-an"}');
CALL happens('2026-03-09 17:00', 'V3', 'operation.planned', '{"operation_id": "OP3", "planned_start": "2026-03-11T09:00:00+08:00", "anaesthetist": "dr-an"}');
CALL happens('2026-03-09 17:00', 'V4', 'operation.planned', '{"operation_id": "OP4", "planned_start": "2026-03-09T18:00:00+08:00", "anaesthetist": "dr-an", "emergency": true, "transfusion": true}');
CALL clock('2026-03-09 17:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'opr-1', 'opr-3-operation', 'opr-3-anaesthesia', 'opr-3-transfusion', 'opr-4', 'evt-1-operation')$$,
  $$VALUES ('evt-1-operation', 'open', '2026-03-10 24:00', NULL::text), ('opr-1', 'open', '2026-03-11 09:00', NULL), ('opr-3-anaesthesia', 'open', '2026-03-11 09:00', NULL),
           ('opr-3-operation', 'open', '2026-03-11 09:00', NULL), ('opr-3-transfusion', 'open', '2026-03-11 09:00', NULL), ('opr-4', 'open', '2026-03-11 09:00', NULL)$$,
  'before the planned start');
SELECT is_empty($$SELECT * FROM tasks('V4', 'opr-1', 'opr-3-operation', 'opr-3-anaesthesia', 'opr-3-transfusion', 'opr-4', 'evt-1-operation')$$, '抢救生命的急诊手术 waits for no paper');
SELECT is_empty($$SELECT * FROM tasks('V2', 'opr-3-transfusion')$$, 'no transfusion planned, no consent to one');

-- The note of the day before: V1's in Tuesday's last microsecond, V2's after midnight.
CALL writes('2026-03-10 18:00', 'V1', 'C0027', '{"operation_id": "OP1"}');
CALL writes('2026-03-10 18:00', 'V1', 'C0028', '{"operation_id": "OP1"}');
CALL writes('2026-03-10 18:00', 'V1', 'C0010', '{"operation_id": "OP1", "author": "dr-an"}');
CALL writes('2026-03-10 23:59:59.999999', 'V1', 'C0038');
CALL writes('2026-03-11 00:00', 'V2', 'C0038');
-- V1's summary and consent at 09:00 sharp, V2's a microsecond later. V3's are missing.
CALL writes('2026-03-11 09:00', 'V1', 'C0046', '{"operation_id": "OP1"}');
CALL writes('2026-03-11 09:00', 'V1', 'C0026', '{"operation_id": "OP1", "doc_id": "D26"}');
CALL writes('2026-03-11 09:00:00.000001', 'V2', 'C0046', '{"operation_id": "OP2"}');
CALL writes('2026-03-11 09:00:00.000001', 'V2', 'C0026', '{"operation_id": "OP2"}');
CALL clock('2026-03-11 10:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'opr-1', 'opr-3-operation', 'opr-3-anaesthesia', 'opr-3-transfusion', 'opr-4', 'evt-1-operation')$$,
  $$VALUES ('evt-1-operation', 'met', '2026-03-10 24:00', '2026-03-10 24:00'), ('opr-1', 'met', '2026-03-11 09:00', '2026-03-11 09:00'),
           ('opr-3-anaesthesia', 'met', '2026-03-11 09:00', '2026-03-10 18:00'), ('opr-3-operation', 'met', '2026-03-11 09:00', '2026-03-11 09:00'),
           ('opr-3-transfusion', 'met', '2026-03-11 09:00', '2026-03-10 18:00'), ('opr-4', 'met', '2026-03-11 09:00', '2026-03-10 18:00')$$, 'V1: all in time');
SELECT results_eq($$SELECT * FROM tasks('V2', 'opr-1', 'opr-3-operation', 'opr-3-anaesthesia', 'opr-4', 'evt-1-operation')$$,
  $$VALUES ('evt-1-operation', 'late', '2026-03-10 24:00', '2026-03-11 00:00'), ('opr-1', 'late', '2026-03-11 09:00', '2026-03-11 09:00:00.000001'),
           ('opr-3-anaesthesia', 'overdue', '2026-03-11 09:00', NULL), ('opr-3-operation', 'late', '2026-03-11 09:00', '2026-03-11 09:00:00.000001'),
           ('opr-4', 'overdue', '2026-03-11 09:00', NULL)$$, 'V2: a microsecond late, or not at all');
-- V1's consent is void (作废): it stands against the operation again.
CALL happens('2026-03-11 10:30', 'V1', 'document.voided', '{"doc_id": "D26"}');
CALL clock('2026-03-11 10:30');
SELECT results_eq($$SELECT * FROM tasks('V1', 'opr-3-operation')$$, $$VALUES ('opr-3-operation', 'overdue', '2026-03-11 09:00', NULL::text)$$, '同意书作废');

-- V3's operation is put off to Friday 13:00 (手术改期), told at 10:40: nothing was due yet after all. Then it is cancelled (手术取消): void.
CALL happens('2026-03-11 10:40', 'V3', 'operation.rescheduled', '{"operation_id": "OP3", "planned_start": "2026-03-13T13:00:00+08:00"}');
CALL clock('2026-03-11 10:40');
SELECT results_eq($$SELECT * FROM tasks('V3', 'opr-1', 'opr-3-operation', 'opr-4', 'evt-1-operation')$$,
  $$VALUES ('evt-1-operation', 'open', '2026-03-12 24:00', NULL::text), ('opr-1', 'open', '2026-03-13 13:00', NULL), ('opr-3-operation', 'open', '2026-03-13 13:00', NULL),
           ('opr-4', 'open', '2026-03-13 13:00', NULL)$$, '改期 moves what is due before it');
CALL clock('2026-03-13 14:00');
CALL happens('2026-03-13 14:00', 'V3', 'operation.cancelled', '{"operation_id": "OP3"}');
CALL clock('2026-03-13 14:00');
SELECT is_empty($$SELECT * FROM tasks('V3', 'opr-1', 'opr-2', 'opr-3-operation', 'opr-3-anaesthesia', 'opr-4', 'evt-1-operation') WHERE status <> 'cancelled'$$, '手术取消 voids all, overdue ones too');
SELECT is((SELECT count(*) FROM tqc.report_task WHERE subject = 'V3' AND rule ~ '^(opr|evt)' AND judged), 0::bigint, 'and none is judged');

-- OPR-5, three checks (麻醉前, 手术前, 离室前), each before its event. C1: all at their time; C2: one a microsecond late, one missing.
CALL admitted('2026-03-16 08:00', 'C1');
CALL admitted('2026-03-16 08:00', 'C2');
CALL happens('2026-03-16 09:00', 'C1', 'safety_check.done', '{"operation_id": "OP5", "stage": "induction"}');
CALL happens('2026-03-16 09:00', 'C1', 'anaesthesia.started', '{"operation_id": "OP5", "operator": "dr-chen"}');
CALL happens('2026-03-16 09:00', 'C2', 'anaesthesia.started', '{"operation_id": "OP6", "operator": "dr-chen"}');
CALL happens('2026-03-16 09:00:00.000001', 'C2', 'safety_check.done', '{"operation_id": "OP6", "stage": "induction"}');
CALL happens('2026-03-16 09:25', 'C1', 'safety_check.done', '{"operation_id": "OP5", "stage": "incision"}');
CALL happens('2026-03-16 09:30', 'C1', 'operation.started', '{"operation_id": "OP5", "operator": "dr-chen"}');
CALL happens('2026-03-16 09:30', 'C2', 'operation.started', '{"operation_id": "OP6", "operator": "dr-chen"}');
CALL happens('2026-03-16 11:00', 'C1', 'safety_check.done', '{"operation_id": "OP5", "stage": "leaving"}');
CALL happens('2026-03-16 11:10', 'C1', 'operation.left', '{"operation_id": "OP5", "operator": "dr-chen"}');
CALL clock('2026-03-16 12:00');
SELECT results_eq($$SELECT * FROM tasks('C1', 'opr-5-induction', 'opr-5-incision', 'opr-5-leaving')$$,
  $$VALUES ('opr-5-incision', 'met', '2026-03-16 09:30', '2026-03-16 09:25'), ('opr-5-induction', 'met', '2026-03-16 09:00', '2026-03-16 09:00'),
           ('opr-5-leaving', 'met', '2026-03-16 11:10', '2026-03-16 11:00')$$, 'three times, before each');
SELECT results_eq($$SELECT * FROM tasks('C2', 'opr-5-induction', 'opr-5-incision', 'opr-5-leaving')$$,
  $$VALUES ('opr-5-incision', 'overdue', '2026-03-16 09:30', NULL), ('opr-5-induction', 'late', '2026-03-16 09:00', '2026-03-16 09:00:00.000001')$$, 'one check is not the other');
CALL happens('2026-03-16 12:30', 'C2', 'operation.cancelled', '{"operation_id": "OP6"}');
CALL clock('2026-03-16 12:30');
SELECT results_eq($$SELECT * FROM tasks('C2', 'opr-5-incision')$$, $$VALUES ('opr-5-incision', 'cancelled', '2026-03-16 09:30', NULL::text)$$, '手术取消');

SELECT no_failure();
SELECT * FROM finish();

-- After an operation: OPR-6 手术记录 24 h by the operator, OPR-7 术后首次病程, OPR-8 清点, OPR-9 麻醉术后访视, OPR-10 three days of notes.
SELECT no_plan();
\set begins '2026-03-09 06:00+08'
\ir lib/ward.sql
\set after '{"operator": "dr-chen", "anaesthetist": "dr-an", "circulating_nurse": "ns-1"}'

-- V1 has two operations: OP1 ends on Tuesday at 11:00, OP2 at 20:00. V2 and V3 one each at 11:00.
CALL admitted('2026-03-09 08:00', 'V1');
CALL admitted('2026-03-09 08:00', 'V2');
CALL admitted('2026-03-09 08:00', 'V3');
CALL happens('2026-03-10 11:00', 'V1', 'operation.ended', :'after'::jsonb || '{"operation_id": "OP1"}');
CALL happens('2026-03-10 11:00', 'V2', 'operation.ended', :'after'::jsonb || '{"operation_id": "OP3"}');
CALL happens('2026-03-10 11:00', 'V3', 'operation.ended', :'after'::jsonb || '{"operation_id": "OP4"}');
-- V1: 术后首程 at once, the nurse's count (清点) was written before the end. The other OP2 gets nothing of that.
CALL writes('2026-03-10 10:50', 'V1', 'C0019', '{"operation_id": "OP1", "author": "ns-1"}');
CALL writes('2026-03-10 11:30', 'V1', 'C0048', '{"operation_id": "OP1"}');
CALL happens('2026-03-10 20:00', 'V1', 'operation.ended', :'after'::jsonb || '{"operation_id": "OP2"}');
-- V2: both in the day's last microsecond. V3: after midnight.
CALL writes('2026-03-10 23:59:59.999999', 'V2', 'C0048', '{"operation_id": "OP3"}');
CALL writes('2026-03-10 23:59:59.999999', 'V2', 'C0019', '{"operation_id": "OP3", "author": "ns-1"}');
CALL writes('2026-03-11 00:00', 'V3', 'C0048', '{"operation_id": "OP4"}');
CALL writes('2026-03-11 00:00', 'V3', 'C0019', '{"operation_id": "OP4", "author": "ns-1"}');
CALL clock('2026-03-11 00:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'opr-7', 'opr-8')$$,
  $$VALUES ('opr-7', 'met', '2026-03-10 24:00', '2026-03-10 11:30'), ('opr-7', 'overdue', '2026-03-10 24:00', NULL),
           ('opr-8', 'met', '2026-03-10 24:00', '2026-03-10 10:50'), ('opr-8', 'overdue', '2026-03-10 24:00', NULL)$$, '即时: the same calendar day, per operation');
SELECT results_eq($$SELECT * FROM tasks('V2', 'opr-7', 'opr-8')$$,
  $$VALUES ('opr-7', 'met', '2026-03-10 24:00', '2026-03-10 24:00'), ('opr-8', 'met', '2026-03-10 24:00', '2026-03-10 24:00')$$, 'to the end of it');
SELECT results_eq($$SELECT * FROM tasks('V3', 'opr-7', 'opr-8')$$,
  $$VALUES ('opr-7', 'late', '2026-03-10 24:00', '2026-03-11 00:00'), ('opr-8', 'late', '2026-03-10 24:00', '2026-03-11 00:00')$$, 'and no further');

-- OPR-6: V1's OP1 by the operator (手术者) at 11:00 sharp; OP2 by the assistant with his signature; V2's a microsecond late;
-- V3's by the assistant alone, which is no 手术记录 of the operator.
CALL writes('2026-03-11 09:00', 'V1', 'C0009', '{"operation_id": "OP2", "author": "dr-first", "operator_signed": true}');
CALL writes('2026-03-11 10:00', 'V3', 'C0009', '{"operation_id": "OP4", "author": "dr-first"}');
CALL writes('2026-03-11 11:00', 'V1', 'C0009', '{"operation_id": "OP1", "author": "dr-chen", "doc_id": "D9"}');
CALL writes('2026-03-11 11:00:00.000001', 'V2', 'C0009', '{"operation_id": "OP3", "author": "dr-chen"}');
CALL clock('2026-03-11 12:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'opr-6')$$,
  $$VALUES ('opr-6', 'met', '2026-03-11 11:00', '2026-03-11 11:00'), ('opr-6', 'met', '2026-03-11 20:00', '2026-03-11 09:00')$$, 'each operation its record, 24 hours from its end');
SELECT results_eq($$SELECT * FROM tasks('V2', 'opr-6')$$, $$VALUES ('opr-6', 'late', '2026-03-11 11:00', '2026-03-11 11:00:00.000001')$$, 'a microsecond late');
SELECT results_eq($$SELECT * FROM tasks('V3', 'opr-6')$$, $$VALUES ('opr-6', 'overdue', '2026-03-11 11:00', NULL::text)$$, 'the assistant''s alone does not count');
CALL happens('2026-03-11 12:30', 'V1', 'document.voided', '{"doc_id": "D9"}');
CALL clock('2026-03-11 12:30');
SELECT results_eq($$SELECT * FROM tasks('V1', 'opr-6') LIMIT 1$$, $$VALUES ('opr-6', 'overdue', '2026-03-11 11:00', NULL::text)$$, '病历作废 re-opens the one of that operation');

-- OPR-10: notes on the 11th, 12th and 13th, one of the three by the operator. V2 has a note on the 11th (dr-li), none on the 12th, and
-- the operator's round in the last microsecond of the 13th. V3 has only the resident's of the 12th. The 术后首程 of the 10th is of no such day.
CALL writes('2026-03-11 14:00', 'V2', 'C0038');
CALL writes('2026-03-12 14:00', 'V3', 'C0038');
CALL writes('2026-03-13 23:59:59.999999', 'V2', 'C0039', '{"author": "dr-chen", "author_level": "chief"}');
CALL writes('2026-03-14 00:00', 'V3', 'C0039', '{"author": "dr-chen", "author_level": "chief"}');
CALL clock('2026-03-14 00:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'opr-10', 'opr-10-operator')$$,
  $$VALUES ('opr-10', 'met', '2026-03-11 24:00', '2026-03-11 14:00'), ('opr-10', 'missed', '2026-03-12 24:00', NULL), ('opr-10', 'met', '2026-03-13 24:00', '2026-03-13 24:00'),
           ('opr-10-operator', 'met', '2026-03-13 24:00', '2026-03-13 24:00')$$, 'a day without a note is missed, whatever follows');
SELECT results_eq($$SELECT * FROM tasks('V3', 'opr-10', 'opr-10-operator')$$,
  $$VALUES ('opr-10', 'met', '2026-03-11 24:00', '2026-03-11 00:00'), ('opr-10', 'met', '2026-03-12 24:00', '2026-03-12 14:00'), ('opr-10', 'missed', '2026-03-13 24:00', NULL),
           ('opr-10-operator', 'late', '2026-03-13 24:00', '2026-03-14 00:00')$$, 'the operator came on the fourth day');

-- OPR-9 has no hours: written in time whenever, missing when the patient has left.
CALL writes('2026-03-14 09:00', 'V2', 'C0012', '{"operation_id": "OP3", "author": "dr-an"}');
CALL happens('2026-03-14 10:00', 'V2', 'discharge');
CALL happens('2026-03-14 10:00', 'V3', 'discharge');
CALL clock('2026-03-14 10:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'opr-9')$$, $$VALUES ('opr-9', 'met', NULL, '2026-03-14 09:00')$$, '麻醉术后访视 before the discharge');
SELECT results_eq($$SELECT * FROM tasks('V3', 'opr-9')$$, $$VALUES ('opr-9', 'missed', NULL::text, NULL::text)$$, 'missing after it');
CALL happens('2026-03-14 11:00', 'V3', 'discharge.cancelled');
CALL clock('2026-03-14 11:00');
SELECT results_eq($$SELECT * FROM tasks('V3', 'opr-9')$$, $$VALUES ('opr-9', 'open', NULL::text, NULL::text)$$, '取消出院: there is time again');

-- V4 leaves on the second day after, V5 dies on the first: the days left are not asked for.
CALL admitted('2026-03-16 08:00', 'V4');
CALL admitted('2026-03-16 08:00', 'V5');
CALL happens('2026-03-17 11:00', 'V4', 'operation.ended', :'after'::jsonb || '{"operation_id": "OP5"}');
CALL happens('2026-03-17 11:00', 'V5', 'operation.ended', :'after'::jsonb || '{"operation_id": "OP6"}');
CALL happens('2026-03-18 09:00', 'V5', 'death');
CALL happens('2026-03-19 09:00', 'V4', 'discharge');
CALL clock('2026-03-22 00:00');
SELECT results_eq($$SELECT * FROM tasks('V4', 'opr-10', 'opr-10-operator') WHERE status <> 'cancelled'$$,
  $$VALUES ('opr-10', 'missed', '2026-03-18 24:00', NULL::text)$$, '出院 ends the three days, what was missed stays');
SELECT is_empty($$SELECT * FROM tasks('V5', 'opr-10', 'opr-10-operator') WHERE status <> 'cancelled'$$, '死亡 ends them');
SELECT results_eq($$SELECT * FROM tasks('V4', 'opr-6', 'opr-7')$$,
  $$VALUES ('opr-6', 'overdue', '2026-03-18 11:00', NULL::text), ('opr-7', 'overdue', '2026-03-17 24:00', NULL)$$, 'not what the operation itself owes');

SELECT no_failure();
SELECT * FROM finish();

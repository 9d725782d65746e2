-- INV-1 有创诊疗操作记录, REP-1 报告归入病历, OPD-1 门(急)诊病历.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- INV-1: a lumbar puncture ends at 22:00; 即刻 is read as the same calendar day. P1 is written in its last microsecond, P2 after
-- midnight, P3 was written at the bedside an hour before the end, P4 not.
CALL admitted('2026-03-02 08:00', 'V1');
CALL writes('2026-03-02 21:00', 'V1', 'C0008', '{"procedure_id": "P3", "author": "dr-op"}');
CALL happens('2026-03-02 22:00', 'V1', 'procedure.performed', '{"procedure_id": "P1", "operator": "dr-op"}');
CALL happens('2026-03-02 22:00', 'V1', 'procedure.performed', '{"procedure_id": "P2", "operator": "dr-op"}');
CALL happens('2026-03-02 22:00', 'V1', 'procedure.performed', '{"procedure_id": "P3", "operator": "dr-op"}');
CALL happens('2026-03-02 22:00', 'V1', 'procedure.performed', '{"procedure_id": "P4", "operator": "dr-op"}');
CALL clock('2026-03-02 22:00');
SELECT is((SELECT DISTINCT receivers FROM tqc.task WHERE rule = 'inv-1'), '{dr-op}', '操作者 writes it');
CALL writes('2026-03-02 23:59:59.999999', 'V1', 'C0008', '{"procedure_id": "P1", "author": "dr-op", "doc_id": "D1"}');
CALL writes('2026-03-03 00:00', 'V1', 'C0008', '{"procedure_id": "P2", "author": "dr-op"}');
CALL clock('2026-03-03 00:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'inv-1')$$,
  $$VALUES ('inv-1', 'met', '2026-03-02 24:00', '2026-03-02 24:00'), ('inv-1', 'late', '2026-03-02 24:00', '2026-03-03 00:00'),
           ('inv-1', 'met', '2026-03-02 24:00', '2026-03-02 21:00'), ('inv-1', 'overdue', '2026-03-02 24:00', NULL)$$, 'per procedure, on the same day');
CALL happens('2026-03-03 08:00', 'V1', 'document.voided', '{"doc_id": "D1"}');
CALL clock('2026-03-03 08:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'inv-1') LIMIT 1$$, $$VALUES ('inv-1', 'overdue', '2026-03-02 24:00', NULL::text)$$, '病历作废 re-opens it');
-- A hospital with 24 hours says so (local-procedure-24h has it, switched off).
SELECT tqc.put_rule('inv-1', definition || '{"due": {"within": "PT24H"}}', 'north', '-infinity') FROM tqc.rule WHERE code = 'inv-1';
SELECT public.tqc_emit('admission', 'N1', '{"patient": "李四", "doctor": "dr-li", "ward": "W3"}', '2026-03-03 06:00', site => 'north');
SELECT public.tqc_emit('procedure.performed', 'N1', '{"procedure_id": "P1", "operator": "dr-op"}', '2026-03-03 07:00', site => 'north');

-- REP-1: reports issued on Friday at 16:00 are filed within 24 hours, weekend or not.
CALL happens('2026-03-06 16:00', 'V1', 'report.issued', '{"report_id": "X1"}');
CALL happens('2026-03-06 16:00', 'V1', 'report.issued', '{"report_id": "X2"}');
CALL happens('2026-03-06 16:00', 'V1', 'report.issued', '{"report_id": "X3"}');
CALL happens('2026-03-06 18:00', 'V1', 'discharge');
CALL happens('2026-03-07 16:00', 'V1', 'report.filed', '{"report_id": "X1"}');
CALL happens('2026-03-07 16:00:00.000001', 'V1', 'report.filed', '{"report_id": "X2"}');
CALL clock('2026-03-07 17:00');
SELECT results_eq($$SELECT * FROM tasks('N1', 'inv-1')$$, $$VALUES ('inv-1', 'overdue', '2026-03-04 07:00', NULL::text)$$, '24 hours there');
SELECT results_eq($$SELECT * FROM tasks('V1', 'rep-1')$$,
  $$VALUES ('rep-1', 'met', '2026-03-07 16:00', '2026-03-07 16:00'), ('rep-1', 'late', '2026-03-07 16:00', '2026-03-07 16:00:00.000001'),
           ('rep-1', 'overdue', '2026-03-07 16:00', NULL)$$, 'per report, also after the patient has left');

-- OPD-1: three patients in the emergency department at 20:00. 及时 is read as the same calendar day.
CALL happens('2026-03-09 20:00', 'O1', 'outpatient.visit', '{"patient": "王五", "doctor": "dr-ed", "ward": "ED"}');
CALL happens('2026-03-09 20:00', 'O2', 'outpatient.visit', '{"patient": "赵六", "doctor": "dr-ed", "ward": "ED"}');
CALL happens('2026-03-09 20:00', 'O3', 'outpatient.visit', '{"patient": "钱七", "doctor": "dr-ed", "ward": "ED"}');
CALL writes('2026-03-09 23:59:59.999999', 'O1', 'C0002', '{"author": "dr-ed"}');
CALL writes('2026-03-10 00:00', 'O2', 'C0003', '{"author": "dr-ed"}');
CALL clock('2026-03-10 00:00');
SELECT results_eq($$SELECT o, t.* FROM unnest(ARRAY['O1', 'O2', 'O3']) o, tasks(o, 'opd-1') t ORDER BY o$$,
  $$VALUES ('O1', 'opd-1', 'met', '2026-03-09 24:00', '2026-03-09 24:00'), ('O2', 'opd-1', 'late', '2026-03-09 24:00', '2026-03-10 00:00'),
           ('O3', 'opd-1', 'overdue', '2026-03-09 24:00', NULL)$$, 'at the visit');
SELECT is_empty($$SELECT rule FROM tqc.task WHERE subject = 'O1' AND rule <> 'opd-1'$$, 'nothing of an in-patient is asked for');

SELECT no_failure();
SELECT * FROM finish();

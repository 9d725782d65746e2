-- 张三's stay of ten days, every kind of event of a ward (§1.4) in it. Told as it happens, told backwards with the engine turned
-- after each entry, and told in no order at all: the tasks are the same.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

CREATE TABLE story (at timestamptz PRIMARY KEY, type text, data jsonb);
INSERT INTO story VALUES
  -- 入院, 病重. 首次病程 at 15:00, 入院记录 and 主治医师查房 the next morning.
  ('2026-03-02 08:00', 'admission', '{"patient": "张三", "doctor": "dr-li", "ward": "W3", "condition": "serious"}'),
  ('2026-03-02 15:00', 'C0037', '{}'), ('2026-03-03 07:00', 'C0034', '{}'), ('2026-03-03 09:00', 'C0039', '{"author_level": "attending"}'),
  -- 病危 in the evening: 急会诊, 抢救. 抢救记录 at night.
  ('2026-03-03 22:00', 'condition.changed', '{"condition": "critical"}'),
  ('2026-03-03 22:10', 'consultation.requested', '{"consultation_id": "K1", "urgent": true, "consultant": "dr-he"}'),
  ('2026-03-03 22:18', 'consultation.arrived', '{"consultation_id": "K1"}'),
  ('2026-03-03 22:30', 'rescue.started', '{"rescue_id": "Q1"}'), ('2026-03-03 23:10', 'rescue.ended', '{"rescue_id": "Q1"}'),
  ('2026-03-03 23:20', 'consultation.ended', '{"consultation_id": "K1", "urgent": true, "consultant": "dr-he"}'),
  ('2026-03-03 23:40', 'C0045', '{"consultation_id": "K1"}'), ('2026-03-04 04:00', 'C0044', '{"rescue_id": "Q1"}'),
  -- dr-li hands over to dr-sun.
  ('2026-03-04 07:30', 'C0041', '{"handover_id": "H1", "part": "out"}'),
  ('2026-03-04 08:00', 'attending.changed', '{"handover_id": "H1", "from_doctor": "dr-li", "doctor": "dr-sun"}'),
  ('2026-03-04 20:00', 'C0041', '{"handover_id": "H1", "part": "in"}'),
  -- 术前讨论, 手术申请, 手术排班 for the 6th, 改期 to the 7th; the note of the day before, 术前小结, 同意书, 麻醉访视.
  ('2026-03-05 10:00', 'C0047', '{"operation_id": "OP1"}'), ('2026-03-05 11:00', 'operation.requested', '{"operation_id": "OP1", "level": 3}'),
  ('2026-03-05 11:30', 'operation.planned', '{"operation_id": "OP1", "planned_start": "2026-03-06T09:00:00+08:00", "anaesthetist": "dr-an"}'),
  ('2026-03-05 16:00', 'operation.rescheduled', '{"operation_id": "OP1", "planned_start": "2026-03-07T09:00:00+08:00"}'),
  ('2026-03-06 15:00', 'C0038', '{}'), ('2026-03-06 16:00', 'C0046', '{"operation_id": "OP1"}'), ('2026-03-06 17:00', 'C0026', '{"operation_id": "OP1"}'),
  ('2026-03-06 17:10', 'C0027', '{"operation_id": "OP1"}'), ('2026-03-06 18:00', 'C0010', '{"operation_id": "OP1"}'),
  -- 手术, with its three checks, and what is written after it; 输血 in the afternoon.
  ('2026-03-07 08:40', 'safety_check.done', '{"operation_id": "OP1", "stage": "induction"}'),
  ('2026-03-07 08:45', 'anaesthesia.started', '{"operation_id": "OP1", "operator": "dr-chen"}'),
  ('2026-03-07 08:58', 'safety_check.done', '{"operation_id": "OP1", "stage": "incision"}'),
  ('2026-03-07 09:00', 'operation.started', '{"operation_id": "OP1", "operator": "dr-chen"}'),
  ('2026-03-07 10:50', 'safety_check.done', '{"operation_id": "OP1", "stage": "leaving"}'),
  ('2026-03-07 11:00', 'operation.ended', '{"operation_id": "OP1", "operator": "dr-chen", "anaesthetist": "dr-an", "circulating_nurse": "ns-1"}'),
  ('2026-03-07 11:10', 'operation.left', '{"operation_id": "OP1", "operator": "dr-chen"}'),
  ('2026-03-07 11:20', 'C0048', '{"operation_id": "OP1"}'), ('2026-03-07 11:25', 'C0019', '{"operation_id": "OP1"}'),
  ('2026-03-07 17:00', 'C0009', '{"operation_id": "OP1", "author": "dr-chen"}'),
  ('2026-03-07 17:30', 'transfusion.ended', '{"transfusion_id": "B1"}'), ('2026-03-07 20:00', 'C0038', '{}'),
  -- The operator's round; 稳定; 麻醉术后访视. 转科 on the 9th. No note on the 10th.
  ('2026-03-08 09:00', 'C0039', '{"author": "dr-chen", "author_level": "chief"}'), ('2026-03-08 10:00', 'condition.changed', '{"condition": "stable"}'),
  ('2026-03-08 15:00', 'C0012', '{"operation_id": "OP1"}'), ('2026-03-09 09:30', 'C0042', '{"transfer_id": "X1", "part": "out"}'),
  ('2026-03-09 10:00', 'transfer', '{"transfer_id": "X1", "from_doctor": "dr-sun"}'),
  ('2026-03-09 10:20', 'transfer.arrived', '{"transfer_id": "X1", "doctor": "dr-zhou", "ward": "W5"}'),
  ('2026-03-09 16:00', 'C0042', '{"transfer_id": "X1", "part": "in"}'),
  ('2026-03-11 08:30', 'report.issued', '{"report_id": "R1"}'), ('2026-03-11 10:00', 'procedure.performed', '{"procedure_id": "P1", "operator": "dr-zhou"}'),
  ('2026-03-11 14:00', 'report.filed', '{"report_id": "R1"}'), ('2026-03-12 08:00', 'C0008', '{"procedure_id": "P1"}'),
  -- 出院, taken back (取消出院), and 出院 in the afternoon. The 出院记录 is voided and written anew; 首页 late; archived, 召回, archived.
  ('2026-03-12 09:00', 'C0038', '{}'), ('2026-03-12 10:00', 'discharge', '{}'), ('2026-03-12 11:00', 'discharge.cancelled', '{}'), ('2026-03-12 15:00', 'discharge', '{}'),
  ('2026-03-13 09:00', 'C0049', '{"doc_id": "D1"}'), ('2026-03-13 09:30', 'document.voided', '{"doc_id": "D1"}'), ('2026-03-13 10:00', 'C0049', '{"doc_id": "D2"}'),
  ('2026-03-13 16:00', 'C0032', '{}'), ('2026-03-16 10:00', 'record.archived', '{}'), ('2026-03-16 11:00', 'record.recalled', '{}'), ('2026-03-16 12:00', 'record.archived', '{}');
UPDATE story SET type = 'document.completed', data = jsonb_build_object('doc_type', type, 'author', 'dr-li') || data WHERE type ~ '^C\d';

CREATE PROCEDURE tell(visit text, VARIADIC entries story[]) LANGUAGE plpgsql AS $$
DECLARE e story;
BEGIN
  FOREACH e IN ARRAY entries LOOP
    CALL happens(e.at, visit, e.type, e.data);
    CALL clock(e.at);
  END LOOP;
END
$$;
SELECT array_agg(s ORDER BY at)::text AS forward, array_agg(s ORDER BY at DESC)::text AS backward, array_agg(s ORDER BY md5(at::text))::text AS shuffled FROM story s \gset
CALL tell('D1', VARIADIC :'forward'::story[]);
CALL tell('D2', VARIADIC :'backward'::story[]);
CALL tell('D3', VARIADIC :'shuffled'::story[]);

CREATE TABLE expected (rule text, status text, due_at text, closed_at text);
INSERT INTO expected VALUES
  ('adm-1', 'met', '2026-03-03 08:00', '2026-03-03 07:00'), ('adm-2', 'met', '2026-03-02 16:00', '2026-03-02 15:00'), ('adm-3', 'met', '2026-03-04 08:00', '2026-03-03 09:00'),
  ('con-1', 'met', '2026-03-03 22:20', '2026-03-03 22:18'), ('con-2', 'met', '2026-03-03 24:00', '2026-03-03 23:40'),
  ('evt-1-consultation', 'met', '2026-03-03 24:00', '2026-03-03 09:00'), ('res-1', 'met', '2026-03-04 05:10', '2026-03-04 04:00'),
  ('hnd-1', 'met', '2026-03-04 08:00', '2026-03-04 07:30'), ('hnd-2', 'met', '2026-03-05 08:00', '2026-03-04 20:00'),
  ('opr-1', 'met', '2026-03-07 09:00', '2026-03-06 16:00'), ('opr-2', 'met', '2026-03-05 11:00', '2026-03-05 10:00'),
  ('opr-3-operation', 'met', '2026-03-07 09:00', '2026-03-06 17:00'), ('opr-3-anaesthesia', 'met', '2026-03-07 09:00', '2026-03-06 17:10'),
  ('opr-4', 'met', '2026-03-07 09:00', '2026-03-06 18:00'), ('evt-1-operation', 'met', '2026-03-06 24:00', '2026-03-06 15:00'),
  ('opr-5-induction', 'met', '2026-03-07 08:45', '2026-03-07 08:40'), ('opr-5-incision', 'met', '2026-03-07 09:00', '2026-03-07 08:58'),
  ('opr-5-leaving', 'met', '2026-03-07 11:10', '2026-03-07 10:50'), ('opr-6', 'met', '2026-03-08 11:00', '2026-03-07 17:00'),
  ('opr-7', 'met', '2026-03-07 24:00', '2026-03-07 11:20'), ('opr-8', 'met', '2026-03-07 24:00', '2026-03-07 11:25'), ('opr-9', 'met', NULL, '2026-03-08 15:00'),
  ('opr-10', 'met', '2026-03-08 24:00', '2026-03-08 09:00'), ('opr-10', 'met', '2026-03-09 24:00', '2026-03-09 09:30'), ('opr-10', 'missed', '2026-03-10 24:00', NULL),
  ('opr-10-operator', 'met', '2026-03-10 24:00', '2026-03-08 09:00'), ('evt-1-transfusion', 'met', '2026-03-07 24:00', '2026-03-07 20:00'),
  ('trf-1', 'met', '2026-03-09 10:00', '2026-03-09 09:30'), ('trf-2', 'met', '2026-03-10 10:20', '2026-03-09 16:00'),
  ('rep-1', 'met', '2026-03-12 08:30', '2026-03-11 14:00'), ('inv-1', 'late', '2026-03-11 24:00', '2026-03-12 08:00'),
  -- Notes of every kind move the next one: 病重 2 days, 病危 1 day, 稳定 3 days; the last is stopped by the discharge.
  ('prg', 'met', '2026-03-04 24:00', '2026-03-02 15:00'), ('prg', 'met', '2026-03-04 24:00', '2026-03-03 09:00'), ('prg', 'met', '2026-03-04 24:00', '2026-03-04 04:00'),
  ('prg', 'met', '2026-03-05 24:00', '2026-03-04 07:30'), ('prg', 'met', '2026-03-05 24:00', '2026-03-04 20:00'), ('prg', 'met', '2026-03-05 24:00', '2026-03-05 10:00'),
  ('prg', 'met', '2026-03-06 24:00', '2026-03-06 15:00'), ('prg', 'met', '2026-03-07 24:00', '2026-03-06 16:00'), ('prg', 'met', '2026-03-07 24:00', '2026-03-07 11:20'),
  ('prg', 'met', '2026-03-08 24:00', '2026-03-07 20:00'), ('prg', 'met', '2026-03-08 24:00', '2026-03-08 09:00'), ('prg', 'met', '2026-03-11 24:00', '2026-03-09 09:30'),
  ('prg', 'met', '2026-03-12 24:00', '2026-03-09 16:00'), ('prg', 'met', '2026-03-12 24:00', '2026-03-12 09:00'), ('prg', 'cancelled', '2026-03-15 24:00', NULL),
  ('prg-4', 'cancelled', '2026-04-02 08:00', NULL), ('evt-1-discharge', 'met', '2026-03-12 24:00', '2026-03-12 09:00'),
  ('dis-1', 'met', '2026-03-13 15:00', '2026-03-13 10:00'), ('dis-4', 'late', '2026-03-13 15:00', '2026-03-13 16:00'), ('dis-5', 'met', '2026-03-16 24:00', '2026-03-16 12:00');
CREATE FUNCTION whole(visit text) RETURNS SETOF expected LANGUAGE sql AS $$
  SELECT t.* FROM (SELECT array_agg(DISTINCT code) FROM tqc.rule WHERE code !~ '^ind-') r (codes), tasks(visit, VARIADIC codes) t
$$;
SELECT bag_eq($$SELECT * FROM whole('D1')$$, 'SELECT * FROM expected', 'the whole stay, task by task');
SELECT bag_eq($$SELECT * FROM whole('D2')$$, 'SELECT * FROM expected', 'told backwards');
SELECT bag_eq($$SELECT * FROM whole('D3')$$, 'SELECT * FROM expected', 'told in no order');
SELECT bag_eq($$SELECT rule, key::text, due_at, receivers FROM tqc.task WHERE subject = 'D2'$$, $$SELECT rule, key::text, due_at, receivers FROM tqc.task WHERE subject = 'D1'$$, 'for the same people');

-- §1.4, column "opens": what each event opened.
SELECT results_eq(
  $$SELECT e.type, array_agg(DISTINCT t.rule::text COLLATE "C") COLLATE "default" FROM tqc.task t JOIN tqc.event e ON e.seq = t.opened_by WHERE t.subject = 'D1' AND t.rule !~ '^ind-' GROUP BY 1 ORDER BY 1$$,
  $$VALUES ('admission', '{adm-1,adm-2,adm-3,prg,prg-4}'::text[]), ('anaesthesia.started', '{opr-5-induction}'), ('attending.changed', '{hnd-1,hnd-2}'),
           ('consultation.ended', '{con-2,evt-1-consultation}'), ('consultation.requested', '{con-1}'), ('discharge', '{dis-1,dis-4,dis-5,evt-1-discharge}'),
           ('operation.ended', '{opr-10,opr-10-operator,opr-6,opr-7,opr-8,opr-9}'), ('operation.left', '{opr-5-leaving}'),
           ('operation.planned', '{evt-1-operation,opr-1,opr-3-anaesthesia,opr-3-operation,opr-4}'), ('operation.requested', '{opr-2}'),
           ('operation.started', '{opr-5-incision}'), ('procedure.performed', '{inv-1}'), ('report.issued', '{rep-1}'), ('rescue.ended', '{res-1}'),
           ('transfer', '{trf-1}'), ('transfer.arrived', '{trf-2}'), ('transfusion.ended', '{evt-1-transfusion}')$$, 'each event opens what §1.4 says');

SELECT no_failure();
SELECT * FROM finish();

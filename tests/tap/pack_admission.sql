-- ADM-1..3: 入院记录 24 h, 首次病程记录 8 h, 主治医师首次查房 48 h, all from the admission (入院时间), in calendar hours.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- Monday 08:00: three admissions. V1 is written to the last moment, V2 a microsecond later, V3 not at all.
CALL admitted('2026-03-02 08:00', 'V1');
CALL admitted('2026-03-02 08:00', 'V2');
CALL admitted('2026-03-02 08:00', 'V3');
CALL clock('2026-03-02 08:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'adm-1', 'adm-2', 'adm-3')$$,
  $$VALUES ('adm-1', 'open', '2026-03-03 08:00', NULL), ('adm-2', 'open', '2026-03-02 16:00', NULL), ('adm-3', 'open', '2026-03-04 08:00', NULL)$$,
  '入院 opens ADM-1..3, due after 24, 8 and 48 hours');

-- 首次病程记录 signed at 16:00 sharp is in time, at 16:00:00.000001 it is late.
CALL writes('2026-03-02 16:00', 'V1', 'C0037');
CALL writes('2026-03-02 16:00:00.000001', 'V2', 'C0037');
CALL clock('2026-03-02 16:00:00.000001');
SELECT results_eq($$SELECT * FROM tasks('V1', 'adm-2')$$, $$VALUES ('adm-2', 'met', '2026-03-02 16:00', '2026-03-02 16:00')$$, 'ADM-2 at its due time is met');
SELECT results_eq($$SELECT * FROM tasks('V2', 'adm-2')$$, $$VALUES ('adm-2', 'late', '2026-03-02 16:00', '2026-03-02 16:00:00.000001')$$, 'a microsecond later it is late');
SELECT results_eq($$SELECT * FROM tasks('V3', 'adm-2')$$, $$VALUES ('adm-2', 'overdue', '2026-03-02 16:00', NULL)$$, 'and unwritten it is overdue');

-- 入院记录, the next morning. A document of another type does not stand for it.
CALL writes('2026-03-03 07:00', 'V3', 'C0038');
CALL writes('2026-03-03 08:00', 'V1', 'C0034');
CALL writes('2026-03-03 08:00:00.000001', 'V2', 'C0034');
CALL clock('2026-03-03 09:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'adm-1')$$, $$VALUES ('adm-1', 'met', '2026-03-03 08:00', '2026-03-03 08:00')$$, 'ADM-1 at its due time is met');
SELECT results_eq($$SELECT * FROM tasks('V2', 'adm-1')$$, $$VALUES ('adm-1', 'late', '2026-03-03 08:00', '2026-03-03 08:00:00.000001')$$, 'a microsecond later it is late');
SELECT results_eq($$SELECT * FROM tasks('V3', 'adm-1')$$, $$VALUES ('adm-1', 'overdue', '2026-03-03 08:00', NULL)$$, '日常病程 is no 入院记录');

-- 首次查房: a resident's round (住院医师) closes nothing, the attending's (主治) and the chief's (主任) do.
CALL writes('2026-03-03 10:00', 'V1', 'C0039', '{"author_level": "resident"}');
CALL clock('2026-03-03 10:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'adm-3')$$, $$VALUES ('adm-3', 'open', '2026-03-04 08:00', NULL)$$, 'the level of the rounding doctor is checked');
CALL writes('2026-03-04 08:00', 'V1', 'C0039', '{"author": "dr-zhao", "author_level": "attending"}');
CALL writes('2026-03-04 08:00:00.000001', 'V2', 'C0039', '{"author": "dr-qian", "author_level": "chief"}');
CALL clock('2026-03-04 09:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'adm-3')$$, $$VALUES ('adm-3', 'met', '2026-03-04 08:00', '2026-03-04 08:00')$$, 'ADM-3 at its due time is met');
SELECT results_eq($$SELECT * FROM tasks('V2', 'adm-3')$$, $$VALUES ('adm-3', 'late', '2026-03-04 08:00', '2026-03-04 08:00:00.000001')$$, 'a microsecond later it is late');

-- V3's admission was a mistake (取消入院): all it opened is void and leaves the statistics, overdue or not.
CALL happens('2026-03-04 10:00', 'V3', 'admission.cancelled');
CALL clock('2026-03-04 10:00');
SELECT is_empty($$SELECT * FROM tqc.task WHERE subject = 'V3'$$, '取消入院 voids every task of the admission');
SELECT is_empty($$SELECT * FROM tqc.report_task WHERE subject = 'V3'$$, 'and none is counted');

-- V1's 首次病程记录 is voided (病历作废): the task is back, with its old due time, and so overdue (fact 8).
-- The void names the document (doc_id): only that one is hit.
CALL admitted('2026-03-05 20:00', 'V4');
CALL writes('2026-03-05 21:00', 'V4', 'C0037', '{"doc_id": "D1"}');
CALL writes('2026-03-05 22:00', 'V4', 'C0034', '{"doc_id": "D2"}');
CALL happens('2026-03-05 23:00', 'V4', 'document.voided', '{"doc_id": "D1"}');
CALL clock('2026-03-05 23:00');
SELECT results_eq($$SELECT * FROM tasks('V4', 'adm-1', 'adm-2')$$,
  $$VALUES ('adm-1', 'met', '2026-03-06 20:00', '2026-03-05 22:00'), ('adm-2', 'open', '2026-03-06 04:00', NULL)$$, 'the voided document re-opens its task, and only its task');
-- Written anew after midnight; hours run through the night.
CALL writes('2026-03-06 03:59', 'V4', 'C0037', '{"doc_id": "D3"}');
CALL clock('2026-03-06 05:00');
SELECT results_eq($$SELECT * FROM tasks('V4', 'adm-2')$$, $$VALUES ('adm-2', 'met', '2026-03-06 04:00', '2026-03-06 03:59')$$, 'and the new one closes it');
-- Voided after its due time it is overdue at once.
CALL happens('2026-03-06 06:00', 'V4', 'document.voided', '{"doc_id": "D3"}');
CALL clock('2026-03-06 06:00');
SELECT results_eq($$SELECT * FROM tasks('V4', 'adm-2')$$, $$VALUES ('adm-2', 'overdue', '2026-03-06 04:00', NULL)$$, 'voided after the due time: overdue');

-- Hours know no holiday: an admission on 国庆 is due the same way.
CALL admitted('2026-10-01 08:00', 'V5');
-- 入院信息更正: another doctor. Who has to write changes, the due time does not.
CALL happens('2026-10-01 09:00', 'V5', 'admission.corrected', '{"doctor": "dr-sun"}');
CALL clock('2026-10-01 09:00');
SELECT results_eq($$SELECT * FROM tasks('V5', 'adm-1', 'adm-2')$$,
  $$VALUES ('adm-1', 'open', '2026-10-02 08:00', NULL), ('adm-2', 'open', '2026-10-01 16:00', NULL)$$, 'hours run through the national holiday');
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'V5' AND rule = 'adm-2'), '{dr-sun}', 'the corrected doctor is told');

-- A hospital that counts from 入科 (fact 6) opens the rule on ward.arrived.
SELECT tqc.put_rule('adm-2', jsonb_set(definition, '{open,on}', '"ward.arrived"'), 'north', '-infinity') FROM tqc.rule WHERE code = 'adm-2';
SELECT public.tqc_emit('admission', 'N1', '{"patient": "李四", "doctor": "dr-li", "ward": "W3"}', '2026-10-01 08:00', site => 'north');
SELECT public.tqc_emit('ward.arrived', 'N1', '{"patient": "李四", "doctor": "dr-li", "ward": "W3"}', '2026-10-01 08:50', site => 'north');
CALL clock('2026-10-01 09:00');
SELECT results_eq($$SELECT * FROM tasks('N1', 'adm-1', 'adm-2')$$,
  $$VALUES ('adm-1', 'open', '2026-10-02 08:00', NULL), ('adm-2', 'open', '2026-10-01 16:50', NULL)$$, '8 hours from 入科 there, 24 hours from 入院');
-- 取消入科 takes back what the arrival opened.
SELECT public.tqc_emit('ward.arrival.cancelled', 'N1', occurred_at => '2026-10-01 09:00', site => 'north');
CALL clock('2026-10-01 09:00');
SELECT results_eq($$SELECT * FROM tasks('N1', 'adm-1', 'adm-2')$$, $$VALUES ('adm-1', 'open', '2026-10-02 08:00', NULL::text)$$, '取消入科 voids it');

SELECT no_failure();
SELECT * FROM finish();

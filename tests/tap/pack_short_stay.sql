-- ADM-2 with stays of 8 to 24 hours, ADM-4 24小时内入出院记录, ADM-5 24小时内入院死亡记录.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- Admitted 08:00. V1 leaves after 8 hours sharp, V2 after 13, V3 after 24 hours less a microsecond, V4 after 24 sharp.
CALL admitted('2026-03-02 08:00', 'V1');
CALL admitted('2026-03-02 08:00', 'V2');
CALL admitted('2026-03-02 08:00', 'V3');
CALL admitted('2026-03-02 08:00', 'V4');
CALL happens('2026-03-02 16:00', 'V1', 'discharge');
CALL happens('2026-03-02 21:00', 'V2', 'discharge');
CALL happens('2026-03-03 07:59:59.999999', 'V3', 'discharge');
CALL happens('2026-03-03 08:00', 'V4', 'discharge');
CALL clock('2026-03-03 08:00');
-- A stay of up to 8 hours: 首次病程记录 falls away; either the pair or the one record is due 24 hours after the discharge.
SELECT results_eq($$SELECT * FROM tasks('V1', 'adm-1', 'adm-2', 'adm-3', 'adm-4', 'dis-1')$$,
  $$VALUES ('adm-1', 'open', '2026-03-03 08:00', NULL), ('adm-2', 'cancelled', '2026-03-02 16:00', NULL), ('adm-3', 'cancelled', '2026-03-04 08:00', NULL),
           ('adm-4', 'open', '2026-03-03 16:00', NULL), ('dis-1', 'open', '2026-03-03 16:00', NULL)$$, 'a stay of 8 hours');
-- 8 to 24 hours: 首次病程记录 was due and stays so (fact 2).
SELECT results_eq($$SELECT * FROM tasks('V2', 'adm-2', 'adm-4')$$,
  $$VALUES ('adm-2', 'overdue', '2026-03-02 16:00', NULL), ('adm-4', 'open', '2026-03-03 21:00', NULL)$$, 'a stay of 13 hours: ADM-2 is still due');
SELECT results_eq($$SELECT * FROM tasks('V3', 'adm-4')$$, $$VALUES ('adm-4', 'open', '2026-03-04 07:59:59.999999', NULL)$$, 'less than 24 hours, by a microsecond');
SELECT is_empty($$SELECT * FROM tasks('V4', 'adm-4')$$, '24 hours sharp are not within 24 hours');

-- V1's doctor writes the one record at its due time: it replaces 入院记录 (overdue by then) and 出院记录.
CALL writes('2026-03-03 16:00', 'V1', 'C0035');
-- V2's writes the pair instead ("可以书写"): the one record is needed no more. 首次病程 comes late.
CALL writes('2026-03-03 10:00', 'V2', 'C0037');
CALL writes('2026-03-03 10:30', 'V2', 'C0034');
CALL writes('2026-03-03 11:00', 'V2', 'C0049');
-- V3's writes the one record too late.
CALL writes('2026-03-04 08:00', 'V3', 'C0035');
CALL clock('2026-03-04 09:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'adm-1', 'adm-4', 'dis-1')$$,
  $$VALUES ('adm-1', 'replaced', '2026-03-03 08:00', NULL), ('adm-4', 'met', '2026-03-03 16:00', '2026-03-03 16:00'),
           ('dis-1', 'replaced', '2026-03-03 16:00', NULL)$$, '24小时内入出院记录 replaces ADM-1 and DIS-1');
SELECT results_eq($$SELECT * FROM tasks('V2', 'adm-1', 'adm-2', 'adm-4', 'dis-1')$$,
  $$VALUES ('adm-1', 'late', '2026-03-03 08:00', '2026-03-03 10:30'), ('adm-2', 'late', '2026-03-02 16:00', '2026-03-03 10:00'),
           ('adm-4', 'replaced', '2026-03-03 21:00', NULL), ('dis-1', 'met', '2026-03-03 21:00', '2026-03-03 11:00')$$, 'or the pair replaces it');
SELECT results_eq($$SELECT * FROM tasks('V3', 'adm-1', 'adm-2', 'adm-4', 'dis-1')$$,
  $$VALUES ('adm-1', 'replaced', '2026-03-03 08:00', NULL), ('adm-2', 'overdue', '2026-03-02 16:00', NULL),
           ('adm-4', 'late', '2026-03-04 07:59:59.999999', '2026-03-04 08:00'), ('dis-1', 'replaced', '2026-03-04 07:59:59.999999', NULL)$$,
  'late it still replaces them, but never 首次病程记录 of a stay over 8 hours');

-- The other reading of ADM-2: in a hospital where the one record also covers 首次病程记录, adm-4 excludes adm-2 as well.
SELECT tqc.put_rule('adm-4', jsonb_set(definition, '{excludes}', '["adm-1", "adm-2", "dis-1"]'), 'north', '-infinity') FROM tqc.rule WHERE code = 'adm-4';
SELECT public.tqc_emit('admission', 'N1', '{"patient": "李四", "doctor": "dr-li", "ward": "W3"}', '2026-03-03 08:00', site => 'north');
SELECT public.tqc_emit('discharge', 'N1', occurred_at => '2026-03-03 20:00', site => 'north');
SELECT public.tqc_emit('document.completed', 'N1', '{"doc_type": "C0035"}', '2026-03-04 08:30', site => 'north');
CALL clock('2026-03-04 09:00');
SELECT results_eq($$SELECT * FROM tasks('N1', 'adm-1', 'adm-2', 'adm-4', 'dis-1')$$,
  $$VALUES ('adm-1', 'replaced', '2026-03-04 08:00', NULL), ('adm-2', 'replaced', '2026-03-03 16:00', NULL),
           ('adm-4', 'met', '2026-03-04 20:00', '2026-03-04 08:30'), ('dis-1', 'replaced', '2026-03-04 20:00', NULL)$$, 'the other reading, for one site');

-- The one record is voided (病历作废): all three stand open again as before. 取消出院 then takes the two of the discharge away.
CALL admitted('2026-03-05 08:00', 'V5');
CALL happens('2026-03-05 20:00', 'V5', 'discharge');
CALL writes('2026-03-05 21:00', 'V5', 'C0035', '{"doc_id": "D5"}');
CALL happens('2026-03-05 22:00', 'V5', 'document.voided', '{"doc_id": "D5"}');
CALL clock('2026-03-05 22:00');
SELECT results_eq($$SELECT * FROM tasks('V5', 'adm-1', 'adm-4', 'dis-1')$$,
  $$VALUES ('adm-1', 'open', '2026-03-06 08:00', NULL), ('adm-4', 'open', '2026-03-06 20:00', NULL), ('dis-1', 'open', '2026-03-06 20:00', NULL)$$, 'voided: all open again');
CALL happens('2026-03-05 23:00', 'V5', 'discharge.cancelled');
CALL clock('2026-03-05 23:00');
SELECT results_eq($$SELECT * FROM tasks('V5', 'adm-1', 'adm-4', 'dis-1')$$, $$VALUES ('adm-1', 'open', '2026-03-06 08:00', NULL::text)$$, '取消出院 voids ADM-4 and DIS-1');

-- Written before the patient leaves, the one record counts as well, and still replaces the pair.
CALL admitted('2026-03-07 08:00', 'V6');
CALL writes('2026-03-07 18:00', 'V6', 'C0035');
CALL happens('2026-03-07 19:00', 'V6', 'discharge');
CALL clock('2026-03-07 19:00');
SELECT results_eq($$SELECT * FROM tasks('V6', 'adm-1', 'adm-4', 'dis-1')$$,
  $$VALUES ('adm-1', 'replaced', '2026-03-08 08:00', NULL), ('adm-4', 'met', '2026-03-08 19:00', '2026-03-07 18:00'), ('dis-1', 'replaced', '2026-03-08 19:00', NULL)$$,
  'the one record written before the discharge');

-- Death. V7 dies after 10 hours, V8 after 24 sharp; V7's doctor writes 24小时内入院死亡记录 in time: it replaces 入院记录 and 死亡记录,
-- the discussion (死亡病例讨论) stays due, a 出院记录 never was.
CALL admitted('2026-03-09 08:00', 'V7');
CALL admitted('2026-03-09 08:00', 'V8');
CALL admitted('2026-03-09 08:00', 'V9');
CALL happens('2026-03-09 18:00', 'V7', 'death');
CALL happens('2026-03-09 18:00', 'V9', 'death');
CALL happens('2026-03-10 08:00', 'V8', 'death');
CALL writes('2026-03-10 18:00', 'V7', 'C0036');
-- V9's writes 死亡记录 instead, a microsecond late.
CALL writes('2026-03-10 18:00:00.000001', 'V9', 'C0050');
CALL clock('2026-03-10 19:00');
SELECT results_eq($$SELECT * FROM tasks('V7', 'adm-1', 'adm-2', 'adm-4', 'adm-5', 'dis-1', 'dis-2', 'dis-3')$$,
  $$VALUES ('adm-1', 'replaced', '2026-03-10 08:00', NULL), ('adm-2', 'overdue', '2026-03-09 16:00', NULL), ('adm-5', 'met', '2026-03-10 18:00', '2026-03-10 18:00'),
           ('dis-2', 'replaced', '2026-03-10 18:00', NULL), ('dis-3', 'open', '2026-03-16 24:00', NULL)$$, '24小时内入院死亡记录 replaces ADM-1 and DIS-2, not DIS-3');
SELECT results_eq($$SELECT * FROM tasks('V9', 'adm-1', 'adm-5', 'dis-2')$$,
  $$VALUES ('adm-1', 'overdue', '2026-03-10 08:00', NULL), ('adm-5', 'replaced', '2026-03-10 18:00', NULL), ('dis-2', 'late', '2026-03-10 18:00', '2026-03-10 18:00:00.000001')$$,
  'or 死亡记录 replaces it');
SELECT is_empty($$SELECT * FROM tasks('V8', 'adm-5')$$, 'dead after 24 hours sharp: not within 24 hours');
-- 死亡登记撤销 of V8.
CALL happens('2026-03-10 19:00', 'V8', 'death.corrected');
CALL clock('2026-03-10 19:00');
SELECT is_empty($$SELECT * FROM tasks('V8', 'dis-2', 'dis-3', 'dis-4', 'dis-5')$$, 'what the death opened is void');

SELECT no_failure();
SELECT * FROM finish();

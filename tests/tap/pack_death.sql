-- DIS-2 死亡记录 24 h, DIS-3 死亡病例讨论 within a week (and, another rule, within 5 working days), DIS-4 and DIS-5 at a death.
SELECT no_plan();
\set begins '2026-02-01 06:00+08'
\ir lib/ward.sql

-- V1 dies on Friday 2026-02-13 at 10:00, two days before 春节. A discharge "by death" follows at 11:00.
CALL admitted('2026-02-05 08:00', 'V1');
CALL admitted('2026-02-05 08:00', 'V2');
CALL admitted('2026-02-05 08:00', 'V3');
CALL happens('2026-02-13 10:00', 'V1', 'death');
CALL happens('2026-02-13 11:00', 'V1', 'discharge', '{"disposition": "dead"}');
-- V2's discharge was entered before the death was: the 出院记录 is not asked for any more.
CALL happens('2026-02-13 09:50', 'V2', 'discharge');
CALL happens('2026-02-13 10:00', 'V2', 'death');
CALL happens('2026-02-13 10:00', 'V3', 'death');
CALL clock('2026-02-13 11:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'adm-4', 'adm-5', 'dis-1', 'dis-2', 'dis-3', 'dis-4', 'dis-5', 'evt-1-discharge', 'ind-death-discussion-5d')$$,
  $$VALUES ('dis-2', 'open', '2026-02-14 10:00', NULL::text), ('dis-3', 'open', '2026-02-20 24:00', NULL), ('dis-4', 'open', '2026-02-14 10:00', NULL),
           ('dis-5', 'open', '2026-02-24 24:00', NULL), ('ind-death-discussion-5d', 'open', '2026-02-27 24:00', NULL)$$,
  '死亡 opens DIS-2..5 once; a week ends on the 20th, 5 working days on the 27th: 02-14 and 02-24..27');
SELECT results_eq($$SELECT * FROM tasks('V2', 'dis-1', 'dis-2')$$,
  $$VALUES ('dis-1', 'cancelled', '2026-02-14 09:50', NULL::text), ('dis-2', 'open', '2026-02-14 10:00', NULL)$$, 'DIS-2 replaces DIS-1');
-- 死亡 stops the notes, as 出院 does.
SELECT is_empty($$SELECT * FROM tqc.task WHERE subject = 'V1' AND rule = 'prg-4' AND status <> 'cancelled'$$, '死亡 stops PRG-4');

-- 死亡记录 at 10:00 sharp, a microsecond later, not at all.
CALL writes('2026-02-14 10:00', 'V1', 'C0050', '{"doc_id": "D50"}');
CALL writes('2026-02-14 10:00:00.000001', 'V2', 'C0050');
CALL clock('2026-02-14 11:00');
SELECT results_eq($$SELECT v, t.* FROM unnest(ARRAY['V1', 'V2', 'V3']) v, tasks(v, 'dis-2', 'dis-4') t ORDER BY v, rule$$,
  $$VALUES ('V1', 'dis-2', 'met', '2026-02-14 10:00', '2026-02-14 10:00'), ('V1', 'dis-4', 'overdue', '2026-02-14 10:00', NULL),
           ('V2', 'dis-2', 'late', '2026-02-14 10:00', '2026-02-14 10:00:00.000001'), ('V2', 'dis-4', 'overdue', '2026-02-14 09:50', NULL),
           ('V3', 'dis-2', 'overdue', '2026-02-14 10:00', NULL), ('V3', 'dis-4', 'overdue', '2026-02-14 10:00', NULL)$$, '24 hours from the death');
CALL happens('2026-02-14 12:00', 'V1', 'document.voided', '{"doc_id": "D50"}');
CALL clock('2026-02-14 12:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'dis-2')$$, $$VALUES ('dis-2', 'overdue', '2026-02-14 10:00', NULL::text)$$, '病历作废 re-opens it');

-- The discussion: V1's in the last microsecond of the seventh day, in the middle of the holiday; V2's the day after: late by the
-- 规范, in time for the indicator; V3's on the 28th, which is a make-up working day: late for both.
CALL writes('2026-02-20 23:59:59.999999', 'V1', 'C0051');
CALL writes('2026-02-21 00:00', 'V2', 'C0051');
CALL writes('2026-02-28 00:00', 'V3', 'C0051');
CALL clock('2026-02-28 08:00');
SELECT results_eq($$SELECT v, t.* FROM unnest(ARRAY['V1', 'V2', 'V3']) v, tasks(v, 'dis-3', 'ind-death-discussion-5d') t ORDER BY v, rule$$,
  $$VALUES ('V1', 'dis-3', 'met', '2026-02-20 24:00', '2026-02-20 24:00'), ('V1', 'ind-death-discussion-5d', 'met', '2026-02-27 24:00', '2026-02-20 24:00'),
           ('V2', 'dis-3', 'late', '2026-02-20 24:00', '2026-02-21 00:00'), ('V2', 'ind-death-discussion-5d', 'met', '2026-02-27 24:00', '2026-02-21 00:00'),
           ('V3', 'dis-3', 'late', '2026-02-20 24:00', '2026-02-28 00:00'), ('V3', 'ind-death-discussion-5d', 'late', '2026-02-27 24:00', '2026-02-28 00:00')$$,
  'a week and five working days are two rules');
-- V1's autopsy report (尸检报告) comes on 03-10: discussed again within a week of it.
CALL happens('2026-03-10 15:00', 'V1', 'autopsy.reported');
CALL clock('2026-03-10 15:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'dis-3') OFFSET 1$$, $$VALUES ('dis-3', 'open', '2026-03-17 24:00', NULL::text)$$, 'again after the autopsy');
CALL clock('2026-03-18 00:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'dis-3') OFFSET 1$$, $$VALUES ('dis-3', 'overdue', '2026-03-17 24:00', NULL::text)$$, 'and overdue after a week');

-- 国庆 2026: dead on 09-30, a week ends on 10-07, five working days on 10-13 (10-10 is a make-up working day).
CALL admitted('2026-09-20 08:00', 'V4');
CALL happens('2026-09-30 22:00', 'V4', 'death');
CALL clock('2026-09-30 22:00');
SELECT results_eq($$SELECT * FROM tasks('V4', 'dis-3', 'ind-death-discussion-5d')$$,
  $$VALUES ('dis-3', 'open', '2026-10-07 24:00', NULL::text), ('ind-death-discussion-5d', 'open', '2026-10-13 24:00', NULL)$$, '国庆');
-- It was another patient (死亡登记撤销): void, and the stay goes on where it was.
CALL happens('2026-09-30 23:00', 'V4', 'death.corrected');
CALL clock('2026-09-30 23:00');
SELECT results_eq($$SELECT * FROM tasks('V4', 'dis-2', 'dis-3', 'dis-4', 'dis-5', 'ind-death-discussion-5d', 'prg-4')$$,
  $$VALUES ('prg-4', 'open', '2026-10-20 08:00', NULL::text)$$, '死亡登记撤销');

SELECT no_failure();
SELECT * FROM finish();

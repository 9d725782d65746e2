-- DIS-5 病历归档: 2 working days (工作日) after the discharge, with the holidays and make-up days (调休) of the notices.
SELECT no_plan();
\set begins '2025-09-20 06:00+08'
\ir lib/ward.sql

-- 国庆、中秋 2025: 10-01 to 10-08 are off, Sunday 09-28 and Saturday 10-11 are worked.
CALL admitted('2025-09-20 08:00', 'A1');
CALL admitted('2025-09-20 08:00', 'A2');
CALL admitted('2025-09-20 08:00', 'A3');
CALL admitted('2025-09-20 08:00', 'A4');
CALL happens('2025-09-26 17:00', 'A1', 'discharge');
CALL clock('2025-09-26 17:00');
SELECT results_eq($$SELECT * FROM tasks('A1', 'dis-5')$$, $$VALUES ('dis-5', 'open', '2025-09-29 24:00', NULL::text)$$, 'Friday 09-26: Sunday 09-28 counts, Monday is the second day');
CALL happens('2025-09-30 08:00', 'A2', 'discharge');
CALL happens('2025-09-30 23:59', 'A3', 'death');
CALL happens('2025-10-03 12:00', 'A4', 'discharge');
CALL clock('2025-10-03 12:00');
SELECT results_eq($$SELECT v, t.* FROM unnest(ARRAY['A1', 'A2', 'A3', 'A4']) v, tasks(v, 'dis-5') t ORDER BY v$$,
  $$VALUES ('A1', 'dis-5', 'overdue', '2025-09-29 24:00', NULL::text), ('A2', 'dis-5', 'open', '2025-10-10 24:00', NULL),
           ('A3', 'dis-5', 'open', '2025-10-10 24:00', NULL), ('A4', 'dis-5', 'open', '2025-10-10 24:00', NULL)$$,
  'over the holiday: 10-09 and 10-10, at whatever hour of 09-30 it was, by 出院 or 死亡');
-- Archived in the last microsecond of 10-10; a microsecond later, on a working Saturday; not.
CALL happens('2025-10-10 23:59:59.999999', 'A2', 'record.archived');
CALL happens('2025-10-11 00:00', 'A3', 'record.archived');
CALL clock('2025-10-11 08:00');
SELECT results_eq($$SELECT v, t.* FROM unnest(ARRAY['A2', 'A3', 'A4']) v, tasks(v, 'dis-5') t ORDER BY v$$,
  $$VALUES ('A2', 'dis-5', 'met', '2025-10-10 24:00', '2025-10-10 24:00'), ('A3', 'dis-5', 'late', '2025-10-10 24:00', '2025-10-11 00:00'),
           ('A4', 'dis-5', 'overdue', '2025-10-10 24:00', NULL)$$, 'to the end of the second working day');
-- 召回: the archived record of A2 is called back, and the task is open again, overdue by now. Archived anew it is late.
CALL happens('2025-10-13 09:00', 'A2', 'record.recalled');
CALL clock('2025-10-13 09:00');
SELECT results_eq($$SELECT * FROM tasks('A2', 'dis-5')$$, $$VALUES ('dis-5', 'overdue', '2025-10-10 24:00', NULL::text)$$, '召回 re-opens it');
CALL happens('2025-10-13 15:00', 'A2', 'record.archived');
CALL clock('2025-10-13 15:00');
SELECT results_eq($$SELECT * FROM tasks('A2', 'dis-5')$$, $$VALUES ('dis-5', 'late', '2025-10-10 24:00', '2025-10-13 15:00')$$, 'archived again');
-- A4's discharge is taken back (取消出院), overdue or not: nothing to archive.
CALL happens('2025-10-13 16:00', 'A4', 'discharge.cancelled');
CALL clock('2025-10-13 16:00');
SELECT is_empty($$SELECT * FROM tasks('A4', 'dis-5')$$, '取消出院 voids it');

-- Discharges over the holidays of 2026, each with its end (2 工作日 may be 11 days).
-- The notice for 2026 came on 2025-11-04; B0 left before, on 10-31: no holiday near, no difference.
CREATE TABLE leaves (visit text, at timestamptz, due text, words text);
INSERT INTO leaves VALUES
  ('B0', '2025-10-31 10:00', '2025-11-04 24:00', 'Friday, over a weekend'),
  ('B1', '2025-12-31 10:00', '2026-01-05 24:00', '元旦: Sunday 01-04 is worked'),
  ('B2', '2026-01-01 10:00', '2026-01-05 24:00', 'on the holiday itself'),
  ('B3', '2026-02-13 10:00', '2026-02-24 24:00', '春节: Saturday 02-14 is worked, then nine days off'),
  ('B4', '2026-02-14 10:00', '2026-02-25 24:00', 'on the make-up day'),
  ('B5', '2026-02-20 10:00', '2026-02-25 24:00', 'in the middle of 春节'),
  ('B6', '2026-02-26 10:00', '2026-02-28 24:00', 'Saturday 02-28 is worked'),
  ('B7', '2026-04-30 10:00', '2026-05-07 24:00', '劳动节'),
  ('B8', '2026-05-08 10:00', '2026-05-11 24:00', 'Saturday 05-09 is worked'),
  ('B9', '2026-09-30 10:00', '2026-10-09 24:00', '国庆: 10-08 and 10-09'),
  ('C0', '2026-10-09 10:00', '2026-10-12 24:00', 'Saturday 10-10 is worked');
DO $$
DECLARE l leaves;
BEGIN
  FOR l IN SELECT * FROM leaves ORDER BY at LOOP
    CALL admitted(l.at - interval '5 days', l.visit);
    CALL happens(l.at, l.visit, 'discharge');
    CALL clock(l.at);
  END LOOP;
END
$$;
SELECT is((SELECT due_at FROM tasks(visit, 'dis-5')), due, visit || ' ' || words) FROM leaves ORDER BY visit;

-- The local limit of 7 working days (院内, switched off as shipped) stands beside it once it is switched on.
SELECT count(*) FROM tqc.load_pack('cn-2010-local', tqc.now());
SELECT is((SELECT count(*) FROM tqc.task t WHERE t.rule LIKE 'local-%'), 0::bigint, 'local limits are shipped switched off');
SELECT tqc.enable_rule('local-archive-7d');
CALL admitted('2026-10-12 08:00', 'L1');
CALL happens('2026-10-16 10:00', 'L1', 'discharge');
CALL clock('2026-10-16 10:00');
SELECT results_eq($$SELECT * FROM tasks('L1', 'dis-5', 'local-archive-7d')$$,
  $$VALUES ('dis-5', 'open', '2026-10-20 24:00', NULL::text), ('local-archive-7d', 'open', '2026-10-27 24:00', NULL)$$, '2 and 7 working days');

SELECT no_failure();
SELECT * FROM finish();

-- 病情变化 between two notes: a worse condition asks for the next note sooner, min(old due, now + new interval);
-- a better one later, last note + new interval. And PRG-4, 阶段小结 every month.
SELECT no_plan();
\set begins '2026-01-30 06:00+08'
\ir lib/ward.sql

-- PRG-4: admitted on 31 January at 10:00, the first 阶段小结 is due on 28 February at 10:00: there is no 31st.
CALL admitted('2026-01-31 10:00', 'M1');
CALL admitted('2026-01-31 10:00', 'M2');
CALL admitted('2026-01-31 10:00', 'M3');
CALL admitted('2026-01-31 10:00', 'M4');
-- M4 leaves before: nothing to sum up. 取消出院 the next day brings it back.
CALL happens('2026-02-10 09:00', 'M4', 'discharge');
CALL clock('2026-02-10 09:00');
SELECT results_eq($$SELECT * FROM tasks('M4', 'prg-4')$$, $$VALUES ('prg-4', 'cancelled', '2026-02-28 10:00', NULL::text)$$, '出院 stops it');
CALL happens('2026-02-11 09:00', 'M4', 'discharge.cancelled');
CALL clock('2026-02-11 09:00');
SELECT results_eq($$SELECT * FROM tasks('M4', 'prg-4')$$, $$VALUES ('prg-4', 'open', '2026-02-28 10:00', NULL::text)$$, '取消出院 restores it');
-- M1 at the last moment, M2 a microsecond later, M3 never and leaves with it. The next month runs from the summary.
CALL writes('2026-02-28 10:00', 'M1', 'C0043');
CALL writes('2026-02-28 10:00:00.000001', 'M2', 'C0043');
CALL happens('2026-02-28 11:00', 'M3', 'discharge');
CALL clock('2026-02-28 11:00');
SELECT results_eq($$SELECT * FROM tasks('M1', 'prg-4')$$,
  $$VALUES ('prg-4', 'met', '2026-02-28 10:00', '2026-02-28 10:00'), ('prg-4', 'open', '2026-03-28 10:00', NULL)$$, 'a month from the last summary');
SELECT results_eq($$SELECT * FROM tasks('M2', 'prg-4')$$,
  $$VALUES ('prg-4', 'late', '2026-02-28 10:00', '2026-02-28 10:00:00.000001'), ('prg-4', 'open', '2026-03-28 10:00:00.000001', NULL)$$, 'late, and a month from there');
SELECT results_eq($$SELECT * FROM tasks('M3', 'prg-4')$$, $$VALUES ('prg-4', 'overdue', '2026-02-28 10:00', NULL::text)$$, 'overdue it outlives the discharge');

-- W1: stable, note on the 2nd, due on the 5th. 病危 on the 3rd: by the end of the 4th.
CALL admitted('2026-03-02 08:00', 'W1');
CALL admitted('2026-03-02 08:00', 'W2');
CALL admitted('2026-03-02 08:00', 'W3', '{"condition": "critical"}');
CALL admitted('2026-03-02 08:00', 'W4', '{"condition": "critical"}');
CALL writes('2026-03-02 10:00', 'W1', 'C0037');
CALL writes('2026-03-02 10:00', 'W2', 'C0037');
CALL writes('2026-03-02 10:00', 'W3', 'C0037');
CALL writes('2026-03-02 10:00', 'W4', 'C0037');
CALL happens('2026-03-03 14:00', 'W1', 'condition.changed', '{"condition": "critical"}');
-- W3 critical, due on the 3rd, is stable from the 3rd on: three days from the last note.
CALL happens('2026-03-03 14:00', 'W3', 'condition.changed', '{"condition": "stable"}');
CALL clock('2026-03-03 14:00');
SELECT results_eq($$SELECT * FROM tasks('W1', 'prg') OFFSET 1$$, $$VALUES ('prg', 'open', '2026-03-04 24:00', NULL::text)$$, '稳定→病危: now + 1 day, before the old due time');
SELECT results_eq($$SELECT * FROM tasks('W3', 'prg') OFFSET 1$$, $$VALUES ('prg', 'open', '2026-03-05 24:00', NULL::text)$$, '病危→稳定: last note + 3 days');
-- W4 turns better too late: what is overdue stays as it is.
CALL happens('2026-03-04 08:00', 'W4', 'condition.changed', '{"condition": "stable"}');
-- W1: a note on the 4th, the next on the 5th; 病危→病重 on the 5th: last note + 2 days; 病重→稳定 on the 6th: + 3 days.
CALL writes('2026-03-04 09:00', 'W1', 'C0038');
CALL happens('2026-03-05 10:00', 'W1', 'condition.changed', '{"condition": "serious"}');
-- W2: due at the end of the 5th, 病危 on that very day: now + 1 day would be the 6th, the old due time comes first.
CALL happens('2026-03-05 10:00', 'W2', 'condition.changed', '{"condition": "critical"}');
CALL clock('2026-03-05 10:00');
SELECT results_eq($$SELECT * FROM tasks('W1', 'prg') OFFSET 2$$, $$VALUES ('prg', 'open', '2026-03-06 24:00', NULL::text)$$, '病危→病重: last note + 2 days');
SELECT results_eq($$SELECT * FROM tasks('W2', 'prg') OFFSET 1$$, $$VALUES ('prg', 'open', '2026-03-05 24:00', NULL::text)$$, '稳定→病危 on the last day: the old due time');
SELECT results_eq($$SELECT * FROM tasks('W4', 'prg') OFFSET 1$$, $$VALUES ('prg', 'overdue', '2026-03-03 24:00', NULL::text)$$, 'better after the due time: still overdue');
CALL happens('2026-03-06 10:00', 'W1', 'condition.changed', '{"condition": "stable"}');
CALL clock('2026-03-06 10:00');
SELECT results_eq($$SELECT * FROM tasks('W1', 'prg') OFFSET 2$$, $$VALUES ('prg', 'open', '2026-03-07 24:00', NULL::text)$$, '病重→稳定: last note + 3 days');
-- 稳定→病重 on the 7th: now + 2 days is later than the old due time, which stays. The note is written, then two days.
CALL happens('2026-03-07 09:00', 'W1', 'condition.changed', '{"condition": "serious"}');
CALL clock('2026-03-07 09:00');
SELECT results_eq($$SELECT * FROM tasks('W1', 'prg') OFFSET 2$$, $$VALUES ('prg', 'open', '2026-03-07 24:00', NULL::text)$$, '稳定→病重: never later than before');
CALL writes('2026-03-07 12:00', 'W1', 'C0038');
CALL clock('2026-03-07 12:00');
SELECT results_eq($$SELECT * FROM tasks('W1', 'prg') OFFSET 3$$, $$VALUES ('prg', 'open', '2026-03-09 24:00', NULL::text)$$, 'then every 2 days');
-- 取消入院 of W4 voids the overdue note with all else.
CALL happens('2026-03-07 13:00', 'W4', 'admission.cancelled');
CALL clock('2026-03-07 13:00');
SELECT is_empty($$SELECT * FROM tasks('W4', 'prg', 'prg-4')$$, '取消入院 voids the series');

SELECT no_failure();
SELECT * FROM finish();

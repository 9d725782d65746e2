-- PRG-1..3 日常病程记录: 病危 every day, 病重 every 2 days, 稳定 every 3 days, in calendar days from the last note.
SELECT no_plan();
\set begins '2026-03-02 06:00+08'
\ir lib/ward.sql

-- Monday 08:00: V1 stable (稳定), V2 serious (病重), V3 critical (病危). V4 stable as V1.
CALL admitted('2026-03-02 08:00', 'V1');
CALL admitted('2026-03-02 08:00', 'V2', '{"condition": "serious"}');
CALL admitted('2026-03-02 08:00', 'V3', '{"condition": "critical"}');
CALL admitted('2026-03-02 08:00', 'V4');
CALL clock('2026-03-02 08:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'prg')$$, $$VALUES ('prg', 'open', '2026-03-05 24:00', NULL::text)$$, 'stable: day 1 is the admission, due by the end of day 4');
SELECT results_eq($$SELECT * FROM tasks('V2', 'prg')$$, $$VALUES ('prg', 'open', '2026-03-04 24:00', NULL::text)$$, 'serious: by the end of day 3');
SELECT results_eq($$SELECT * FROM tasks('V3', 'prg')$$, $$VALUES ('prg', 'open', '2026-03-03 24:00', NULL::text)$$, 'critical: by the end of day 2');

-- 首次病程记录 is a progress note too; a 会诊记录 (of the consultant) and an 入院记录 are none.
CALL writes('2026-03-02 10:00', 'V1', 'C0037');
CALL writes('2026-03-03 10:00', 'V1', 'C0034');
CALL writes('2026-03-03 11:00', 'V1', 'C0053');
CALL writes('2026-03-02 10:00', 'V4', 'C0037');
-- V3 has a note a day until the 4th: 查房 (C0039) and 日常病程 (C0038) count alike, and the hour of the day plays no part.
CALL writes('2026-03-03 23:59:59.999999', 'V3', 'C0039', '{"author_level": "resident"}');
CALL writes('2026-03-04 00:30', 'V3', 'C0038');
CALL clock('2026-03-04 12:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'prg')$$,
  $$VALUES ('prg', 'met', '2026-03-05 24:00', '2026-03-02 10:00'), ('prg', 'open', '2026-03-05 24:00', NULL)$$, 'three days from the note, not from the hour of it');
SELECT results_eq($$SELECT rule, status, due_at FROM tasks('V3', 'prg')$$,
  $$VALUES ('prg', 'met', '2026-03-03 24:00'), ('prg', 'met', '2026-03-04 24:00'), ('prg', 'open', '2026-03-05 24:00')$$, 'critical: one note in each calendar day');

-- V1's next note comes at the last microsecond of day 4, V4's one later: late, and the three days run from it.
CALL writes('2026-03-05 23:59:59.999999', 'V1', 'C0038');
CALL writes('2026-03-06 00:00', 'V4', 'C0038');
CALL clock('2026-03-06 00:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'prg') OFFSET 1$$,
  $$VALUES ('prg', 'met', '2026-03-05 24:00', '2026-03-05 24:00'), ('prg', 'open', '2026-03-08 24:00', NULL)$$, 'day 4 to its end is in time');
SELECT results_eq($$SELECT * FROM tasks('V4', 'prg') OFFSET 1$$,
  $$VALUES ('prg', 'late', '2026-03-05 24:00', '2026-03-06 00:00'), ('prg', 'open', '2026-03-09 24:00', NULL)$$, 'day 5 is late; the next three days run from that note');

-- V2 (病重) and V3 (病危) are not written any more: one task each is overdue, nothing further falls due meanwhile.
CALL clock('2026-03-08 09:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'prg')$$, $$VALUES ('prg', 'overdue', '2026-03-04 24:00', NULL::text)$$, 'serious: overdue since the end of day 3');
SELECT results_eq($$SELECT * FROM tasks('V3', 'prg') OFFSET 2$$, $$VALUES ('prg', 'overdue', '2026-03-05 24:00', NULL::text)$$, 'critical: overdue, and only once');
-- The late note of V3 begins a new day's count.
CALL writes('2026-03-08 10:00', 'V3', 'C0038', '{"doc_id": "D3"}');
CALL clock('2026-03-08 10:00');
SELECT results_eq($$SELECT * FROM tasks('V3', 'prg') OFFSET 2$$,
  $$VALUES ('prg', 'late', '2026-03-05 24:00', '2026-03-08 10:00'), ('prg', 'open', '2026-03-09 24:00', NULL)$$, 'closed late, the next by the end of the next day');
-- That note is voided (病历作废): the chain stands where it stood, with the old due time.
CALL happens('2026-03-08 11:00', 'V3', 'document.voided', '{"doc_id": "D3"}');
CALL clock('2026-03-08 11:00');
SELECT results_eq($$SELECT * FROM tasks('V3', 'prg') OFFSET 2$$, $$VALUES ('prg', 'overdue', '2026-03-05 24:00', NULL::text)$$, 'voided: overdue as before');

-- 出院 stops what is not yet due (V1) and keeps what is overdue (V2); 死亡 as well (V4, V3).
CALL happens('2026-03-08 12:00', 'V1', 'discharge');
CALL happens('2026-03-08 12:00', 'V2', 'discharge');
CALL happens('2026-03-08 12:00', 'V3', 'death');
CALL happens('2026-03-08 12:00', 'V4', 'death');
CALL clock('2026-03-08 12:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'prg') OFFSET 2$$, $$VALUES ('prg', 'cancelled', '2026-03-08 24:00', NULL::text)$$, '出院 stops a note not yet due');
SELECT results_eq($$SELECT * FROM tasks('V2', 'prg')$$, $$VALUES ('prg', 'overdue', '2026-03-04 24:00', NULL::text)$$, '出院 keeps an overdue one');
SELECT results_eq($$SELECT * FROM tasks('V3', 'prg') OFFSET 2$$, $$VALUES ('prg', 'overdue', '2026-03-05 24:00', NULL::text)$$, '死亡 keeps an overdue one');
SELECT results_eq($$SELECT * FROM tasks('V4', 'prg') OFFSET 2$$, $$VALUES ('prg', 'cancelled', '2026-03-09 24:00', NULL::text)$$, '死亡 stops a note not yet due');
-- Written after the discharge, V2's overdue note is late, and no other is asked for: the series has ended.
CALL writes('2026-03-08 13:00', 'V2', 'C0038');
-- 取消出院 an hour later: V1's note is due as it was.
CALL happens('2026-03-08 13:00', 'V1', 'discharge.cancelled');
CALL clock('2026-03-08 13:00');
SELECT results_eq($$SELECT * FROM tasks('V2', 'prg')$$, $$VALUES ('prg', 'late', '2026-03-04 24:00', '2026-03-08 13:00')$$, 'late after the discharge, the last one');
SELECT results_eq($$SELECT * FROM tasks('V1', 'prg') OFFSET 2$$, $$VALUES ('prg', 'open', '2026-03-08 24:00', NULL::text)$$, '取消出院 restores it with the old due time');
CALL clock('2026-03-09 00:00');
SELECT results_eq($$SELECT * FROM tasks('V1', 'prg') OFFSET 2$$, $$VALUES ('prg', 'overdue', '2026-03-08 24:00', NULL::text)$$, 'by which it falls overdue');

-- 请假外出: a pause of the notes is unverified ([M]) and not shipped. The days run on.
CALL admitted('2026-03-09 08:00', 'V5');
CALL happens('2026-03-09 12:00', 'V5', 'leave.started');
CALL happens('2026-03-12 12:00', 'V5', 'leave.ended');
CALL clock('2026-03-13 00:00');
SELECT results_eq($$SELECT * FROM tasks('V5', 'prg')$$, $$VALUES ('prg', 'overdue', '2026-03-12 24:00', NULL::text)$$, 'leave does not stop the count');

SELECT no_failure();
SELECT * FROM finish();

-- What a DBA meets first: install, define, emit, look.
\encoding UTF8
CREATE EXTENSION tqc;

-- The clock stands still, so that times below are the same in every run.
SET timezone = 'Asia/Shanghai';
SET datestyle = 'ISO';
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.now();

-- A rule and the two kinds of events it speaks of.
SELECT tqc.define_event('admission', '入院', context => '{"doctor": "$.doctor", "patient": "$.patient"}',
  json_schema => '{"type": "object", "required": ["doctor"]}') IS NOT NULL AS defined;
SELECT tqc.define_event('document.completed', '完成病历书写') IS NOT NULL AS defined;
SELECT tqc.put_rule('first-progress-note', '{
  "title": "首次病程记录在入院8小时内完成",
  "open": {"on": "admission"},
  "due": {"within": "PT8H"},
  "close": {"on": "document.completed", "when": "$.doc_type == \"first_progress_note\""},
  "receivers": ["{{doctor}}"],
  "message": "{{patient}}：首次病程记录"}');

-- An event opens a task ...
SELECT tqc_emit('admission', 'V1001', '{"doctor": "dr-li", "patient": "张三"}', id => 'A-1') AS first \gset
SELECT tqc.sync();
SELECT subject, title, status, anchor_at, due_at, receivers FROM tqc.task;

-- ... the same message again changes nothing, another one under its number is refused ...
SELECT tqc_emit('admission', 'V1001', '{"doctor": "dr-li", "patient": "张三"}', id => 'A-1') = :first AS same;
SELECT tqc_emit('admission', 'V1002', '{"doctor": "dr-li", "patient": "张三"}', id => 'A-1');

-- ... and so is what does not fit its definition.
SELECT tqc_emit('admission', 'V1003', '{"patient": "李四"}');
SELECT tqc_emit('discharge', 'V1001');
SELECT tqc.put_rule('wrong', '{"title": "x", "open": {"on": "admission"}, "due": {"within": "8 hours"}}');

-- Nine hours later the deadline has passed; the late note is judged by it.
SELECT tqc.set_clock('2026-01-05 17:00+08', 0);
SELECT tqc.sync();
SELECT status, overdue_at FROM tqc.task;
SELECT tqc_emit('document.completed', 'V1001', '{"doc_type": "first_progress_note"}') IS NOT NULL AS emitted;
SELECT tqc.sync();
SELECT status, closed_at, overdue_by FROM tqc.task;
SELECT kind, receiver, payload ->> 'message' AS message FROM tqc.push ORDER BY seq;
SELECT count(*) AS failures FROM tqc.failure;

-- It goes as it came.
DROP EXTENSION tqc;
SELECT count(*) AS left_behind FROM pg_namespace WHERE nspname = 'tqc';

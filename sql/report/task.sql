-- One row a task, for statistics: what tqc.task says, and what tasks are grouped by.
--
-- judged: the task counts in rates. It does once it is certain whether the work was done in time:
-- met, late, missed, violated, and overdue, which can no longer be met. What still runs in time,
-- what was cancelled, replaced or waived, and what was withdrawn (no longer in tqc.task) does not.
CREATE VIEW tqc.report_task AS
SELECT t.id, t.rule, t.rule_version, t.title, r.definition ->> 'category' AS category,
       t.site, t.subject, t.context ->> 'ward' AS ward, t.key, t.occurrence, t.status,
       t.status IN ('met', 'late', 'missed', 'overdue', 'violated') AS judged,
       t.anchor_at, t.opened_at, t.due_at, t.overdue_at, t.closed_at, t.paused, t.elapsed,
       t.overdue_by, t.receivers, t.context, t.opened_by, t.closed_by, t.reason
  FROM tqc.task t
  JOIN tqc.rule r ON r.code = t.rule AND r.version = t.rule_version;

COMMENT ON VIEW tqc.report_task IS 'one row a task, with what reports group by (任务明细); withdrawn tasks are not in it';
COMMENT ON COLUMN tqc.report_task.id IS 'the task''s number, its own for ever';
COMMENT ON COLUMN tqc.report_task.rule IS 'code of the rule (规则)';
COMMENT ON COLUMN tqc.report_task.rule_version IS 'version of the rule that was in force at the opening event';
COMMENT ON COLUMN tqc.report_task.title IS 'title of that version';
COMMENT ON COLUMN tqc.report_task.category IS 'category of that version (类别); NULL if it has none';
COMMENT ON COLUMN tqc.report_task.site IS 'site (院区)';
COMMENT ON COLUMN tqc.report_task.subject IS 'subject (就诊): the visit the clock ran for';
COMMENT ON COLUMN tqc.report_task.ward IS 'ward (病区): field ward of the context as it was at the opening; NULL if there was none';
COMMENT ON COLUMN tqc.report_task.key IS 'business key, a JSON array of texts; NULL if the rule has none';
COMMENT ON COLUMN tqc.report_task.occurrence IS 'number of the task within its series';
COMMENT ON COLUMN tqc.report_task.status IS 'waiting, open, overdue, met, late, missed, violated, replaced, cancelled or waived';
COMMENT ON COLUMN tqc.report_task.judged IS 'counts in rates: status is met, late, missed, overdue or violated';
COMMENT ON COLUMN tqc.report_task.anchor_at IS 'what the due time is counted from';
COMMENT ON COLUMN tqc.report_task.opened_at IS 'when the task appeared, or will';
COMMENT ON COLUMN tqc.report_task.due_at IS 'due time (时限); NULL if the rule sets none';
COMMENT ON COLUMN tqc.report_task.overdue_at IS 'when it became overdue; NULL if it never was';
COMMENT ON COLUMN tqc.report_task.closed_at IS 'when it ended; NULL while it runs';
COMMENT ON COLUMN tqc.report_task.paused IS 'how long its clock has stood still';
COMMENT ON COLUMN tqc.report_task.elapsed IS 'time from the anchor to the end, or until tqc.now() while it runs, without pauses (用时)';
COMMENT ON COLUMN tqc.report_task.overdue_by IS 'lateness (超时时长): how long after the due time it was ended, or is by tqc.now() while overdue; NULL if in time';
COMMENT ON COLUMN tqc.report_task.receivers IS 'receivers (接收人) now, or at the end';
COMMENT ON COLUMN tqc.report_task.context IS 'the context (上下文) as it was at the opening';
COMMENT ON COLUMN tqc.report_task.opened_by IS 'seq of the opening event';
COMMENT ON COLUMN tqc.report_task.closed_by IS 'seq of the event that ended it; NULL while it runs, and if the clock ended it';
COMMENT ON COLUMN tqc.report_task.reason IS 'why it ended or what was done to it, if somebody said';

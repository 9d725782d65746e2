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
-- What it has from tqc.task means the same here.
DO $do$
DECLARE
    described record;
BEGIN
    FOR described IN
        SELECT r.attname AS name, pg_catalog.col_description(t.attrelid, t.attnum) AS comment
          FROM pg_catalog.pg_attribute r
          JOIN pg_catalog.pg_attribute t ON t.attname = r.attname AND t.attrelid = 'tqc.task'::pg_catalog.regclass
         WHERE r.attrelid = 'tqc.report_task'::pg_catalog.regclass AND r.attnum > 0 AND t.attnum > 0
    LOOP
        EXECUTE pg_catalog.format('COMMENT ON COLUMN tqc.report_task.%I IS %L', described.name, described.comment);
    END LOOP;
END
$do$;
COMMENT ON COLUMN tqc.report_task.category IS 'category of that version (类别); NULL if it has none';
COMMENT ON COLUMN tqc.report_task.ward IS 'ward (病区): field ward of the context as it was at the opening; NULL if there was none';
COMMENT ON COLUMN tqc.report_task.judged IS 'counts in rates: status is met, late, missed, overdue or violated';

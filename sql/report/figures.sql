-- The reports by group: the same figures over tqc.report_task, once for each way to group.
--
-- met_rate = met / judged, judged = met + late + missed + overdue + violated: of all tasks whose
-- outcome is certain, the share that was done in time. An overdue task counts as not met from the
-- moment it is overdue, a late one for good. A task of several receivers counts for each of them, so
-- the figures by receiver do not add up to those of all.
DO $do$
DECLARE
    figures constant text := $$
       count(*) FILTER (WHERE status <> 'waiting') AS opened,
       count(*) FILTER (WHERE status = 'waiting') AS waiting,
       count(*) FILTER (WHERE status = 'open') AS open,
       count(*) FILTER (WHERE status = 'overdue') AS overdue,
       count(*) FILTER (WHERE status = 'met') AS met,
       count(*) FILTER (WHERE status = 'late') AS late,
       count(*) FILTER (WHERE status = 'missed') AS missed,
       count(*) FILTER (WHERE status = 'violated') AS violated,
       count(*) FILTER (WHERE status = 'replaced') AS replaced,
       count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
       count(*) FILTER (WHERE status = 'waived') AS waived,
       count(*) FILTER (WHERE judged) AS judged,
       round(count(*) FILTER (WHERE status = 'met')::numeric
             / nullif(count(*) FILTER (WHERE judged), 0), 4) AS met_rate,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY elapsed)
           FILTER (WHERE status IN ('met', 'late')) AS elapsed_median,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY elapsed)
           FILTER (WHERE status IN ('met', 'late')) AS elapsed_p95,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY overdue_by) AS lateness_median,
       percentile_cont(0.95) WITHIN GROUP (ORDER BY overdue_by) AS lateness_p95
  FROM tqc.report_task$$;
    meanings constant text[] := ARRAY[
        ['opened', 'tasks that have appeared: all but the waiting ones'],
        ['waiting', 'tasks that will appear later (等待)'],
        ['open', 'tasks that run in time (进行中)'],
        ['overdue', 'tasks that run past their due time (超时未完成)'],
        ['met', 'tasks done in time (按时完成)'],
        ['late', 'tasks done too late (超时完成)'],
        ['missed', 'tasks that can no longer be done (缺失)'],
        ['violated', 'tasks of forbidding rules for which the forbidden happened (违反)'],
        ['replaced', 'tasks that another rule''s close made needless (互斥关闭)'],
        ['cancelled', 'tasks that were cancelled (取消)'],
        ['waived', 'tasks that were waived by hand (豁免)'],
        ['judged', 'tasks that count in met_rate: met + late + missed + overdue + violated'],
        ['met_rate', 'met / judged, 0 to 1 to four places (按时完成率); NULL if nothing is judged'],
        ['elapsed_median', 'median of the time from anchor to close, of met and late tasks (用时中位数)'],
        ['elapsed_p95', '95th percentile of the same, interpolated'],
        ['lateness_median', 'median of how long after the due time, of late, missed and overdue tasks (超时中位数)'],
        ['lateness_p95', '95th percentile of the same, interpolated']];
    report text;
    meaning text[];
BEGIN
    EXECUTE 'CREATE VIEW tqc.report_by_rule AS SELECT site, rule,'
        ' (array_agg(title ORDER BY rule_version DESC))[1] AS title,'
        ' (array_agg(category ORDER BY rule_version DESC))[1] AS category,'
        || figures || ' GROUP BY site, rule';
    EXECUTE 'CREATE VIEW tqc.report_by_ward AS SELECT site, ward,' || figures || ' GROUP BY site, ward';
    EXECUTE 'CREATE VIEW tqc.report_by_receiver AS SELECT site, receiver,' || figures
        || ' LEFT JOIN LATERAL unnest(receivers) AS receiver ON true GROUP BY site, receiver';
    EXECUTE 'CREATE VIEW tqc.report_by_day AS SELECT site,'
        ' (opened_at AT TIME ZONE (SELECT tqc.calendar_zone(''always'')))::date AS day,' || figures || ' GROUP BY 1, 2';
    FOREACH report IN ARRAY ARRAY['report_by_rule', 'report_by_ward', 'report_by_receiver', 'report_by_day'] LOOP
        EXECUTE format('COMMENT ON COLUMN tqc.%I.site IS %L', report, 'site (院区)');
        FOREACH meaning SLICE 1 IN ARRAY meanings LOOP
            EXECUTE format('COMMENT ON COLUMN tqc.%I.%I IS %L', report, meaning[1], meaning[2]);
        END LOOP;
    END LOOP;
END
$do$;
COMMENT ON VIEW tqc.report_by_rule IS 'outcome of the tasks of each rule at each site (规则统计)';
COMMENT ON COLUMN tqc.report_by_rule.rule IS 'code of the rule (规则)';
COMMENT ON COLUMN tqc.report_by_rule.title IS 'title of the latest version that has tasks';
COMMENT ON COLUMN tqc.report_by_rule.category IS 'category of that version (类别)';
COMMENT ON VIEW tqc.report_by_ward IS 'outcome of the tasks of each ward of each site (病区统计)';
COMMENT ON COLUMN tqc.report_by_ward.ward IS 'ward (病区) from the context at the opening; NULL: tasks opened without one';
COMMENT ON VIEW tqc.report_by_receiver IS 'outcome of the tasks of each receiver at each site (个人统计); a task of several counts for each';
COMMENT ON COLUMN tqc.report_by_receiver.receiver IS 'receiver (接收人) now, or at the end; NULL: tasks without one';
COMMENT ON VIEW tqc.report_by_day IS 'outcome of the tasks that opened on each day at each site (按日统计)';
COMMENT ON COLUMN tqc.report_by_day.day IS 'day on which they opened, in the zone of the setting tqc.timezone';

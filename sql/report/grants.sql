GRANT SELECT ON tqc.report_task, tqc.report_by_rule, tqc.report_by_ward TO tqc_reader;

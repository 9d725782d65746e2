GRANT SELECT ON tqc.report_task, tqc.report_by_rule, tqc.report_by_ward, tqc.report_by_receiver, tqc.report_by_day TO tqc_reader;

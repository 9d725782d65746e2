-- Make-up is correction: an officer's. The query sees what whoever calls may see.
GRANT EXECUTE ON FUNCTION
    tqc.check_source(text), tqc.define_source(text, text), tqc.keep_source(text, text), tqc.remove_source(text),
    tqc.make_up(text, jsonb), tqc.reconcile(text, interval),
    tqc.cron_database(), tqc.schedule(text, text, interval)
TO tqc_officer;
GRANT SELECT ON tqc.source TO tqc_officer;

GRANT EXECUTE ON FUNCTION
    tqc.put_rule(text, jsonb, text, timestamptz), tqc.check_rule(jsonb),
    tqc.disable_rule(text, text, timestamptz), tqc.enable_rule(text, text, timestamptz),
    tqc.remove_site_rule(text, text, timestamptz) TO tqc_officer;

GRANT EXECUTE ON FUNCTION tqc.lint_rules() TO tqc_officer, tqc_reader;

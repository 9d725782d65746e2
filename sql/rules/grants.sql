REVOKE ALL ON FUNCTION
    tqc.put_rule(text, jsonb, text, timestamptz), tqc.check_rule(jsonb),
    tqc.disable_rule(text, text, timestamptz), tqc.enable_rule(text, text, timestamptz),
    tqc.remove_site_rule(text, text, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    tqc.put_rule(text, jsonb, text, timestamptz), tqc.check_rule(jsonb),
    tqc.disable_rule(text, text, timestamptz), tqc.enable_rule(text, text, timestamptz),
    tqc.remove_site_rule(text, text, timestamptz) TO tqc_officer;

REVOKE ALL ON FUNCTION
    tqc.rule_sections(jsonb, text), tqc.rule_types(jsonb), tqc.rule_context_fields(jsonb),
    tqc.rule_condition_names(jsonb), tqc.lint_rules() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tqc.lint_rules() TO tqc_officer, tqc_reader;

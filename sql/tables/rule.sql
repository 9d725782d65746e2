-- Time-limit rules (时限规则), one row a version. Versions are numbered for each code
-- over all sites; of a site's line the version in force at t is the one with the
-- latest effective_from <= t (of equal ones the highest version).
CREATE TABLE tqc.rule (
    id             int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code           text NOT NULL CHECK (code <> ''),
    version        int NOT NULL,
    site           text NOT NULL DEFAULT '*',
    effective_from timestamptz NOT NULL,
    state          text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'disabled', 'removed')),
    definition     jsonb NOT NULL,
    put_at         timestamptz NOT NULL DEFAULT clock_timestamp(),
    put_by         text NOT NULL DEFAULT session_user,
    UNIQUE (code, version)
);
COMMENT ON TABLE tqc.rule IS 'all versions of all rules (时限规则); state disabled: opens nothing; removed: the site is back under ''*''';
COMMENT ON COLUMN tqc.rule.id IS 'number of the version among all rules';
COMMENT ON COLUMN tqc.rule.code IS 'code of the rule';
COMMENT ON COLUMN tqc.rule.version IS 'number of the version, counted for each code over all sites';
COMMENT ON COLUMN tqc.rule.site IS 'site (院区) it rules; * those without a line of their own';
COMMENT ON COLUMN tqc.rule.state IS 'active; disabled: opens nothing; removed: the site is back under *';
COMMENT ON COLUMN tqc.rule.definition IS 'the rule as put: docs/rules.md';
COMMENT ON COLUMN tqc.rule.put_at IS 'when it was put (real clock)';
COMMENT ON COLUMN tqc.rule.put_by IS 'the login that put it';
COMMENT ON COLUMN tqc.rule.effective_from IS 'an event with occurred_at from here on is ruled by this version, until a later one';

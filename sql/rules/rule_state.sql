-- Each adds a version to the line of a site and returns its number. TQ008 when the line is not in
-- a state for that, 42704 when no rule has the code.

-- The version opens nothing; running tasks run on. For a site without a line of its own it begins
-- one, with the definition of '*', and so takes that site out.
CREATE FUNCTION tqc.disable_rule(code text, site text DEFAULT '*',
                                 effective_from timestamptz DEFAULT NULL) RETURNS int
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_disable_rule';
COMMENT ON FUNCTION tqc.disable_rule(text, text, timestamptz) IS
    'adds a version of a rule that opens nothing; running tasks run on. 42704 for an unknown rule, TQ008 if it is disabled already';

-- Repeats the definition of the disabled version.
CREATE FUNCTION tqc.enable_rule(code text, site text DEFAULT '*',
                                effective_from timestamptz DEFAULT NULL) RETURNS int
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_enable_rule';
COMMENT ON FUNCTION tqc.enable_rule(text, text, timestamptz) IS
    'adds a version of a disabled rule that repeats the last definition. 42704 for an unknown rule, TQ008 if it is not disabled';

CREATE FUNCTION tqc.remove_site_rule(code text, site text,
                                     effective_from timestamptz DEFAULT NULL) RETURNS int
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_remove_site_rule';
COMMENT ON FUNCTION tqc.remove_site_rule(text, text, timestamptz) IS
    'ends a site''s own line of a rule: the site returns to the line ''*''. 42704 for an unknown rule, TQ008 if it has none';

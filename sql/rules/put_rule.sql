-- Adds a version of a rule's line for a site and returns its number; versions are numbered for
-- each code over all sites. A definition equal to the one in force (active, same line, at
-- effective_from) adds nothing and returns its number.
-- effective_from NULL: tqc.now(); where the line has no version yet, '-infinity' as long as the
-- log holds no event that opens the rule. If it does, the first version of a code is refused
-- without effective_from (TQ003), and a site's first own line begins at tqc.now().
CREATE FUNCTION tqc.put_rule(code text, definition jsonb, site text DEFAULT '*',
                             effective_from timestamptz DEFAULT NULL) RETURNS int
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_put_rule';
COMMENT ON FUNCTION tqc.put_rule(text, jsonb, text, timestamptz) IS
    'adds a version of a rule (时限规则), in force from effective_from (NULL: tqc.now(); for a first version always, if the log allows), and returns its number; an equal definition returns the one in force. TQ003 with JSON pointer for a wrong definition';

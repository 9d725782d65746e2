-- Raises what put_rule would raise against the definition (TQ003), and stores nothing.
CREATE FUNCTION tqc.check_rule(definition jsonb) RETURNS void
LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'tqc_check_rule';
COMMENT ON FUNCTION tqc.check_rule(jsonb) IS
    'refuses a wrong rule definition as put_rule would (TQ003), stores nothing';

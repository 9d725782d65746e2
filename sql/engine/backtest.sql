-- What-if: a definition run over the log, without side effect.

CREATE FUNCTION tqc.replay(definition jsonb, from_time timestamptz, to_time timestamptz,
                           of_site text DEFAULT '*')
RETURNS TABLE (site text, subject text, key jsonb, opened_by bigint, occurrence int, status text,
               anchor_at timestamptz, opened_at timestamptz, due_at timestamptz,
               closed_at timestamptz, context jsonb)
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_replay';
COMMENT ON FUNCTION tqc.replay(jsonb, timestamptz, timestamptz, text) IS
    'the tasks that a definition would have yielded as the only rule: those of opening events from from_time to before to_time, judged by all that is known by tqc.now(); of_site ''*'' takes all sites. TQ003 for a wrong definition, 22023 for times in the wrong order. Long runs say every 5 s how far they are';

-- The same in the five columns that most questions need.
CREATE FUNCTION tqc.backtest(definition jsonb, from_time timestamptz, to_time timestamptz,
                             site text DEFAULT '*')
RETURNS TABLE (subject text, opened_at timestamptz, due_at timestamptz, closed_at timestamptz,
               status text)
LANGUAGE sql VOLATILE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT r.subject, r.opened_at, r.due_at, r.closed_at, r.status
      FROM tqc.replay($1, $2, $3, $4) r
     ORDER BY r.opened_at, r.subject, r.occurrence
$$;
COMMENT ON FUNCTION tqc.backtest(jsonb, timestamptz, timestamptz, text) IS
    'a definition run over the log (回测), no side effect: tasks of opening events from from_time to before to_time; see tqc.replay';

CREATE FUNCTION tqc.diff_versions(code text, old_version int, new_version int, from_time timestamptz,
                                  to_time timestamptz, of_site text DEFAULT '*')
RETURNS TABLE (ward text, site text, subject text, key jsonb, opened_by bigint, occurrence int,
               change text, old_due_at timestamptz, new_due_at timestamptz,
               old_status text, new_status text)
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    old_definition jsonb := (SELECT r.definition FROM tqc.rule r
                              WHERE r.code = diff_versions.code AND r.version = old_version);
    new_definition jsonb := (SELECT r.definition FROM tqc.rule r
                              WHERE r.code = diff_versions.code AND r.version = new_version);
BEGIN
    IF old_definition IS NULL OR new_definition IS NULL THEN
        RAISE EXCEPTION 'rule "%" has no version %', diff_versions.code,
                        CASE WHEN old_definition IS NULL THEN old_version ELSE new_version END
            USING ERRCODE = 'undefined_object', HINT = 'The view tqc.rule lists all versions.';
    END IF;
    RETURN QUERY
    SELECT coalesce(n.context, o.context) ->> 'ward', coalesce(n.site, o.site),
           coalesce(n.subject, o.subject), coalesce(n.key, o.key), coalesce(n.opened_by, o.opened_by),
           coalesce(n.occurrence, o.occurrence),
           CASE WHEN o.site IS NULL THEN 'added' WHEN n.site IS NULL THEN 'removed' ELSE 'changed' END,
           o.due_at, n.due_at, o.status, n.status
      FROM tqc.replay(old_definition, from_time, to_time, of_site) o
      FULL JOIN tqc.replay(new_definition, from_time, to_time, of_site) n
        ON (o.site, o.subject, coalesce(o.key, 'null'), o.opened_by, o.occurrence)
         = (n.site, n.subject, coalesce(n.key, 'null'), n.opened_by, n.occurrence)
     WHERE (o.due_at, o.status) IS DISTINCT FROM (n.due_at, n.status);
END
$$;
COMMENT ON FUNCTION tqc.diff_versions(text, int, int, timestamptz, timestamptz, text) IS
    'the tasks that would differ in due time or outcome between two versions of a rule, over real history; change is added, removed or changed, ward is of the context at opening. 42704 for an unknown version';

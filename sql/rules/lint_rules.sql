-- What a definition can be right in and still be wrong with the others, or with the event types.

-- The objects of a section that may be one or many, with their JSON pointers.
CREATE FUNCTION tqc.rule_sections(definition jsonb, section text)
RETURNS TABLE (pointer text, part jsonb)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT '/' || $2 || CASE WHEN jsonb_typeof($1 -> $2) = 'array' THEN '/' || (p.n - 1) ELSE '' END, p.part
      FROM jsonb_array_elements(CASE jsonb_typeof($1 -> $2) WHEN 'array' THEN $1 -> $2
                                     WHEN 'object' THEN jsonb_build_array($1 -> $2) ELSE '[]' END)
           WITH ORDINALITY p(part, n)
$$;
COMMENT ON FUNCTION tqc.rule_sections(jsonb, text) IS 'internal: the parts of a section of a rule definition, each with its JSON pointer';

-- Every event type that a definition names, and where.
CREATE FUNCTION tqc.rule_types(definition jsonb)
RETURNS TABLE (section text, pointer text, type text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT s.section, p.pointer || '/' || k.key, t.type
      FROM unnest(ARRAY['open', 'close', 'cancel', 'miss', 'extend', 'pause']) s(section),
           tqc.rule_sections($1, s.section) p,
           unnest(ARRAY['on', 'from', 'to']) k(key),
           jsonb_array_elements_text(CASE jsonb_typeof(p.part -> k.key)
                                          WHEN 'array' THEN p.part -> k.key
                                          WHEN 'string' THEN jsonb_build_array(p.part -> k.key)
                                          ELSE '[]' END) t(type)
$$;
COMMENT ON FUNCTION tqc.rule_types(jsonb) IS 'internal: the event types that a rule definition names, with section and JSON pointer';

-- Names between braces that a definition fills in from the context.
CREATE FUNCTION tqc.rule_context_fields(definition jsonb)
RETURNS TABLE (pointer text, field text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH template(pointer, body) AS (
        SELECT '/receivers/' || (n - 1), body
          FROM jsonb_array_elements_text(coalesce($1 -> 'receivers', '[]')) WITH ORDINALITY r(body, n)
        UNION ALL
        SELECT p.pointer || '/to/' || (n - 1), body
          FROM tqc.rule_sections($1, 'reminders') p,
               jsonb_array_elements_text(coalesce(p.part -> 'to', '[]')) WITH ORDINALITY r(body, n)
    )
    SELECT t.pointer, m.found[1]
      FROM template t, regexp_matches(t.body, '\{\{\s*([^{}.\s]+)\s*\}\}', 'g') m(found)
     WHERE m.found[1] NOT IN ('subject', 'due_at', 'data')
$$;
COMMENT ON FUNCTION tqc.rule_context_fields(jsonb) IS 'internal: context fields that the receivers of a rule definition name, with JSON pointer';

-- What the conditions of a definition ask beside the event: fields of the context (ctx) and types of
-- earlier events (since). In due the context is also the condition's own root.
CREATE FUNCTION tqc.rule_condition_names(definition jsonb)
RETURNS TABLE (pointer text, variable text, name text)
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT DISTINCT p.pointer || '/when', CASE m.found[1] WHEN '' THEN 'ctx' ELSE m.found[1] END,
           coalesce(m.found[2], m.found[3])
      FROM unnest(ARRAY['open', 'close', 'cancel', 'miss', 'due']) s(section),
           tqc.rule_sections($1, s.section) p,
           regexp_matches(p.part ->> 'when',
               CASE s.section WHEN 'due' THEN '\$(ctx|since|)' ELSE '\$(ctx|since)' END
               || '\s*\.\s*(?:"([^"\\]+)"|([^]\s."\\[()?!=<>&|*+/%,$@-]+))', 'g') m(found)
$$;
COMMENT ON FUNCTION tqc.rule_condition_names(jsonb) IS 'internal: what the conditions of a rule definition ask of the context (ctx) and of earlier events (since), with JSON pointer';

CREATE FUNCTION tqc.lint_rules()
RETURNS TABLE (rule text, site text, finding text, pointer text, message text)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
    WITH RECURSIVE line AS (
        SELECT DISTINCT ON (r.code, r.site) r.code, r.site, r.state, r.definition
          FROM tqc.rule r WHERE r.effective_from <= tqc.now()
         ORDER BY r.code, r.site, r.effective_from DESC, r.version DESC
    ), active AS (
        SELECT * FROM line WHERE state = 'active'
    ), type AS (
        SELECT DISTINCT ON (t.code) t.code, t.enabled, t.context
          FROM tqc.event_type t ORDER BY t.code, t.id DESC
    ), named AS (
        SELECT a.code, a.site, n.*, t.code IS NOT NULL AS known, coalesce(t.enabled, false) AS taken
          FROM active a, tqc.rule_types(a.definition) n LEFT JOIN type t ON t.code = n.type
    ), same_duty AS (  -- opened and closed by the same, for some site both rule
        SELECT a.code, a.site, b.code AS other,
               coalesce(a.definition -> 'due', 'null') = coalesce(b.definition -> 'due', 'null') AS same_due,
               coalesce(a.definition -> 'forbid', 'false') = coalesce(b.definition -> 'forbid', 'false') AS same_sign
          FROM active a JOIN active b
            ON a.code < b.code AND (a.site = b.site OR '*' IN (a.site, b.site))
           AND a.definition -> 'open' = b.definition -> 'open'
           AND a.definition -> 'close' = b.definition -> 'close'
           AND coalesce(a.definition -> 'repeat', 'null') = coalesce(b.definition -> 'repeat', 'null')
    ), excluded AS (
        SELECT DISTINCT a.code, e.other
          FROM active a, jsonb_array_elements_text(coalesce(a.definition -> 'excludes', '[]')) e(other)
    ), mutual AS (
        SELECT x.code, x.other FROM excluded x JOIN excluded y ON (y.code, y.other) = (x.other, x.code)
    ), one_way AS (  -- a group of rules that all exclude each other has too many rings to walk them
        SELECT * FROM excluded EXCEPT SELECT * FROM mutual
    ), reach AS (
        SELECT code, other FROM one_way
        UNION
        SELECT r.code, o.other FROM reach r JOIN one_way o ON o.code = r.other
    ), way(start, code, path) AS (  -- from the least of a ring, by what leads back to it
        SELECT o.code, o.other, ARRAY[o.code, o.other]
          FROM one_way o JOIN reach r ON (r.code, r.other) = (o.other, o.code) WHERE o.code < o.other
        UNION ALL
        SELECT w.start, o.other, w.path || o.other
          FROM way w JOIN one_way o ON o.code = w.code LEFT JOIN reach r ON (r.code, r.other) = (o.other, w.start)
         WHERE w.code <> w.start
           AND (o.other = w.start OR (o.other > w.start AND r.code IS NOT NULL AND NOT o.other = ANY (w.path)))
    ), ring AS (
        SELECT w.start AS code, w.path FROM way w WHERE w.code = w.start
        UNION ALL
        SELECT m.code, CASE WHEN m.code = m.other THEN ARRAY[m.code, m.code] ELSE ARRAY[m.code, m.other, m.code] END
          FROM mutual m WHERE m.code <= m.other
    )
    SELECT n.code, n.site, 'unknown-type', n.pointer, format('event type "%s" is not defined', n.type)
      FROM named n WHERE NOT n.known
    UNION ALL
    SELECT n.code, n.site, 'disabled-type', n.pointer, format('event type "%s" is disabled', n.type)
      FROM named n WHERE n.known AND NOT n.taken
    UNION ALL
    SELECT a.code, a.site, 'never-closes', '/close',
           CASE WHEN a.definition ? 'close' THEN 'none of the types that close it can be emitted'
                ELSE 'nothing closes it: its tasks can only fall due' END
      FROM active a
     WHERE NOT EXISTS (SELECT FROM named n WHERE (n.code, n.site) = (a.code, a.site)
                          AND n.section = 'close' AND n.taken)
       AND NOT coalesce((a.definition -> 'forbid')::boolean, false)
    UNION ALL
    SELECT a.code, a.site, 'never-opens', '/open', 'none of the types that open it can be emitted'
      FROM active a
     WHERE NOT EXISTS (SELECT FROM named n WHERE (n.code, n.site) = (a.code, a.site)
                          AND n.section = 'open' AND n.taken)
    UNION ALL
    SELECT d.code, d.site, CASE WHEN NOT d.same_sign OR NOT d.same_due THEN 'contradicts' ELSE 'duplicates' END, '/due',
           format(CASE WHEN NOT d.same_sign THEN 'rule "%s" forbids what this one demands, or the other way round'
                       WHEN NOT d.same_due THEN 'rule "%s" gives another time for the same duty'
                       ELSE 'rule "%s" is the same duty with the same time' END, d.other)
      FROM same_duty d
    UNION ALL
    SELECT a.code, a.site, 'no-receiver', f.pointer,
           format('no event type puts "%s" into the context', f.field)
      FROM active a, tqc.rule_context_fields(a.definition) f
     WHERE NOT EXISTS (SELECT FROM type t WHERE t.enabled AND t.context ? f.field)
    UNION ALL
    SELECT a.code, a.site, 'unknown-context', c.pointer,
           format('no event type puts "%s" into the context', c.name)
      FROM active a, tqc.rule_condition_names(a.definition) c
     WHERE c.variable = 'ctx' AND NOT EXISTS (SELECT FROM type t WHERE t.enabled AND t.context ? c.name)
    UNION ALL
    SELECT a.code, a.site, 'unknown-type', c.pointer, format('event type "%s" is not defined', c.name)
      FROM active a, tqc.rule_condition_names(a.definition) c
     WHERE c.variable = 'since' AND NOT EXISTS (SELECT FROM type t WHERE t.code = c.name)
    UNION ALL
    SELECT a.code, a.site, 'unknown-calendar', p.pointer || '/calendar',
           format('there is no calendar "%s"', p.part ->> 'calendar')
      FROM active a, tqc.rule_sections(a.definition, 'due') p
     WHERE p.part ->> 'calendar' <> 'always'
       AND NOT EXISTS (SELECT FROM tqc.calendar_version v WHERE v.code = p.part ->> 'calendar')
    UNION ALL
    SELECT a.code, a.site, 'no-receiver', '/receivers', 'nobody is told'
      FROM active a WHERE coalesce(a.definition -> 'receivers', '[]') = '[]'
    UNION ALL
    SELECT a.code, a.site, 'unknown-rule', '/excludes', format('there is no rule "%s"', e.other)
      FROM active a JOIN excluded e USING (code)
     WHERE NOT EXISTS (SELECT FROM tqc.rule r WHERE r.code = e.other)
    UNION ALL
    SELECT r.code, a.site, 'exclusion-ring', '/excludes', array_to_string(r.path, ' → ')
      FROM ring r JOIN active a USING (code)
     ORDER BY 1, 2, 3, 4, 5
$$;
COMMENT ON FUNCTION tqc.lint_rules() IS
    'what looks wrong in the rules in force (规则检查), one row a finding: unknown-type, disabled-type, unknown-calendar, unknown-context, never-closes, never-opens, duplicates, contradicts, no-receiver, unknown-rule, exclusion-ring; pointer is a JSON pointer into the definition. No row: nothing found';

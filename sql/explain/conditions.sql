-- What a rule's conditions were told, and what they say in words. For explanations: the engine has
-- its own way (src/engine/pg_facts.cpp), which also knows amendments.

-- At the place of an event: the context with what the event itself brings, and seconds since the
-- latest earlier event of each type. As the variables of a jsonpath.
CREATE FUNCTION tqc.known_at(of_seq bigint) RETURNS jsonb
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH upto AS (
        SELECT e.seq, e.occurred_at, e.sequence, e.data, y.code, y.context, here.occurred_at - e.occurred_at AS ago
          FROM tqc.event_log here
          JOIN tqc.event_log e ON e.site = here.site AND e.subject = here.subject AND e.occurred_at <= here.occurred_at
          JOIN tqc.event_type y ON y.id = e.type_id
         WHERE here.seq = of_seq
           AND (e.occurred_at < here.occurred_at
                OR (coalesce(e.sequence, 9223372036854775807), e.seq)
                   <= (coalesce(here.sequence, 9223372036854775807), here.seq))
           AND NOT EXISTS (SELECT FROM tqc.voided v WHERE v.event_seq = e.seq)
    )
    SELECT jsonb_build_object(
        'ctx', (SELECT coalesce(jsonb_object_agg(f.field, f.value), '{}')
                  FROM (SELECT DISTINCT ON (c.key) c.key, v.value
                          FROM upto u, jsonb_each_text(u.context) c,
                               LATERAL jsonb_path_query_first(u.data, c.value::jsonpath, '{}', true) v(value)
                         WHERE v.value <> 'null'
                         ORDER BY c.key, u.occurred_at DESC, u.sequence DESC NULLS FIRST, u.seq DESC) f(field, value)),
        'since', (SELECT coalesce(jsonb_object_agg(s.code, s.seconds), '{}')
                    FROM (SELECT u.code, trim_scale(extract(epoch FROM min(u.ago))) FROM upto u
                           WHERE u.seq <> of_seq AND u.code NOT LIKE 'tqc.%' GROUP BY u.code) s(code, seconds)))
$$;
COMMENT ON FUNCTION tqc.known_at(bigint) IS 'internal: {"ctx", "since"} at the place of an event';

-- Anything but true is false; no condition is true. Times without offset are those of tqc.timezone.
CREATE FUNCTION tqc.holds(condition text, data jsonb, vars jsonb) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
BEGIN
    IF condition LIKE '%datetime%' THEN
        PERFORM set_config('TimeZone', tqc.calendar_zone('always'), true);  -- until the function ends
    END IF;
    RETURN condition IS NULL
           OR coalesce(jsonb_path_match_tz(data, condition::jsonpath, '{"ctx": {}, "since": {}, "open": {}}' || vars, true), false);
END
$$;
COMMENT ON FUNCTION tqc.holds(text, jsonb, jsonb) IS 'internal: is a condition of a rule true of the data and the variables?';

-- Place of the entry of `due` that rules, from 0; -1: none.
CREATE FUNCTION tqc.ruling_entry(entries jsonb, vars jsonb) RETURNS int
LANGUAGE sql STABLE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(min(e.n)::int - 1, -1)
      FROM jsonb_array_elements(entries) WITH ORDINALITY e(entry, n)
     WHERE tqc.holds(e.entry ->> 'when', vars -> 'ctx', vars)
$$;
COMMENT ON FUNCTION tqc.ruling_entry(jsonb, jsonb) IS 'internal: which entry of due is the first true one';

-- $.condition == "critical" && $since.admission < 86400  ->  condition = "critical" 且 距 admission 的秒数 < 86400
CREATE FUNCTION tqc.condition_words(condition text, lang text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT replace(replace(replace(replace(
             regexp_replace(regexp_replace(regexp_replace(condition,
               '[$]since[.](("[^"]+")|([[:alnum:]_]+))', CASE lang WHEN 'en' THEN 'seconds since \1' ELSE '距 \1 的秒数' END, 'g'),
               '[$]open[.]', CASE lang WHEN 'en' THEN 'the opening event''s ' ELSE '触发事件的 ' END, 'g'),
               '[$](ctx)?[.]', '', 'g'),
             '==', '='), '!=', '≠'), '&&', CASE lang WHEN 'en' THEN 'and' ELSE '且' END),
             '||', CASE lang WHEN 'en' THEN 'or' ELSE '或' END)
$$;
COMMENT ON FUNCTION tqc.condition_words(text, text) IS 'internal: a condition of a rule, easier to read';

-- The fields that a condition names, as they were: class = outpatient, 距 admission 的秒数 = 7200
CREATE FUNCTION tqc.condition_facts(condition text, data jsonb, vars jsonb, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT tqc.list_words(array_agg(format('%s = %s', f.name, coalesce(f.found #>> '{}', '—')) ORDER BY f.name), lang)
      FROM (SELECT DISTINCT CASE WHEN m[1] = 'since' THEN tqc.tell(lang, '距 %s 的秒数', 'seconds since %s', btrim(m[2], '"')) ELSE m[2] END,
                   CASE WHEN m[1] IS NULL THEN data ELSE vars -> m[1] END -> btrim(m[2], '"')
              FROM regexp_matches(condition, '[$](ctx|open|since)?[.]("[^"]+"|[[:alnum:]_]+)', 'g') m) f(name, found)
$$;
COMMENT ON FUNCTION tqc.condition_facts(text, jsonb, jsonb, text) IS 'internal: the fields that a condition names, with their values';

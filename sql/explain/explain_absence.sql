-- Why there is no task: one line for each event that might have opened it. The first reason that
-- holds is given, in the order in which the engine would have met them.

CREATE FUNCTION tqc.absence_words(c jsonb, zone text, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT tqc.tell(lang, '%s%s：%s%s。', '%2$s at %1$s: %3$s%4$s.',
             tqc.time_words((c #>> '{event,occurred_at}')::timestamptz, zone, lang), tqc.event_words(c #>> '{event,type}', lang),
             CASE c ->> 'reason'
                 WHEN 'there-is-one' THEN tqc.tell(lang, '它触发了任务 %s', 'it opened task %s', c ->> 'task')
                 WHEN 'in-future' THEN tqc.tell(lang, '事件时间尚未到', 'its time has not come yet')
                 WHEN 'undone' THEN tqc.tell(lang, '已被事件 %s（%s）撤销', 'event %s (%s) has undone it', c ->> 'undone_by',
                                             tqc.event_words(c ->> 'undone_by_type', lang))
                 WHEN 'not-in-force' THEN tqc.tell(lang, '当时规则尚未生效', 'no version of the rule was in force then')
                 WHEN 'disabled' THEN tqc.tell(lang, '当时规则已停用（第 %s 版%s）', 'the rule was disabled then (version %s%s)', w.version, w.line)
                 WHEN 'not-an-opener' THEN tqc.tell(lang, '第 %s 版%s不由该事件触发', 'version %s%s is not opened by this type', w.version, w.line)
                 WHEN 'failure' THEN CASE WHEN c ? 'missing_key'
                      THEN tqc.tell(lang, '处理失败：事件缺少业务键 %s', 'it failed: the event lacks the key %s', c ->> 'missing_key')
                      ELSE tqc.tell(lang, '处理失败：%s', 'it failed: %s', c ->> 'failure') END
                 WHEN 'condition' THEN tqc.tell(lang, '不满足第 %s 版%s的条件 %s%s', 'the condition of version %s%s does not hold: %s%s', w.version, w.line,
                      (SELECT string_agg(tqc.condition_words(k, lang), tqc.tell(lang, ' 或 ', ' or ')) FROM jsonb_array_elements_text(c -> 'conditions') k),
                      tqc.aside(lang, '（当时 %s）', ' (%s)', tqc.condition_facts((SELECT string_agg(k, ' ') FROM jsonb_array_elements_text(c -> 'conditions') k),
                                                                       c -> 'data', c -> 'known', lang)))
                 WHEN 'again' THEN tqc.tell(lang, '规则不重复开启（again 为 %s），已有任务 %s', 'again is "%s" and there is task %s already', c ->> 'again', c ->> 'task')
                 WHEN 'withdrawn' THEN tqc.tell(lang, '后来的更正使它不再触发任务', 'what was amended later makes it open none')
                 ELSE tqc.tell(lang, '引擎尚未处理该事件，或条件所涉信息后来更正过',
                               'the engine has not applied it yet, or what its condition asks was amended') END,
             tqc.aside(lang, '（曾有任务 %s，已撤回）', ' (there was task %s, it is withdrawn)', c ->> 'withdrawn'))
      FROM (SELECT c ->> 'version', tqc.aside(lang, '，院区 %s 自有', ', the own one of site %s', nullif(c ->> 'line', '*'))
                   || tqc.aside(lang, '，取代通用的第 %s 版', ' that hides version %s', c ->> 'hides')) w(version, line)
$$;
COMMENT ON FUNCTION tqc.absence_words(jsonb, text, text) IS 'internal: why an event opened no task, in words';

CREATE FUNCTION tqc.explain_absence(subject text, rule text, site text DEFAULT 'main') RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
AS $$
#variable_conflict use_column
DECLARE
    of_subject CONSTANT text := $1;
    of_rule CONSTANT text := $2;
    of_site CONSTANT text := $3;
    zone CONSTANT text := coalesce(nullif(current_setting('tqc.timezone', true), ''), 'UTC');
    opening text[];
    cases jsonb := '[]';
    e record;
    v record;
    known jsonb;        -- at the event's place
    conditions jsonb;   -- of the parts of open that name the type
    part jsonb;         -- the first of them that it meets
    paths jsonb;        -- of the key
    failed text;
    existing bigint;    -- the task it opened, or the one that lets it open none
    withdrawn bigint;   -- one that it opened once
    reason text;
    found jsonb;
BEGIN
    IF NOT EXISTS (SELECT FROM tqc.rule r WHERE r.code = of_rule) THEN
        RAISE EXCEPTION 'rule "%" does not exist', of_rule
            USING ERRCODE = 'undefined_object', HINT = 'The table tqc.rule lists all rules.';
    END IF;

    SELECT coalesce(array_agg(DISTINCT t.type), '{}') INTO opening
      FROM tqc.rule r, tqc.rule_types(r.definition) t
     WHERE r.code = of_rule AND r.site IN (of_site, '*') AND t.section = 'open';

    FOR e IN SELECT ev.*, u.type AS undone_by_type FROM tqc.event ev LEFT JOIN tqc.event u ON u.seq = ev.voided_by
              WHERE ev.site = of_site AND ev.subject = of_subject AND ev.type = ANY (opening)
              ORDER BY ev.occurred_at, ev.sequence NULLS LAST, ev.seq LOOP
        -- A site's own line hides '*', until it is removed.
        SELECT line.*, hidden.version AS hides INTO v FROM (
            SELECT DISTINCT ON (r.site) r.* FROM tqc.rule r
             WHERE r.code = of_rule AND r.site IN (of_site, '*') AND r.effective_from <= e.occurred_at
             ORDER BY r.site, r.effective_from DESC, r.version DESC) line
          LEFT JOIN LATERAL (
            SELECT r.version, r.state FROM tqc.rule r
             WHERE r.code = of_rule AND r.site = '*' AND line.site <> '*' AND r.effective_from <= e.occurred_at
             ORDER BY r.effective_from DESC, r.version DESC LIMIT 1) hidden ON hidden.state = 'active'
         WHERE line.state <> 'removed' ORDER BY line.site = '*' LIMIT 1;
        known := tqc.known_at(e.seq);
        SELECT jsonb_agg(p.part -> 'when'),
               (array_agg(p.part) FILTER (WHERE tqc.holds(p.part ->> 'when', e.data, known)))[1]
          INTO conditions, part
          FROM tqc.rule_sections(v.definition, 'open') p
         WHERE to_jsonb(e.type) <@ (p.part -> 'on');
        paths := CASE jsonb_typeof(v.definition -> 'key') WHEN 'array' THEN v.definition -> 'key' ELSE v.definition #> '{key,open}' END;
        SELECT f.message INTO failed
          FROM tqc.failure f
         WHERE f.event_seq = e.seq AND f.rule = of_rule AND f.resolved_at IS NULL
         ORDER BY f.id DESC LIMIT 1;
        SELECT t.id INTO existing FROM tqc.task_row t WHERE t.opened_by = e.seq AND t.rule = of_rule AND NOT t.withdrawn
         ORDER BY t.id LIMIT 1;
        SELECT t.id INTO withdrawn FROM tqc.task_row t WHERE t.opened_by = e.seq AND t.rule = of_rule AND t.withdrawn
         ORDER BY t.id LIMIT 1;
        found := '{}';

        IF existing IS NOT NULL THEN
            reason := 'there-is-one';
        ELSIF e.occurred_at > tqc.now() THEN
            reason := 'in-future';
        ELSIF e.voided_by IS NOT NULL THEN
            reason := 'undone';
            found := jsonb_build_object('undone_by', e.voided_by, 'undone_by_type', e.undone_by_type);
        ELSIF v.id IS NULL THEN
            reason := 'not-in-force';
        ELSIF v.state = 'disabled' THEN
            reason := 'disabled';
        ELSIF conditions IS NULL THEN
            reason := 'not-an-opener';
        ELSIF failed IS NOT NULL THEN
            reason := 'failure';
            found := jsonb_build_object('failure', failed) || coalesce(
                (SELECT jsonb_build_object('missing_key', k.path) FROM jsonb_array_elements_text(paths) k(path)
                  WHERE coalesce(jsonb_path_query_first(e.data, k.path::jsonpath, '{}', true), 'null') = 'null' LIMIT 1), '{}');
        ELSIF part IS NULL THEN
            reason := 'condition';
            found := jsonb_build_object('conditions', conditions, 'data', e.data, 'known', known);
        ELSE
            -- never: the first one; ignore: one that ran then, or a series that went on.
            SELECT t.id INTO existing
              FROM tqc.task_row t JOIN tqc.subject s ON s.id = t.subject_id
             WHERE s.site = of_site AND s.subject = of_subject AND t.rule = of_rule AND NOT t.withdrawn
               AND nullif(t.key, '')::jsonb IS NOT DISTINCT FROM
                   (SELECT jsonb_agg(jsonb_path_query_first(e.data, k.path::jsonpath, '{}', true) #>> '{}' ORDER BY k.n)
                      FROM jsonb_array_elements_text(paths) WITH ORDINALITY k(path, n))
               AND least(t.anchor_at, t.opened_at) <= e.occurred_at
               AND (part ->> 'again' = 'never' OR part ->> 'again' = 'ignore'
                    AND (v.definition ? 'repeat' OR coalesce(t.closed_at, 'infinity') >= e.occurred_at))
             ORDER BY t.opened_at, t.id LIMIT 1;
            reason := CASE WHEN existing IS NOT NULL THEN 'again' WHEN withdrawn IS NOT NULL THEN 'withdrawn' ELSE 'undecided' END;
        END IF;
        found := found || jsonb_strip_nulls(jsonb_build_object(
            'event', jsonb_build_object('seq', e.seq, 'type', e.type, 'occurred_at', e.occurred_at),
            'version', v.version, 'line', v.site, 'hides', v.hides, 'reason', reason,
            'task', existing, 'again', part -> 'again', 'withdrawn', withdrawn));
        cases := cases || (found - 'data' - 'known' || jsonb_build_object('text', jsonb_build_object(
            'zh-CN', tqc.absence_words(found, zone, 'zh-CN'), 'en', tqc.absence_words(found, zone, 'en'))));
    END LOOP;

    RETURN jsonb_build_object('site', of_site, 'subject', of_subject, 'rule', of_rule,
                              'opening_types', to_jsonb(opening), 'events', cases, 'text', (
        SELECT jsonb_object_agg(l.lang, CASE WHEN opening = '{}'
            THEN tqc.tell(l.lang, '规则 %s 不适用于院区 %s。', 'Rule %s has no version for site %s.', of_rule, of_site)
            WHEN cases = '[]'
            THEN tqc.tell(l.lang, '没有收到能触发规则 %s 的事件（%s）。%s', 'No event that opens rule %s has come (%s).%s', of_rule,
                     (SELECT tqc.list_words(array_agg(tqc.event_words(o, l.lang)), l.lang) FROM unnest(opening) o),
                     CASE WHEN EXISTS (SELECT FROM tqc.event_log x WHERE x.site = of_site AND x.subject = of_subject) THEN ''
                          ELSE tqc.tell(l.lang, '该就诊在院区 %s 没有任何事件，请核对就诊号和院区。',
                                        ' There is no event at all of this subject at site %s: check both.', of_site) END)
            ELSE (SELECT string_agg(c #>> ARRAY['text', l.lang], CASE l.lang WHEN 'en' THEN ' ' ELSE '' END)
                    FROM jsonb_array_elements(cases) c) END)
          FROM unnest(ARRAY['zh-CN', 'en']) l(lang)));
END
$$;
COMMENT ON FUNCTION tqc.explain_absence(text, text, text) IS
    'why a rule has no task for a subject: for each event that might have opened it the reason (there-is-one, in-future, undone, not-in-force, disabled, not-an-opener, failure, condition, again, withdrawn, undecided), in zh-CN and en. 42704 for an unknown rule';

-- Why there is no task: one line for each event that might have opened it. The first reason that
-- holds is given, in the order in which the engine would have met them.
CREATE FUNCTION tqc.explain_absence(subject text, rule text, site text DEFAULT 'main') RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
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
    part record;
    failed text;
    words text[];
    reason text;
BEGIN
    SELECT array_agg(DISTINCT t.type) INTO opening
      FROM tqc.rule r, tqc.rule_types(r.definition) t
     WHERE r.code = of_rule AND t.section = 'open';
    IF opening IS NULL THEN
        RAISE EXCEPTION 'rule "%" does not exist', of_rule
            USING ERRCODE = 'undefined_object', HINT = 'The table tqc.rule lists all rules.';
    END IF;

    FOR e IN SELECT * FROM tqc.event ev
              WHERE ev.site = of_site AND ev.subject = of_subject AND ev.type = ANY (opening)
              ORDER BY ev.occurred_at, ev.sequence NULLS LAST, ev.seq LOOP
        -- A site's own line hides '*', until it is removed.
        SELECT * INTO v FROM (
            SELECT DISTINCT ON (r.site) r.* FROM tqc.rule r
             WHERE r.code = of_rule AND r.site IN (of_site, '*') AND r.effective_from <= e.occurred_at
             ORDER BY r.site, r.effective_from DESC, r.version DESC) line
         WHERE line.state <> 'removed' ORDER BY line.site = '*' LIMIT 1;
        SELECT p.part INTO part
          FROM tqc.rule_sections(v.definition, 'open') p
         WHERE to_jsonb(e.type) <@ (p.part -> 'on') LIMIT 1;
        SELECT f.message INTO failed
          FROM tqc.failure f
         WHERE f.event_seq = e.seq AND f.rule = of_rule AND f.resolved_at IS NULL
         ORDER BY f.id DESC LIMIT 1;

        IF EXISTS (SELECT FROM tqc.task_row t WHERE t.opened_by = e.seq AND t.rule = of_rule AND NOT t.withdrawn) THEN
            reason := 'there-is-one';
            words := ARRAY['它触发了任务', 'it opened a task'];
        ELSIF e.occurred_at > tqc.now() THEN
            reason := 'in-future';
            words := ARRAY['事件时间尚未到', 'its time has not come yet'];
        ELSIF e.voided_by IS NOT NULL THEN
            reason := 'undone';
            words := ARRAY[format('已被事件 %s 撤销', e.voided_by), format('event %s has undone it', e.voided_by)];
        ELSIF v.id IS NULL THEN
            reason := 'not-in-force';
            words := ARRAY['当时规则尚未生效', 'no version of the rule was in force then'];
        ELSIF v.state = 'disabled' THEN
            reason := 'disabled';
            words := ARRAY[format('当时规则已停用（第 %s 版）', v.version), format('the rule was disabled then (version %s)', v.version)];
        ELSIF part IS NULL THEN
            reason := 'not-an-opener';
            words := ARRAY[format('第 %s 版不由该事件触发', v.version), format('version %s is not opened by this type', v.version)];
        ELSIF failed IS NOT NULL THEN
            reason := 'failure';
            words := ARRAY['处理失败：' || failed, 'it failed: ' || failed];
        ELSIF part.part ->> 'when' !~ '\$"?(ctx|since)\M'
              AND jsonb_path_match_tz(e.data, (part.part ->> 'when')::jsonpath, '{}', true) IS NOT TRUE THEN
            reason := 'condition';
            words := ARRAY['不满足条件 ' || (part.part ->> 'when'), 'the condition does not hold: ' || (part.part ->> 'when')];
        ELSIF part.part ->> 'again' IN ('never', 'ignore') AND EXISTS (
                SELECT FROM tqc.task_row t JOIN tqc.subject s ON s.id = t.subject_id
                 WHERE s.site = of_site AND s.subject = of_subject AND t.rule = of_rule AND NOT t.withdrawn) THEN
            reason := 'again';
            words := ARRAY[format('"again" 为 %s，已有任务', part.part ->> 'again'),
                           format('again is "%s" and there is a task already', part.part ->> 'again')];
        ELSE
            reason := 'undecided';
            words := ARRAY['条件涉及当时的患者状态而未满足，或引擎尚未处理该事件',
                           'its condition on what was known then did not hold, or the engine has not applied it yet'];
        END IF;
        cases := cases || jsonb_build_object(
            'event', jsonb_build_object('seq', e.seq, 'type', e.type, 'occurred_at', e.occurred_at),
            'version', v.version, 'reason', reason,
            'text', jsonb_build_object(
                'zh-CN', format('%s %s：%s。', e.occurred_at AT TIME ZONE zone, e.type, words[1]),
                'en', format('%s at %s: %s.', e.type, e.occurred_at AT TIME ZONE zone, words[2])));
    END LOOP;

    IF cases = '[]' THEN
        words := ARRAY[format('没有收到能触发规则 %s 的事件（%s）。', of_rule, array_to_string(opening, '、')),
                       format('No event that opens rule %s has come (%s).', of_rule, array_to_string(opening, ', '))];
    ELSE
        words := ARRAY[(SELECT string_agg(c #>> '{text,zh-CN}', ' ') FROM jsonb_array_elements(cases) c),
                       (SELECT string_agg(c #>> '{text,en}', ' ') FROM jsonb_array_elements(cases) c)];
    END IF;
    RETURN jsonb_build_object('site', of_site, 'subject', of_subject, 'rule', of_rule,
                              'opening_types', to_jsonb(opening), 'events', cases,
                              'text', jsonb_build_object('zh-CN', words[1], 'en', words[2]));
END
$$;
COMMENT ON FUNCTION tqc.explain_absence(text, text, text) IS
    'why a rule has no task for a subject: for each event that might have opened it the reason (there-is-one, in-future, undone, not-in-force, disabled, not-an-opener, failure, condition, again, undecided), in zh-CN and en. 42704 for an unknown rule';

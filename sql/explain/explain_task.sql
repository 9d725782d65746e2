-- Why a task is there and as it is. Facts first, then their words:
--   {"id", "site", "subject", "key", "status", "opened_at", "paused_at", "receivers",
--    "rule": {"code", "title", "version", "site", "effective_from", "definition"},
--    "opened": the event, "opened_by": the part of open that it met, "amended": its anchor was, "series": {"kind", "number", …},
--    "due": tqc.explain_due, "ended": {"at", "status", "event", "actor", "reason", "facts": what close asks for, "replaced_by"},
--    "history", "steps": reminders and overdue marks, "changes": of receivers, taken up again, "sent",
--    "text": {"zh-CN": […], "en": […]}}
CREATE FUNCTION tqc.explain_task(id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET IntervalStyle = 'iso_8601'
AS $$
DECLARE
    t tqc.task_row;
    of_site text;
    of_subject text;
    v tqc.rule;
    opener jsonb;
    closer jsonb;
    due jsonb;
    born timestamptz;
    settled timestamptz;
    opening jsonb;   -- the part of open that it met
    closing jsonb;   -- of close
    known jsonb;     -- where it was closed
    facts jsonb;
BEGIN
    SELECT r.* INTO t FROM tqc.task_row r WHERE r.id = explain_task.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'task % does not exist', explain_task.id
            USING ERRCODE = 'TQ008', HINT = 'Tasks are listed in tqc.task.';
    END IF;
    SELECT s.site, s.subject INTO of_site, of_subject FROM tqc.subject s WHERE s.id = t.subject_id;
    SELECT r.* INTO v FROM tqc.rule r WHERE r.id = t.rule_id;
    SELECT to_jsonb(e) || jsonb_build_object('voided_by_type', u.type) INTO opener
      FROM tqc.event e LEFT JOIN tqc.event u ON u.seq = e.voided_by WHERE e.seq = t.opened_by;
    SELECT to_jsonb(e) INTO closer FROM tqc.event e WHERE e.seq = t.closed_by;
    SELECT min(h.at) INTO born FROM tqc.task_history h
     WHERE h.task_id = t.id AND h.transition IN ('waiting', 'opened') AND h.at >= (opener ->> 'occurred_at')::timestamptz;
    born := coalesce(born, (opener ->> 'occurred_at')::timestamptz);
    due := tqc.explain_due(t, v.definition, born, CASE WHEN t.closed_at IS NOT NULL THEN
               coalesce((closer ->> 'occurred_at')::timestamptz, t.closed_at) END);
    -- Judged by what was or is: at the end, else at the stop of its clock, else now.
    settled := coalesce(least(t.closed_at, t.paused_at), tqc.now());

    SELECT p.part INTO opening FROM tqc.rule_sections(v.definition, 'open') p
     WHERE opener -> 'type' <@ (p.part -> 'on')
       AND tqc.holds(p.part ->> 'when', opener -> 'data', tqc.known_at(t.opened_by)) LIMIT 1;
    known := tqc.known_at(t.closed_by) || jsonb_build_object('open', opener -> 'data');
    SELECT p.part INTO closing FROM tqc.rule_sections(v.definition, 'close') p
     WHERE closer -> 'type' <@ (p.part -> 'on') AND tqc.holds(p.part ->> 'when', closer -> 'data', known) LIMIT 1;

    facts := jsonb_build_object(
        'id', t.id, 'site', of_site, 'subject', of_subject, 'key', NULLIF(t.key, '')::jsonb,
        'status', CASE WHEN t.withdrawn THEN 'withdrawn' ELSE t.status END,
        'opened_at', t.opened_at, 'paused_at', t.paused_at, 'receivers', t.receivers,
        'rule', jsonb_build_object('code', t.rule, 'title', coalesce(v.definition ->> 'title', t.rule), 'version', v.version,
                                   'site', v.site, 'effective_from', v.effective_from, 'definition', v.definition),
        'opened', opener, 'opened_by', opening,
        -- Other than what the opening event itself says, where that is easily read.
        'amended', coalesce(NOT v.definition ? 'repeat' AND (
            SELECT (jsonb_path_query_first_tz(to_jsonb(replace(replace(said #>> '{}', 'T', ' '), 'Z', '+00:00')),
                        '$.datetime("YYYY-MM-DD HH24:MI:SSTZH:TZM")', '{}', true) #>> '{}')::timestamptz <> t.anchor_at
              FROM jsonb_path_query_first(opener -> 'data', (opening ->> 'at')::jsonpath, '{}', true) said), false),
        'series', CASE WHEN v.definition ? 'repeat' THEN jsonb_strip_nulls(jsonb_build_object(
            'kind', CASE WHEN v.definition #> '{repeat,chain}' IS NOT NULL THEN 'chain'
                         WHEN v.definition #> '{repeat,after}' IS NOT NULL THEN 'list' ELSE 'windows' END,
            'number', t.number, 'from', t.anchor_at, 'of', jsonb_array_length(v.definition #> '{repeat,after}'),
            'to', CASE WHEN t.status = 'missed' AND t.closed_by IS NULL THEN t.closed_at
                       ELSE tqc.window_end(t, v.definition, born) END)) END,
        'due', due || jsonb_build_object(
            'past', CASE WHEN settled > t.due_at THEN date_trunc('second', settled - t.due_at + interval '0.5 second') END,
            'left', CASE WHEN settled < t.due_at THEN date_trunc('second', t.due_at - settled + interval '0.5 second') END),
        'ended', CASE WHEN t.closed_at IS NOT NULL THEN jsonb_build_object(
                     'at', t.closed_at, 'status', t.status, 'event', closer, 'actor', closer #>> '{data,actor}',
                     'reason', t.reason,
                     'facts', CASE WHEN t.status IN ('met', 'late', 'violated')
                                   THEN (SELECT jsonb_object_agg(l.lang, tqc.condition_facts(closing ->> 'when', closer -> 'data', known, l.lang))
                                           FROM unnest(ARRAY['zh-CN', 'en']) l(lang)) END,
                     'replaced_by', substring(t.reason FROM '^replaced by (.*)$')) END,
        'history', (SELECT coalesce(jsonb_agg(to_jsonb(h) - 'task_id' ORDER BY h.recorded_at, h.at), '[]')
                      FROM tqc.task_history h WHERE h.task_id = t.id),
        'steps', (SELECT coalesce(jsonb_agg(to_jsonb(f) - 'task_id' ORDER BY f.planned_at, f.step), '[]')
                    FROM tqc.effect f WHERE f.task_id = t.id),
        'changes', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                               'at', h.at, 'kind', h.transition, 'event_seq', h.event_seq, 'type', e.type, 'actor', h.actor,
                               'reason', h.reason, 'receivers', e.data -> 'receivers') ORDER BY h.at, h.recorded_at), '[]')
                      FROM tqc.task_history h LEFT JOIN tqc.event e ON e.seq = h.event_seq
                     WHERE h.task_id = t.id AND h.transition IN ('routed', 'reassigned', 'reopened') AND e.voided_by IS NULL),
        'sent', (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', p.seq, 'at', p.at, 'kind', p.kind,
                                                              'receiver', p.receiver) ORDER BY p.seq), '[]')
                   FROM tqc.push p
                  WHERE p.task_id = t.id
                    AND p.receiver = ANY (t.receivers || ARRAY(
                            SELECT unnest(f.receivers) FROM tqc.effect f WHERE f.task_id = t.id))));
    RETURN facts || jsonb_build_object('text', jsonb_build_object('zh-CN', tqc.task_words(facts, 'zh-CN'),
                                                                  'en', tqc.task_words(facts, 'en')));
END
$$;
COMMENT ON FUNCTION tqc.explain_task(bigint) IS
    'why a task exists, how its due time came about step by step, what was sent to whom, what ended it: facts, and sentences in zh-CN and en (text). Times in UTC, in the sentences in tqc.timezone; durations ISO 8601. TQ008 for an unknown task';

CREATE FUNCTION tqc.explain_task(id bigint) RETURNS jsonb
LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    t record;
    opener jsonb;
    closer jsonb;
    zone text := coalesce(nullif(current_setting('tqc.timezone', true), ''), 'UTC');
    entry jsonb;   -- of due: the one that rules
    within text;   -- what it says, in words
    calendar text;
    zh text[];
    en text[];
BEGIN
    SELECT r.*, s.site, s.subject, v.version, v.site AS line, v.effective_from, v.definition,
           NULLIF(r.key, '')::jsonb AS key_json
      INTO t
      FROM tqc.task_row r
      JOIN tqc.subject s ON s.id = r.subject_id
      JOIN tqc.rule v ON v.id = r.rule_id
     WHERE r.id = explain_task.id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'task % does not exist', explain_task.id
            USING ERRCODE = 'TQ008', HINT = 'Tasks are listed in tqc.task.';
    END IF;
    SELECT to_jsonb(e) INTO opener FROM tqc.event e WHERE e.seq = t.opened_by;
    SELECT to_jsonb(e) INTO closer FROM tqc.event e WHERE e.seq = t.closed_by;
    calendar := coalesce(t.calendar, 'always');
    entry := CASE WHEN t.due_entry >= 0 THEN
                 CASE jsonb_typeof(t.definition -> 'due')
                      WHEN 'array' THEN t.definition -> 'due' -> t.due_entry
                      ELSE t.definition -> 'due' END END;
    within := coalesce(entry ->> 'within', entry ->> 'days' || ' days',
                       t.definition #>> ARRAY['repeat', 'after', (t.number - 1)::text],
                       CASE WHEN t.definition ? 'repeat' THEN 'end of the window' END);

    zh := ARRAY[format('规则 %s 第 %s 版（%s 起生效）由事件 %s 于 %s 触发。', t.rule, t.version,
                       coalesce(nullif(t.effective_from::text, '-infinity'), '始终'), opener ->> 'type',
                       (opener ->> 'occurred_at')::timestamptz AT TIME ZONE zone)];
    en := ARRAY[format('Rule %s version %s (in force from %s) was opened by event %s at %s.', t.rule,
                       t.version, coalesce(nullif(t.effective_from::text, '-infinity'), 'ever'),
                       opener ->> 'type', (opener ->> 'occurred_at')::timestamptz AT TIME ZONE zone)];
    IF t.due_at IS NULL THEN
        zh := zh || '该任务没有自己的时限。'::text;
        en := en || 'The task has no due time of its own.'::text;
    ELSE
        zh := zh || format('起算 %s，时限 %s，应于 %s 前完成。', t.anchor_at AT TIME ZONE zone, within,
                           t.due_at AT TIME ZONE zone);
        en := en || format('Counted from %s, within %s: due by %s.', t.anchor_at AT TIME ZONE zone,
                           within, t.due_at AT TIME ZONE zone);
        IF calendar <> 'always' THEN
            zh := zh || format('按工作日历 %s 计算。', calendar);
            en := en || format('Counted by the calendar %s.', calendar);
        END IF;
    END IF;
    IF t.definition ? 'repeat' THEN
        zh := zh || format('这是该系列的第 %s 个任务。', t.number);
        en := en || format('It is number %s of its series.', t.number);
    END IF;
    zh := zh || ARRAY(SELECT format('于 %s %s。', h.at AT TIME ZONE zone,
                             CASE h.transition WHEN 'paused' THEN '暂停计时'
                                  WHEN 'resumed' THEN '恢复计时'
                                  WHEN 'extended' THEN '时限顺延'
                                  WHEN 'replanned' THEN '因病情等变化重新计算时限'
                                  ELSE '因工作日历更新重新计算时限' END)
                        FROM tqc.task_history h
                       WHERE h.task_id = t.id
                         AND h.transition IN ('paused', 'resumed', 'extended', 'replanned', 'recalculated')
                       ORDER BY h.at, h.recorded_at);
    en := en || ARRAY(SELECT format('At %s %s.', h.at AT TIME ZONE zone,
                             CASE h.transition WHEN 'paused' THEN 'its clock was stopped'
                                  WHEN 'resumed' THEN 'its clock went on'
                                  WHEN 'extended' THEN 'it was given more time'
                                  WHEN 'replanned' THEN 'another limit came to rule, because the context had changed'
                                  ELSE 'its due time was reckoned anew by another version of the calendar' END)
                        FROM tqc.task_history h
                       WHERE h.task_id = t.id
                         AND h.transition IN ('paused', 'resumed', 'extended', 'replanned', 'recalculated')
                       ORDER BY h.at, h.recorded_at);
    IF t.withdrawn THEN
        zh := zh || '事件日志已不再产生该任务，任务已撤回。'::text;
        en := en || 'The log no longer yields this task; it is withdrawn.'::text;
    ELSIF t.closed_at IS NOT NULL THEN
        zh := zh || format('于 %s 结束，结果 %s%s%s。', t.closed_at AT TIME ZONE zone, t.status,
                           coalesce('，事件 ' || (closer ->> 'type'), ''), coalesce('，原因：' || t.reason, ''));
        en := en || format('Ended at %s as %s%s%s.', t.closed_at AT TIME ZONE zone, t.status,
                           coalesce(', by event ' || (closer ->> 'type'), ', by the clock'),
                           coalesce(', because: ' || t.reason, ''));
    ELSE
        zh := zh || format('目前状态 %s，接收人：%s。', t.status, array_to_string(t.receivers, '、'));
        en := en || format('It is %s now; receivers: %s.', t.status, array_to_string(t.receivers, ', '));
    END IF;

    RETURN jsonb_build_object(
        'id', t.id, 'site', t.site, 'subject', t.subject, 'key', t.key_json,
        'status', CASE WHEN t.withdrawn THEN 'withdrawn' ELSE t.status END,
        'rule', jsonb_build_object('code', t.rule, 'version', t.version, 'site', t.line,
                                   'effective_from', t.effective_from, 'definition', t.definition),
        'opened', opener,
        'due', jsonb_build_object('anchor_at', t.anchor_at, 'within', within, 'calendar', calendar, 'entry', entry,
                                  'moves', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                                'at', h.at, 'kind', h.transition, 'event_seq', h.event_seq,
                                                'reason', h.reason) ORDER BY h.at, h.recorded_at), '[]')
                                              FROM tqc.task_history h
                                             WHERE h.task_id = t.id AND h.transition IN
                                                   ('paused', 'resumed', 'extended', 'replanned', 'recalculated')),
                                  'timezone', zone, 'due_at', t.due_at,
                                  'extended', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                                   'at', h.at, 'by', e.data ->> 'by',
                                                   'actor', h.actor, 'reason', h.reason) ORDER BY h.at), '[]')
                                                 FROM tqc.task_history h
                                                 JOIN tqc.event_log e ON e.seq = h.event_seq
                                                WHERE h.task_id = t.id AND h.transition = 'extended'
                                                  AND h.actor IS NOT NULL)),
        'ended', CASE WHEN t.closed_at IS NOT NULL THEN jsonb_build_object(
                     'at', t.closed_at, 'status', t.status, 'event', closer, 'reason', t.reason) END,
        'history', (SELECT coalesce(jsonb_agg(to_jsonb(h) - 'task_id' ORDER BY h.recorded_at, h.at), '[]')
                      FROM tqc.task_history h WHERE h.task_id = t.id),
        'steps', (SELECT coalesce(jsonb_agg(to_jsonb(f) - 'task_id' ORDER BY f.planned_at, f.step), '[]')
                    FROM tqc.effect f WHERE f.task_id = t.id),
        'sent', (SELECT coalesce(jsonb_agg(jsonb_build_object('seq', p.seq, 'at', p.at, 'kind', p.kind,
                                                              'receiver', p.receiver) ORDER BY p.seq), '[]')
                   FROM tqc.push p
                  WHERE p.task_id = t.id
                    AND p.receiver = ANY (t.receivers || ARRAY(
                            SELECT unnest(f.receivers) FROM tqc.effect f WHERE f.task_id = t.id))),
        'text', jsonb_build_object('zh-CN', to_jsonb(zh), 'en', to_jsonb(en)));
END
$$;
COMMENT ON FUNCTION tqc.explain_task(bigint) IS
    'why a task exists, how its due time came about, what was sent to whom, what ended it (zh-CN and en)';

-- A task's explanation in words, made from its structured form: see sql/explain/explain_task.sql.

CREATE FUNCTION tqc.opening_words(e jsonb, zone text, lang text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT ARRAY[
        tqc.tell(lang, '%1$s（规则 %2$s 第 %3$s 版%4$s，%5$s）：由事件%6$s于 %7$s触发%8$s%9$s。',
                 '%1$s (rule %2$s version %3$s%4$s, %5$s) was opened by event %6$s at %7$s%8$s%9$s.',
            e #>> '{rule,title}', e #>> '{rule,code}', e #>> '{rule,version}',
            aside.line, CASE WHEN e #>> '{rule,effective_from}' = '-infinity' THEN tqc.tell(lang, '一直有效', 'in force ever')
                 ELSE tqc.tell(lang, '自 %s起生效', 'in force from %s',
                               tqc.time_words((e #>> '{rule,effective_from}')::timestamptz, zone, lang)) END,
            tqc.event_words(e #>> '{opened,type}', lang), tqc.time_words((e #>> '{opened,occurred_at}')::timestamptz, zone, lang),
            tqc.aside(lang, '，满足条件 %s', ', as %s', tqc.condition_words(e #>> '{opened_by,when}', lang)),
            tqc.aside(lang, '；业务键：%s', '; key: %s', (SELECT tqc.list_words(array_agg(k), lang) FROM jsonb_array_elements_text(
                CASE jsonb_typeof(e -> 'key') WHEN 'array' THEN e -> 'key' ELSE '[]' END) k))),
        CASE WHEN e #> '{opened_by,delay}' IS NOT NULL
             THEN tqc.tell(lang, '按规则在事件后%s出现，即 %s。', 'It appears %s after the event, at %s.',
                           tqc.span_words(tqc.read_span(e #>> '{opened_by,delay}'), lang),
                           tqc.time_words((e ->> 'opened_at')::timestamptz, zone, lang)) END,
        CASE e #>> '{series,kind}'
             WHEN 'chain' THEN CASE WHEN e #> '{series,number}' = '1'
                  THEN tqc.tell(lang, '这是连续任务的第 1 个。', 'It is the first of a chain.')
                  ELSE tqc.tell(lang, '这是连续任务的第 %s 个，自上一个完成时（%s）起算。',
                                'It is number %s of a chain, counted from the close before (%s).',
                                e #>> '{series,number}', tqc.time_words((e #>> '{series,from}')::timestamptz, zone, lang)) END
             WHEN 'list' THEN tqc.tell(lang, '这是系列的第 %s 个任务，共 %s 个。', 'It is number %s of a series of %s.',
                                       e #>> '{series,number}', e #>> '{series,of}')
             WHEN 'windows' THEN tqc.tell(lang, '这是第 %s 个时间窗，自 %s%s。', 'It is window number %s, from %s%s.',
                  e #>> '{series,number}', tqc.time_words((e #>> '{series,from}')::timestamptz, zone, lang),
                  tqc.aside(lang, '至 %s', ' to %s', tqc.time_words((e #>> '{series,to}')::timestamptz, zone, lang))) END]
      FROM (SELECT tqc.aside(lang, '，院区 %s 自有', ', the own one of site %s', nullif(e #>> '{rule,site}', '*'))) aside(line)
$$;
COMMENT ON FUNCTION tqc.opening_words(jsonb, text, text) IS 'internal: why a task exists, in words';

-- Other receivers, taken up again.
CREATE FUNCTION tqc.change_words(change jsonb, zone text, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE change ->> 'kind'
        WHEN 'routed' THEN tqc.tell(lang, '%s因%s接收人或消息随患者情况变更。', '%s: by %s its receivers or its message followed the patient.',
                                    w.at, tqc.event_words(change ->> 'type', lang))
        WHEN 'reassigned' THEN tqc.tell(lang, '%s由 %s 改派给 %s（原因：%s）。', '%s: %s gave it to %s (%s).', w.at, change ->> 'actor',
            (SELECT tqc.list_words(array_agg(r), lang) FROM jsonb_array_elements_text(change -> 'receivers') r), change ->> 'reason')
        WHEN 'reopened' THEN tqc.tell(lang, '%s由 %s 重新打开（原因：%s）。', '%s: %s took it up again (%s).', w.at, change ->> 'actor',
                                      change ->> 'reason') END
      FROM (SELECT tqc.time_words((change ->> 'at')::timestamptz, zone, lang)) w(at)
$$;
COMMENT ON FUNCTION tqc.change_words(jsonb, text, text) IS 'internal: who had a task and who took it up again, in words';

-- Reminders and overdue marks; those alike are one sentence, the times at most three.
CREATE FUNCTION tqc.effect_words(effects jsonb, zone text, lang text) RETURNS text[]
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(array_agg(
             CASE WHEN NOT s.sent
                  THEN tqc.tell(lang, '原定 %1$s%3$s的%2$s得知过晚，未发送。', '%2$s of %1$s%3$s became known too late and was not sent.', t.times,
                                CASE WHEN s.overdue THEN tqc.tell(lang, '超时通知', 'Overdue notice') ELSE tqc.tell(lang, '提醒', 'Reminder') END, t.more)
                  WHEN s.overdue THEN tqc.tell(lang, '%s%s超时%s。', '%s%s: overdue%s.', t.times, t.more,
                                              tqc.aside(lang, '，通知：%s', ', told to %s', t.receivers))
                  ELSE tqc.tell(lang, '%s%s提醒：%s。', '%s%s: reminded %s.', t.times, t.more,
                                coalesce(t.receivers, tqc.tell(lang, '无接收人', 'nobody'))) END
             ORDER BY s.at[1], s.overdue DESC), '{}')
      FROM (SELECT f.effect ->> 'step' = 'overdue', (f.effect ->> 'sent')::boolean, f.effect -> 'receivers',
                   array_agg((f.effect ->> 'planned_at')::timestamptz ORDER BY (f.effect ->> 'planned_at')::timestamptz)
              FROM jsonb_array_elements(effects) f(effect) GROUP BY 1, 2, 3) s(overdue, sent, receivers, at),
           LATERAL (SELECT (SELECT tqc.list_words(array_agg(tqc.time_words(a.at, zone, lang) ORDER BY a.at), lang) FROM unnest(s.at[1:3]) a(at)),
                           tqc.aside(lang, '等共 %s 次', ' (%s times in all)', CASE WHEN cardinality(s.at) > 3 THEN cardinality(s.at)::text END),
                           (SELECT tqc.list_words(array_agg(r), lang) FROM jsonb_array_elements_text(s.receivers) r)) t(times, more, receivers)
$$;
COMMENT ON FUNCTION tqc.effect_words(jsonb, text, text) IS 'internal: what was sent to whom, in words';

-- How it stands or what ended it.
CREATE FUNCTION tqc.end_words(e jsonb, zone text, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN e ->> 'status' = 'withdrawn' AND e #> '{opened,voided_by}' <> 'null'
        THEN tqc.tell(lang, '触发它的事件已被%s撤销，任务撤回。', 'The event that opened it was undone by %s; the task is withdrawn.',
                      tqc.event_words(e #>> '{opened,voided_by_type}', lang))
        WHEN e ->> 'status' = 'withdrawn'
        THEN tqc.tell(lang, '事件日志已不再产生该任务，任务已撤回。', 'The log no longer yields this task; it is withdrawn.')
        WHEN e -> 'ended' = 'null'
        THEN tqc.tell(lang, '目前状态：%s%s%s%s。', 'It is %s now%s%s%s.', w.status,
                 CASE WHEN e ->> 'status' = 'overdue' THEN tqc.aside(lang, '，已超过时限%s', ', %s past its due time', w.past)
                      WHEN e ->> 'status' = 'open' THEN tqc.aside(lang, '，距时限还有%s', ', %s left', w.remains) ELSE '' END,
                 tqc.aside(lang, '，将于 %s出现', ', to appear at %s', CASE WHEN e ->> 'status' = 'waiting'
                           THEN tqc.time_words((e ->> 'opened_at')::timestamptz, zone, lang) END),
                 tqc.aside(lang, '，自 %s起暂停计时', ', its clock stopped since %s', tqc.time_words((e ->> 'paused_at')::timestamptz, zone, lang)))
        WHEN e #>> '{ended,event,type}' LIKE 'tqc.%'
        THEN tqc.tell(lang, '%s由 %s 手工处理（原因：%s）：%s%s。', '%s: by the hand of %s (%s): %s%s.', w.at, e #>> '{ended,actor}',
                      e #>> '{ended,reason}', w.status, w.judged)
        ELSE tqc.tell(lang, '%s%s：%s%s。', '%s: %s: %s%s.', w.at,
                 CASE e ->> 'status'
                     WHEN 'missed' THEN CASE WHEN w.event IS NULL THEN tqc.tell(lang, '时间窗结束时仍未完成', 'its window ended without it')
                          ELSE tqc.tell(lang, '因%s已无法完成', 'made impossible by %s', w.event) END
                     WHEN 'cancelled' THEN CASE WHEN w.event IS NULL
                          THEN tqc.tell(lang, '时间窗在暂停计时期间结束', 'its window ended while the clock was stopped')
                          ELSE tqc.tell(lang, '因%s不再需要', 'made needless by %s', w.event) END
                     WHEN 'replaced' THEN tqc.tell(lang, '因规则 %s 的任务完成而不再需要', 'made needless by the close of a task of rule %s',
                                                   e #>> '{ended,replaced_by}')
                     WHEN 'violated' THEN tqc.tell(lang, '时限内发生了不应发生的%s', '%s came, which must not come by then', w.event)
                     ELSE CASE WHEN w.event IS NULL THEN tqc.tell(lang, '时限已过，不应发生的事件未发生', 'the time is over and what must not come did not')
                          ELSE tqc.tell(lang, '由%s完成%s%s', 'done by %s%s%s', w.event, tqc.aside(lang, '（%s）', ' (%s)', e #>> ARRAY['ended', 'facts', lang]), tqc.aside(lang, '（%s报告）', ' (told at %s)',
                               CASE WHEN (e #>> '{ended,event,occurred_at}')::timestamptz <> (e #>> '{ended,at}')::timestamptz
                                    THEN tqc.time_words((e #>> '{ended,event,occurred_at}')::timestamptz, zone, lang) END)) END END,
                 w.status, w.judged) END
      FROM (SELECT tqc.time_words((e #>> '{ended,at}')::timestamptz, zone, lang), tqc.event_words(e #>> '{ended,event,type}', lang),
                   CASE WHEN e ->> 'status' = 'met' AND e #> '{ended,event}' = 'null'
                        THEN tqc.tell(lang, '未违反限制', 'limit kept') ELSE tqc.status_words(e ->> 'status', lang) END,
                   CASE WHEN e ->> 'status' = 'late' THEN tqc.aside(lang, '，超过时限%s', ', %s past its due time', d.past)
                        WHEN e ->> 'status' = 'met' THEN tqc.aside(lang, '，比时限提前%s', ', %s before its due time', d.remains) ELSE '' END,
                   d.past, d.remains
              FROM (SELECT tqc.span_words((e #>> '{due,past}')::interval, lang), tqc.span_words((e #>> '{due,left}')::interval, lang)) d(past, remains)
           ) w(at, event, status, judged, past, remains)
$$;
COMMENT ON FUNCTION tqc.end_words(jsonb, text, text) IS 'internal: what ended a task or how it stands, in words';

CREATE FUNCTION tqc.task_words(e jsonb, lang text) RETURNS jsonb
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT to_jsonb(array_remove(
               tqc.opening_words(e, z.zone, lang)
            || tqc.due_words(e -> 'due', e #>> '{opened_by,at}', (e -> 'amended')::boolean, lang)
            || tqc.tell(lang, '接收人：%s。', 'Receivers: %s.', coalesce(
                   (SELECT nullif(tqc.list_words(array_agg(r), lang), '') FROM jsonb_array_elements_text(e -> 'receivers') r),
                   tqc.tell(lang, '无', 'none')))
            || tqc.effect_words(e -> 'steps', z.zone, lang)
            || ARRAY(SELECT tqc.change_words(c.change, z.zone, lang)
                       FROM jsonb_array_elements(e -> 'changes') WITH ORDINALITY c(change, n) ORDER BY c.n)
            || tqc.end_words(e, z.zone, lang), NULL))
      FROM (SELECT e #>> '{due,timezone}') z(zone)
$$;
COMMENT ON FUNCTION tqc.task_words(jsonb, text) IS 'internal: the explanation of a task in words, sentence by sentence';

-- What sql/explain/due.sql found, in words.

-- "1天", "1天2小时", with a calendar of working hours "2小时工作时间", "1天加2小时工作时间".
CREATE FUNCTION tqc.duration_words(duration text, calendar text, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN calendar = 'always' OR d.exact = interval '0' THEN tqc.span_words(d.whole, lang)
        WHEN d.exact = d.whole THEN tqc.tell(lang, '%s工作时间', '%s of working time', tqc.span_words(d.whole, lang))
        ELSE tqc.tell(lang, '%s加%s工作时间', '%s and %s of working time', tqc.span_words(d.whole - d.exact, lang), tqc.span_words(d.exact, lang)) END
      FROM (SELECT s.span, s.span - date_trunc('day', s.span) FROM (SELECT tqc.read_span(duration)) s(span)) d(whole, exact)
$$;
COMMENT ON FUNCTION tqc.duration_words(text, text, text) IS 'internal: a duration in words, as a calendar counts it';

-- "时限8小时", "时限为其后第 2 个工作日"; backwards from a planned time: "须提前1小时".
CREATE FUNCTION tqc.limit_words(within text, calendar text, lang text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN within = 'end of the window' THEN tqc.tell(lang, '时限为本时间窗结束时', 'by the end of its window')
        WHEN within = '0 days' THEN tqc.tell(lang, '时限为当日', 'by the end of that day')
        WHEN within LIKE '-% days' AND calendar = 'always'
        THEN tqc.tell(lang, '时限为其前第 %s 天', 'by the end of the day %s before it', ltrim(split_part(within, ' ', 1), '-'))
        WHEN within LIKE '-% days'
        THEN tqc.tell(lang, '时限为其前第 %s 个工作日', 'by the end of working day %s before it', ltrim(split_part(within, ' ', 1), '-'))
        WHEN within LIKE '% days' AND calendar = 'always'
        THEN tqc.tell(lang, '时限为其后第 %s 天', 'by the end of day %s after it', split_part(within, ' ', 1))
        WHEN within LIKE '% days'
        THEN tqc.tell(lang, '时限为其后第 %s 个工作日', 'by the end of working day %s after it', split_part(within, ' ', 1))
        WHEN tqc.read_span(within) = interval '0' THEN tqc.tell(lang, '时限即为该时刻', 'by that very time')
        WHEN within LIKE '-%' THEN tqc.tell(lang, '须提前%s', 'at least %s before it', tqc.duration_words(within, calendar, lang))
        ELSE tqc.tell(lang, '时限%s', 'within %s', tqc.duration_words(within, calendar, lang)) END
$$;
COMMENT ON FUNCTION tqc.limit_words(text, text, text) IS 'internal: a limit in words';

CREATE FUNCTION tqc.entry_words(entry jsonb, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT tqc.limit_words(coalesce(entry ->> 'within', entry ->> 'days' || ' days'), coalesce(entry ->> 'calendar', 'always'), lang)
           || tqc.aside(lang, '（适用于 %s）', ' (the limit for %s)', tqc.condition_words(entry ->> 'when', lang))
$$;
COMMENT ON FUNCTION tqc.entry_words(jsonb, text) IS 'internal: an entry of due in words';

-- The arithmetic from the anchor to what the definition says; NULL where there is none.
CREATE FUNCTION tqc.count_words(due jsonb, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN due -> 'steps' = '[]' OR due -> 'planned_at' = due -> 'anchor_at' THEN NULL
        WHEN c.code = 'always' AND due #>> '{steps,0,kind}' = 'add'
        THEN tqc.tell(lang, '按自然时间连续计算：%1$s%2$s%3$s，即 %4$s，时区 %5$s。', 'Every hour counts: %1$s %2$s %3$s is %4$s, time zone %5$s.',
                 tqc.time_words((due ->> 'anchor_at')::timestamptz, due ->> 'timezone', lang),
                 CASE WHEN due ->> 'within' LIKE '-%' THEN tqc.tell(lang, '减', 'minus') ELSE tqc.tell(lang, '加', 'plus') END,
                 tqc.span_words(tqc.read_span(due ->> 'within'), lang),
                 tqc.time_words((due ->> 'planned_at')::timestamptz, due ->> 'timezone', lang), c.zone)
        ELSE CASE WHEN c.code = 'always'
                  THEN tqc.tell(lang, '按自然日计算（时区 %s）：', 'Every day counts (time zone %s): ', c.zone)
                  ELSE tqc.tell(lang, '按工作日历 %s 第 %s 版计算（%s时区 %s）：', 'By version %2$s of the calendar %1$s (%3$stime zone %4$s): ',
                           c.code, due #>> '{calendar,version}',
                           tqc.aside(lang, '依据%s，', 'from %s, ', due #>> '{calendar,source}'), c.zone) END
             || (SELECT string_agg(tqc.step_words(s.step, extract(year FROM (due ->> 'anchor_at')::timestamptz AT TIME ZONE c.zone)::int, lang),
                                   tqc.tell(lang, '；', '; ') ORDER BY s.n)
                   FROM jsonb_array_elements(due -> 'steps') WITH ORDINALITY s(step, n))
             || tqc.tell(lang, '。', '.') END
      FROM (SELECT due #>> '{calendar,calendar}', due #>> '{calendar,timezone}') c(code, zone)
$$;
COMMENT ON FUNCTION tqc.count_words(jsonb, text) IS 'internal: calendar arithmetic in words';

-- How the due time stands after a move: moved to, or left where it was.
CREATE FUNCTION tqc.moved_words(move jsonb, zone text, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN move ->> 'due_at' IS NULL THEN ''
                WHEN move -> 'due_at' = move -> 'moved_from' THEN tqc.tell(lang, '，应完成时间不变', '; its due time stays')
                ELSE tqc.tell(lang, '，应于 %s前完成', '; now due by %s', tqc.time_words((move ->> 'due_at')::timestamptz, zone, lang)) END
$$;
COMMENT ON FUNCTION tqc.moved_words(jsonb, text, text) IS 'internal: what a move made of a due time';

CREATE FUNCTION tqc.move_words(move jsonb, calendar text, zone text, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE move ->> 'kind'
        WHEN 'paused' THEN tqc.tell(lang, '%s因%s暂停计时。', '%s: its clock was stopped by %s.', w.at, w.event)
        WHEN 'resumed' THEN tqc.tell(lang, '%s因%s恢复计时，其间%s不计%s。', '%s: its clock went on by %s, %s did not count%s.',
                                     w.at, w.event, tqc.span_words((move ->> 'stood')::interval, lang), w.due)
        WHEN 'replanned' THEN tqc.tell(lang, '%s因%s改用另一条时限：%s%s%s。', '%s: by %s another limit came to rule, %s%s%s.', w.at, w.event,
            coalesce(tqc.entry_words(move -> 'entry', lang), tqc.tell(lang, '无时限', 'none')),
            CASE move ->> 'from' WHEN 'change' THEN tqc.tell(lang, '，自变化时起算', ', counted from the change')
                 WHEN 'close' THEN tqc.tell(lang, '，自上一个完成时起算', ', counted from the close before') ELSE '' END, w.due)
        WHEN 'recalculated' THEN tqc.tell(lang, '%s工作日历 %s 第 %s 版生效，重新计算%s。', '%1$s: version %3$s of the calendar %2$s became valid%4$s.',
                                          w.at, calendar, move ->> 'version', w.due)
        WHEN 'extended' THEN CASE WHEN move ->> 'type' = 'tqc.extend'
            THEN tqc.tell(lang, '%1$s由 %2$s %3$s%4$s（原因：%5$s）%6$s。', '%1$s: %2$s gave it %4$s %3$s (%5$s)%6$s.', w.at, move ->> 'actor',
                          CASE WHEN move ->> 'by' LIKE '-%' THEN tqc.tell(lang, '提前', 'less') ELSE tqc.tell(lang, '延时', 'more') END,
                          w.span, move ->> 'reason', w.due)
            ELSE tqc.tell(lang, '%s因%s顺延，自此时起至少再给%s%s。', '%s: by %s at least %s from then on were given%s.', w.at, w.event, w.span,
                          w.due) END END
      FROM (SELECT tqc.time_words((move ->> 'at')::timestamptz, zone, lang), tqc.event_words(move ->> 'type', lang),
                   tqc.span_words(tqc.read_span(move ->> 'by'), lang), tqc.moved_words(move, zone, lang)) w(at, event, span, due)
$$;
COMMENT ON FUNCTION tqc.move_words(jsonb, text, text, text) IS 'internal: what moved a due time, in words';

-- All about the due time, sentence by sentence.
-- `anchor_path`: where the opening event says it; `amended`: what it says there was amended later.
CREATE FUNCTION tqc.due_words(due jsonb, anchor_path text, amended boolean, lang text) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN due ->> 'planned_at' IS NULL
           THEN ARRAY[tqc.tell(lang, '该任务没有自己的时限。', 'The task has no due time of its own.')]
           ELSE ARRAY[
               tqc.tell(lang, '自 %1$s%2$s起算，%3$s%4$s，应于 %5$s前完成。', 'Counted from %1$s%2$s, %3$s%4$s: due by %5$s.',
                   tqc.time_words((due ->> 'anchor_at')::timestamptz, z.zone, lang),
                   CASE WHEN amended
                        THEN tqc.aside(lang, '（取自 %s，后经更正）', ' (%s of the event, as amended)', ltrim(anchor_path, '$.'))
                        ELSE tqc.aside(lang, '（取自 %s）', ' (%s of the event)', ltrim(anchor_path, '$.')) END,
                   tqc.limit_words(due ->> 'within', due #>> '{calendar,calendar}', lang),
                   tqc.aside(lang, '（适用于 %s）', ' (the limit for %s)', tqc.condition_words(due #>> '{entry,when}', lang)),
                   tqc.time_words((due ->> 'planned_at')::timestamptz, z.zone, lang)),
               tqc.count_words(due, lang),
               CASE WHEN (due ->> 'clock_change')::interval > interval '0'
                    THEN tqc.tell(lang, '其间时钟拨快%s（夏令时）。', 'On the way the clocks were put forward by %s.', c.change)
                    WHEN due ->> 'clock_change' IS NOT NULL
                    THEN tqc.tell(lang, '其间时钟拨慢%s（夏令时结束）。', 'On the way the clocks were put back by %s.', c.change) END,
               CASE WHEN due #> '{calendar,provisional}' = 'true'
                    THEN tqc.tell(lang, '日历中的放假安排未列到该日；其后若有新的安排，未完成的任务会重新计算。',
                                  'The calendar lists no holidays so far ahead; if some are announced, a running task is counted anew.') END]
           END
           || ARRAY(SELECT tqc.move_words(m.move, coalesce(due #>> '{calendar,calendar}', 'always'), z.zone, lang)
                      FROM jsonb_array_elements(due -> 'moves') WITH ORDINALITY m(move, n) ORDER BY m.n)
           || CASE WHEN due -> 'due_at' <> due -> 'planned_at' AND due #> '{moves,-1,due_at}' IS NULL
                   THEN tqc.tell(lang, '最后应于 %s前完成。', 'In the end it is due by %s.',
                                 tqc.time_words((due ->> 'due_at')::timestamptz, z.zone, lang)) END
      FROM (SELECT due ->> 'timezone') z(zone), LATERAL (SELECT tqc.span_words((due ->> 'clock_change')::interval, lang)) c(change)
$$;
COMMENT ON FUNCTION tqc.due_words(jsonb, text, boolean, text) IS 'internal: how a due time came about, in words';

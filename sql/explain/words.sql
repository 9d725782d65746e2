-- The words of explanations. `lang` is 'zh-CN' or 'en' in all of sql/explain, `zone` a time zone's name.

-- It stands in every sentence, so it must be one that the planner inlines, which those with a SET are
-- not: all that call it pin the search_path themselves.
CREATE FUNCTION tqc.tell(lang text, zh text, en text, VARIADIC parts text[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT format(CASE lang WHEN 'en' THEN en ELSE zh END, VARIADIC parts) $$;
COMMENT ON FUNCTION tqc.tell(text, text, text, text[]) IS 'internal: a sentence in one of two languages, its parts as format() puts them in';

CREATE FUNCTION tqc.tell(lang text, zh text, en text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE lang WHEN 'en' THEN en ELSE zh END $$;
COMMENT ON FUNCTION tqc.tell(text, text, text) IS 'internal: the word of one of two languages';

-- Something that need not be there: nothing where the part is missing.
CREATE FUNCTION tqc.aside(lang text, zh text, en text, part text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE WHEN part IS NULL OR part = '' THEN '' ELSE tqc.tell(lang, zh, en, part) END $$;
COMMENT ON FUNCTION tqc.aside(text, text, text, text) IS 'internal: a part of a sentence that is left out where there is nothing to say';

CREATE FUNCTION tqc.list_words(items text[], lang text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT array_to_string(items, CASE lang WHEN 'en' THEN ', ' ELSE '、' END) $$;
COMMENT ON FUNCTION tqc.list_words(text[], text) IS 'internal: several things in words';

CREATE FUNCTION tqc.weekday_words(day date, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE lang WHEN 'en' THEN to_char(day, 'Dy')
                     ELSE '周' || substr('日一二三四五六', extract(dow FROM day)::int + 1, 1) END
$$;
COMMENT ON FUNCTION tqc.weekday_words(date, text) IS 'internal: 周五, Fri';

-- To the minute; seconds only where there are some. The last microsecond of a day is its 24:00, and
-- that of any other minute the beginning of the next one.
CREATE FUNCTION tqc.time_words(at timestamptz, zone text, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT tqc.tell(lang, '%s %s（%s）', '%s %s (%s)', to_char(d.day, 'YYYY-MM-DD'),
                    CASE WHEN d.day < d.wall::date THEN '24:00'
                         WHEN date_trunc('minute', d.wall) = date_trunc('second', d.wall) THEN to_char(d.wall, 'HH24:MI')
                         ELSE to_char(d.wall, 'HH24:MI:SS') END,
                    tqc.weekday_words(d.day, lang))
      FROM (SELECT extract(microseconds FROM at)::bigint % 1000000 = 999999) e(ends),
           LATERAL (SELECT CASE WHEN e.ends THEN interval '1 microsecond' ELSE interval '0' END) s(step),
           LATERAL (SELECT w.wall, (w.wall - s.step)::date
                      FROM (SELECT (at + s.step) AT TIME ZONE zone) w(wall)) d(wall, day)
$$;
COMMENT ON FUNCTION tqc.time_words(timestamptz, text, text) IS 'internal: 2026-02-13 16:00（周五）';

-- "PT8H", "-P1D": as rules write durations.
CREATE FUNCTION tqc.read_span(duration text) RETURNS interval
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE WHEN duration LIKE '-%' THEN - (substr(duration, 2)::interval) ELSE duration::interval END $$;
COMMENT ON FUNCTION tqc.read_span(text) IS 'internal: a duration as rules write it';

-- Without its sign: whether before or after, the sentence says.
CREATE FUNCTION tqc.span_words(span interval, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce(string_agg(tqc.tell(lang, '%1$s%2$s', '%1$s %3$s%4$s', trim_scale(u.n)::text, u.zh, u.en,
                                        CASE WHEN u.n = 1 THEN '' ELSE 's' END),
                               CASE lang WHEN 'en' THEN ' ' ELSE '' END ORDER BY u.place),
                    CASE lang WHEN 'en' THEN '0 minutes' ELSE '0分钟' END)
      FROM (VALUES (1, abs(extract(year FROM span)), '年', 'year'),
                   (2, abs(extract(month FROM span)), '个月', 'month'),
                   (3, abs(extract(day FROM span)), '天', 'day'),
                   (4, abs(extract(hour FROM span)), '小时', 'hour'),
                   (5, abs(extract(minute FROM span)), '分钟', 'minute'),
                   (6, abs(extract(second FROM span)), '秒', 'second')) u(place, n, zh, en)
     WHERE u.n <> 0
$$;
COMMENT ON FUNCTION tqc.span_words(interval, text) IS 'internal: 1天2小时, 1 day 2 hours';

-- By the title it has now, which is the hospital's own language.
CREATE FUNCTION tqc.event_words(type text, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT coalesce((SELECT format('%s（%s）', y.title, y.code)
                       FROM (SELECT e.code, e.title FROM tqc.event_type e WHERE e.code = event_words.type
                              ORDER BY e.id DESC LIMIT 1) y
                      WHERE y.title <> '' AND lang <> 'en'), type)
$$;
COMMENT ON FUNCTION tqc.event_words(text, text) IS 'internal: 入院（admission）';

CREATE FUNCTION tqc.status_words(status text, lang text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE lang WHEN 'en' THEN w.en ELSE w.zh END
      FROM (VALUES ('waiting', '等待', 'waiting'), ('open', '待完成', 'open'), ('overdue', '超时', 'overdue'),
                   ('met', '按时完成', 'done in time'), ('late', '超时完成', 'done late'),
                   ('missed', '未完成', 'missed'), ('violated', '违反限制', 'limit violated'),
                   ('replaced', '已被替代', 'replaced'), ('cancelled', '已取消', 'cancelled'),
                   ('waived', '已豁免', 'waived')) w(status, zh, en)
     WHERE w.status = status_words.status
$$;
COMMENT ON FUNCTION tqc.status_words(text, text) IS 'internal: a status as the board calls it';

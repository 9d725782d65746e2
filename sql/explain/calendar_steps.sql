-- The way from one instant to another as a calendar counts it, day by day; equal days in a row are one
-- step. by_days: working days are counted, the day of `start` is not; else working time. By the version
-- in force at `at`. At most 20 steps: what lies before the last one is then summed up.
--   {"kind": "off", "from": "2026-02-15", "to": "2026-02-23", "days": 9, "name": "春节"}
--   {"kind": "worked", "from": "2026-02-24", "to": "2026-02-27", "days": 4, "first": 2, "last": 5}
--   {"kind": "make-up", "from": "2026-02-14", "to": "2026-02-14", "days": 1, "working": "PT8H", "name": "春节调休"}
-- Kinds: start (the day that is not counted), same (which is the last one, too), worked, make-up (a day
-- that differs and counts), off (one that differs and does not), rest (a usual free day), more (many).
-- Nothing of a way of more than a hundred years.
CREATE FUNCTION tqc.calendar_steps(calendar text, start timestamptz, finish timestamptz, by_days boolean,
                                   at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE STRICT PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
SET IntervalStyle = 'iso_8601'
AS $$
    WITH way AS MATERIALIZED (
        SELECT z.zone, least(start, finish) AS early, greatest(start, finish) AS late,
               (start AT TIME ZONE z.zone)::date AS home, (finish AT TIME ZONE z.zone)::date AS away,
               CASE WHEN finish < start THEN -1 ELSE 1 END AS ahead
          FROM (SELECT tqc.calendar_zone(calendar, at)) z(zone)
    ), day AS (
        SELECT d.day, d.counts, d.name, (d.day - w.home) * w.ahead AS place,
               CASE WHEN by_days AND d.day = w.home THEN CASE WHEN w.home = w.away THEN 'same' ELSE 'start' END
                    WHEN d.differs THEN CASE WHEN d.counts THEN 'make-up' ELSE 'off' END
                    WHEN d.counts THEN 'worked' ELSE 'rest' END AS kind,
               CASE WHEN by_days THEN NULL
                    WHEN d.day IN (w.home, w.away)
                    THEN tqc.calendar_working(calendar, greatest(w.early, d.day::timestamp AT TIME ZONE w.zone),
                                              least(w.late, (d.day + 1)::timestamp AT TIME ZONE w.zone), at)
                    ELSE d.working END AS working
          FROM way w,
               tqc.calendar_days(calendar, CASE WHEN abs(w.away - w.home) < 36525 THEN least(w.home, w.away) END,
                                 greatest(w.home, w.away), at) d
    ), numbered AS (
        SELECT d.*, CASE WHEN by_days AND d.counts AND d.place > 0
                         THEN count(*) FILTER (WHERE d.counts AND d.place > 0) OVER (ORDER BY d.place) END AS nth,
               d.place - row_number() OVER (PARTITION BY d.kind, d.name, d.working ORDER BY d.place) AS run
          FROM day d
    ), run AS (
        SELECT n.kind, n.name, min(n.day) AS first_day, max(n.day) AS last_day, count(*) AS days, sum(n.working) AS working,
               min(n.nth) AS first, max(n.nth) AS last,
               row_number() OVER (ORDER BY min(n.place)) AS place, count(*) OVER () AS runs
          FROM numbered n GROUP BY n.kind, n.name, n.working, n.run
    ), step AS (
        SELECT CASE WHEN count(*) > 1 THEN 'more' ELSE min(r.kind) END AS kind,
               CASE WHEN count(*) = 1 THEN min(r.name) END AS name, min(r.first_day) AS first_day, max(r.last_day) AS last_day,
               sum(r.days) AS days, sum(r.working) AS working, min(r.first) AS first, max(r.last) AS last, min(r.place) AS place
          FROM run r GROUP BY CASE WHEN r.runs > 20 AND r.place BETWEEN 19 AND r.runs - 1 THEN 19 ELSE r.place END
    )
    SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
               'kind', s.kind, 'from', s.first_day, 'to', s.last_day, 'days', s.days, 'name', s.name,
               'working', CASE WHEN s.kind NOT IN ('off', 'rest') THEN s.working END,
               'first', s.first, 'last', s.last)) ORDER BY s.place), '[]')
      FROM step s
$$;
COMMENT ON FUNCTION tqc.calendar_steps(text, timestamptz, timestamptz, boolean, timestamptz) IS
    'internal: how a calendar counts from one instant to another, step by step';

-- One of them in words. `of_year`: of the start; the days of another one say so.
CREATE FUNCTION tqc.step_words(step jsonb, of_year int, lang text) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE k.kind
             WHEN 'add' THEN tqc.tell(lang, '%1$s%2$s', '%2$s %1$s on the wall clock',
                 CASE WHEN f.span < interval '0' THEN tqc.tell(lang, '倒推', 'back') ELSE tqc.tell(lang, '后推', 'on') END,
                 tqc.span_words(f.span, lang))
             WHEN 'same' THEN tqc.tell(lang, '%s当日结束时', 'the end of %s', d.days)
             WHEN 'start' THEN tqc.tell(lang, '起算日 %s不计', '%s, the day it is counted from, does not count', d.days)
             WHEN 'off' THEN tqc.tell(lang, '%s放假不计', '%s off', d.days)
             WHEN 'rest' THEN tqc.tell(lang, '%s休息不计', '%s free', d.days)
             ELSE tqc.tell(lang, '%s%s', '%s %s', d.days, a.amount) END
      FROM (SELECT step ->> 'kind', (step ->> 'from')::date, (step ->> 'to')::date, (step ->> 'days')::int) k(kind, first, last, n),
           LATERAL (SELECT tqc.read_span(step ->> 'span'),
                           CASE WHEN (step ->> 'working')::interval IS NOT NULL AND k.n > 1 AND k.kind <> 'more'
                                THEN (step ->> 'working')::interval / k.n ELSE (step ->> 'working')::interval END) f(span, working),
           LATERAL (SELECT to_char(k.first, CASE WHEN extract(year FROM k.first) = of_year THEN 'MM-DD' ELSE 'YYYY-MM-DD' END),
                           to_char(k.last, CASE WHEN extract(year FROM k.last) = of_year THEN 'MM-DD' ELSE 'YYYY-MM-DD' END),
                           step ->> 'name' || CASE WHEN k.kind = 'make-up' THEN tqc.tell(lang, '上班', ', worked') ELSE '' END) w(first, last, name),
           LATERAL (SELECT CASE WHEN k.n = 1
                        THEN tqc.tell(lang, '%1$s（%2$s%3$s）', '%2$s %1$s%4$s', w.first, tqc.weekday_words(k.first, lang),
                                      '，' || w.name, ' (' || w.name || ')')
                        ELSE tqc.tell(lang, '%s 至 %s%s', '%1$s to %2$s%4$s', w.first, w.last,
                                      coalesce('（' || w.name || '）', ' '), ' (' || w.name || ')') END) d(days),
           LATERAL (SELECT CASE
                        WHEN step ? 'first' AND step -> 'first' = step -> 'last'
                        THEN tqc.tell(lang, '计第 %s 天', 'day %s', step ->> 'first')
                        WHEN step ? 'first' THEN tqc.tell(lang, '计第 %s～%s 天', 'days %s to %s', step ->> 'first', step ->> 'last')
                        WHEN k.n > 1 AND k.kind <> 'more' THEN tqc.tell(lang, '每天计%s', '%s each', tqc.span_words(f.working, lang))
                        ELSE tqc.tell(lang, '计%s', '%s', tqc.span_words(f.working, lang)) END) a(amount)
$$;
COMMENT ON FUNCTION tqc.step_words(jsonb, int, text) IS 'internal: a step of a calendar''s count in words';

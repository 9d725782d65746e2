-- How a due time came about. The engine keeps the result only (src/core/walk_due.cpp); here it is
-- reckoned again from the definition, the calendar and the task's history:
--
--   max(what the definition says + time the clock stood + added by hand, floor)
--
-- What the history holds of an earlier fold may no longer be so, and what an amendment says of the
-- context is not seen. Where the result is not the due time that the task has, the single moves are
-- told without their due times.

-- The last microsecond of the window that begins at the task's anchor.
CREATE FUNCTION tqc.window_end(t tqc.task_row, definition jsonb, at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE WHEN definition #>> '{repeat,by}' = 'day' THEN tqc.calendar_day_end('always', t.anchor_at, 0, at)
                WHEN definition #> '{repeat,every}' IS NOT NULL
                THEN tqc.calendar_add('always', t.anchor_at, tqc.read_span(definition #>> '{repeat,every}'), at)
                     - interval '1 microsecond' END
$$;
COMMENT ON FUNCTION tqc.window_end(tqc.task_row, jsonb, timestamptz) IS 'internal: the end of a window, as far as its length is known';

-- What the definition says, counted from the task's anchor by the calendar version in force at `at`.
-- NULL: nothing, or the end of a window that only the engine knows.
CREATE FUNCTION tqc.planned_due(t tqc.task_row, definition jsonb, entry jsonb, at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $$
    SELECT CASE
        WHEN definition #> '{repeat,after}' IS NOT NULL
        THEN tqc.calendar_add('always', t.anchor_at,
                              tqc.read_span(definition #>> ARRAY['repeat', 'after', (t.number - 1)::text]), at)
        WHEN entry ? 'days'
        THEN tqc.calendar_day_end(coalesce(entry ->> 'calendar', 'always'), t.anchor_at, (entry ->> 'days')::numeric::int, at)
        WHEN entry ? 'within'
        THEN tqc.calendar_add(coalesce(entry ->> 'calendar', 'always'), t.anchor_at, tqc.read_span(entry ->> 'within'), at)
        ELSE tqc.window_end(t, definition, at) END
$$;
COMMENT ON FUNCTION tqc.planned_due(tqc.task_row, jsonb, jsonb, timestamptz) IS 'internal: the due time as the definition has it';

-- What moved the due time, in order: [{"at", "kind", "event_seq", "type", "actor", "reason", "due_at", …}];
-- kinds are transitions of tqc.task_history. `by`: at least so long from then on, or by so long, as a
-- duration; `stood`: working time for which the clock has stood; `entry`: of due, that came to rule;
-- `from`: in a chain, whether that counts from the change or from the close before.
-- Intervals are added here as exact time, so no zone may have its own idea of a day.
CREATE FUNCTION tqc.due_moves(t tqc.task_row, definition jsonb, entries jsonb, born timestamptz, ended timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET IntervalStyle = 'iso_8601'
AS $$
DECLARE
    moves jsonb := '[]';
    m record;
    listed CONSTANT boolean := jsonb_typeof(definition -> 'due') = 'array';
    place int := t.due_entry;        -- of the entry that rules, -1: none
    next int;
    ruling timestamptz := born;      -- whose version of the calendar does
    stood interval := '0';
    added interval := '0';
    floor timestamptz;
    since timestamptz;               -- the clock stands
    work interval;
    due timestamptz;
    before timestamptz;
    linked tqc.task_row := t;        -- as if the chain went on from another instant
    anew timestamptz;
BEGIN
    IF listed THEN
        place := tqc.ruling_entry(entries, tqc.known_at(t.opened_by) || jsonb_build_object('ctx', t.context,
                     'open', (SELECT e.data FROM tqc.event_log e WHERE e.seq = t.opened_by)));
    END IF;
    due := tqc.planned_due(t, definition, entries -> nullif(place, -1), ruling);
    -- Another entry that leaves the due time where it was is not in the history: so each event is asked
    -- that brought something for the context which the list names.
    FOR m IN SELECT h.at, h.recorded_at, h.transition, h.event_seq, h.actor, h.reason, e.type, e.data
               FROM tqc.task_history h LEFT JOIN tqc.event e ON e.seq = h.event_seq
              WHERE h.task_id = t.id AND e.voided_by IS NULL
                AND h.transition IN ('paused', 'resumed', 'extended', 'recalculated')
             UNION ALL
             SELECT e.occurred_at, NULL, 'replanned', e.seq, NULL, NULL, y.code, e.data
               FROM tqc.subject s
               JOIN tqc.event_log e ON e.site = s.site AND e.subject = s.subject AND e.occurred_at BETWEEN born AND ended
               JOIN tqc.event_type y ON y.id = e.type_id
                AND EXISTS (SELECT FROM jsonb_object_keys(y.context) k WHERE position(k IN entries::text) > 0)
              WHERE s.id = t.subject_id AND listed AND e.seq <> t.opened_by
                AND NOT EXISTS (SELECT FROM tqc.voided x WHERE x.event_seq = e.seq)
              ORDER BY 1, 2 NULLS FIRST LOOP
        IF m.transition = 'replanned' THEN
            next := tqc.ruling_entry(entries, tqc.known_at(m.event_seq) || jsonb_build_object(
                        'open', (SELECT e.data FROM tqc.event_log e WHERE e.seq = t.opened_by)));
            -- An overdue task keeps its due time.
            CONTINUE WHEN next = place OR due < least(m.at, since);
        END IF;
        before := due;
        work := NULL;
        IF m.transition = 'paused' THEN
            since := m.at;
        ELSIF m.transition = 'resumed' THEN
            since := coalesce(since, least(t.anchor_at, born));  -- what begins while the clock stands does not say so
            work := tqc.calendar_working(coalesce(entries -> nullif(place, -1) ->> 'calendar', 'always'), since, m.at, ruling);
            IF before >= since THEN
                stood := stood + work;
                floor := tqc.calendar_add(coalesce(entries -> nullif(place, -1) ->> 'calendar', 'always'), floor, work, ruling);
            END IF;
            since := NULL;
        ELSIF m.transition = 'extended' AND m.type = 'tqc.extend' THEN
            work := tqc.calendar_add('always', before, tqc.read_span(m.data ->> 'by'), m.at) - before;
            added := added + work;
            floor := floor + work;
        ELSIF m.transition = 'extended' THEN
            floor := greatest(floor, tqc.calendar_add('always', m.at, tqc.read_span(definition #>> '{extend,within}'), m.at));
        ELSIF m.transition = 'replanned' THEN
            place := next;
            ruling := m.at;
            IF definition #> '{repeat,chain}' IS NOT NULL THEN
                linked.anchor_at := least(m.at, since);
                anew := tqc.planned_due(linked, definition, entries -> nullif(place, -1), ruling);
                floor := CASE WHEN place >= 0 THEN least(before, anew) END;
            END IF;
        ELSE
            ruling := m.at;
        END IF;

        due := tqc.planned_due(t, definition, entries -> nullif(place, -1), ruling);
        IF place >= 0 OR definition #> '{repeat,after}' IS NOT NULL THEN
            due := tqc.calendar_add(coalesce(entries -> nullif(place, -1) ->> 'calendar', 'always'), due, stood, ruling);
        END IF;
        due := greatest(due + added, floor);
        moves := moves || jsonb_strip_nulls(jsonb_build_object(
            'at', m.at, 'kind', m.transition, 'event_seq', m.event_seq, 'type', m.type, 'actor', m.actor, 'reason', m.reason,
            'by', CASE WHEN m.transition = 'extended'
                       THEN coalesce(m.data ->> 'by', definition #>> '{extend,within}') END,
            'stood', CASE WHEN m.transition = 'resumed' THEN work END,
            'entry', CASE WHEN m.transition = 'replanned' THEN entries -> nullif(place, -1) END,
            'from', CASE WHEN m.transition = 'replanned' AND due = anew THEN 'change'
                         WHEN m.transition = 'replanned' AND anew IS NOT NULL AND due <> before THEN 'close' END,
            'version', CASE WHEN m.transition = 'recalculated' THEN
                (SELECT c.version FROM tqc.calendar_version c WHERE c.code = t.calendar AND c.valid_from <= m.at
                  ORDER BY c.valid_from DESC, c.version DESC LIMIT 1) END,
            'moved_from', before, 'due_at', due));
    END LOOP;
    IF due IS DISTINCT FROM t.due_at OR place IS DISTINCT FROM t.due_entry THEN
        SELECT coalesce(jsonb_agg(e.move - 'moved_from' - 'due_at' ORDER BY e.n), '[]') INTO moves
          FROM jsonb_array_elements(moves) WITH ORDINALITY e(move, n);
    END IF;
    RETURN moves;
END
$$;
COMMENT ON FUNCTION tqc.due_moves(tqc.task_row, jsonb, jsonb, timestamptz, timestamptz) IS 'internal: what moved a due time, and to when';

-- `born`: when the task came to be; `ended`: the place of what ended it, NULL while it runs. The version
-- of the calendar in force there, or now, is the one that rules.
--   {"anchor_at", "within", "entry": of due, "timezone": tqc.timezone, "planned_at": by the definition alone,
--    "calendar": as tqc.calendar_explain tells from the anchor to planned_at, "steps": [tqc.calendar_steps],
--    "clock_change": "PT1H", "moves": [tqc.due_moves], "extended": those by hand, "due_at"}
CREATE FUNCTION tqc.explain_due(t tqc.task_row, definition jsonb, born timestamptz, ended timestamptz) RETURNS jsonb
LANGUAGE plpgsql STABLE PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET TimeZone = 'UTC'
SET IntervalStyle = 'iso_8601'
AS $$
DECLARE
    entries CONSTANT jsonb := CASE jsonb_typeof(definition -> 'due') WHEN 'array' THEN definition -> 'due'
                                   WHEN 'object' THEN jsonb_build_array(definition -> 'due') ELSE '[]' END;
    entry CONSTANT jsonb := entries -> nullif(t.due_entry, -1);
    calendar CONSTANT text := coalesce(entry ->> 'calendar', 'always');
    ruling CONSTANT timestamptz := greatest(born, coalesce(ended, tqc.now()));
    zone CONSTANT text := tqc.calendar_zone(calendar, ruling);
    within CONSTANT text := coalesce(entry ->> 'within', definition #>> ARRAY['repeat', 'after', (t.number - 1)::text]);
    span CONSTANT interval := tqc.read_span(within);
    dated CONSTANT interval := date_trunc('day', span);  -- its months and days, which are steps of the wall clock
    moves CONSTANT jsonb := tqc.due_moves(t, definition, entries, born, ruling);
    planned timestamptz;
    steps jsonb := '[]';
BEGIN
    IF t.due_at IS NOT NULL THEN
        -- The end of a window that only the engine knows is what is left without the hand.
        planned := coalesce(tqc.planned_due(t, definition, entry, ruling), t.due_at - coalesce((
            SELECT sum(tqc.read_span(m ->> 'by')) FROM jsonb_array_elements(moves) m WHERE m ->> 'type' = 'tqc.extend'), interval '0'));
    END IF;
    IF entry ? 'days' THEN
        steps := tqc.calendar_steps(calendar, t.anchor_at, planned, true, ruling);
    ELSIF calendar = 'always' AND within IS NOT NULL THEN
        steps := jsonb_build_array(jsonb_build_object('kind', 'add', 'span', within));
    ELSIF within IS NOT NULL THEN
        IF dated <> interval '0' THEN
            steps := jsonb_build_array(jsonb_build_object('kind', 'add', 'span', dated));
        END IF;
        IF span <> dated THEN
            steps := steps || tqc.calendar_steps(calendar, tqc.calendar_add(calendar, t.anchor_at, dated, ruling), planned,
                                                 false, ruling);
        END IF;
    END IF;
    RETURN jsonb_build_object(
        'anchor_at', t.anchor_at,
        'within', coalesce(within, entry ->> 'days' || ' days', CASE WHEN planned IS NOT NULL THEN 'end of the window' END),
        'entry', entry, 'timezone', coalesce(nullif(current_setting('tqc.timezone', true), ''), 'UTC'),
        'planned_at', planned, 'due_at', t.due_at,
        'calendar', tqc.calendar_explain(calendar, t.anchor_at, planned, ruling), 'steps', steps,
        'clock_change', nullif((planned AT TIME ZONE zone) - (t.anchor_at AT TIME ZONE zone) - (planned - t.anchor_at), interval '0'),
        'moves', moves,
        'extended', (SELECT coalesce(jsonb_agg(e.move - 'kind' - 'type' ORDER BY e.n), '[]')
                       FROM jsonb_array_elements(moves) WITH ORDINALITY e(move, n)
                      WHERE e.move ->> 'type' = 'tqc.extend'));
END
$$;
COMMENT ON FUNCTION tqc.explain_due(tqc.task_row, jsonb, timestamptz, timestamptz) IS 'internal: how the due time of a task came about';

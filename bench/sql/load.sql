-- Loads for tqc.
CREATE SCHEMA bench;

-- One admission: opens a task that is due eight hours after occurred_at.
CREATE FUNCTION bench.admit(subject text, n bigint, occurred_at timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN public.tqc_emit('bench.admission', subject,
    jsonb_build_object('class', 'inpatient', 'patient', 'P' || n, 'doctor', 'dr-' || n % 200, 'ward', 'W' || n % 20), occurred_at);

-- n subjects with a running task each, due in two to eight hours.
CREATE FUNCTION bench.stand(prefix text, first bigint, last bigint) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN (SELECT count(bench.admit(prefix || g, g, clock_timestamp() - random() * interval '6 hours'))
          FROM generate_series(first, last) g);

-- n events, by turns: one opens a task of a new subject of round `round`, one closes a task of the round before.
-- No subject has two events in a round, and closes come in another order than the openings did.
CREATE FUNCTION bench.turn(round int, n int) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN (SELECT count(CASE g % 2
                     WHEN 0 THEN bench.admit('round' || round || '-' || g / 2, g, clock_timestamp() - random() * interval '6 hours')
                     ELSE public.tqc_emit('bench.note', 'round' || round - 1 || '-' || (g / 2 * 7919::bigint) % (n / 2),
                                          '{"doc_type": "first_progress_note", "author": "dr-1"}') END)
          FROM generate_series(0, n - 1) g);

-- n subjects with a task each that falls due `spacing` after the one before it, the first at `start`.
CREATE FUNCTION bench.alarms(prefix text, n int, start timestamptz, spacing interval) RETURNS bigint
LANGUAGE sql VOLATILE
RETURN (SELECT count(public.tqc_emit('bench.alarm', prefix || g,
                     jsonb_build_object('anchor', start + g * spacing - interval '1 hour', 'doctor', 'dr-' || g % 200)))
          FROM generate_series(0, n - 1) g);

-- The single days of a shipped calendar up to a year, as define_calendar takes them: of each clause
-- the days off ("2026-02-15/2026-02-23") and the make-up days, worked as a Monday.
CREATE FUNCTION tqc.calendar_pack_days(document jsonb, upto int) RETURNS jsonb
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
SET DateStyle = 'ISO, YMD'
BEGIN ATOMIC
    WITH clause AS (
        SELECT c FROM jsonb_array_elements(document -> 'notices') n,
                      jsonb_array_elements(n -> 'clauses') c
         WHERE (n ->> 'year')::int <= upto),
    day (day, value) AS (
        SELECT d::date, jsonb_build_object('hours', '[]'::jsonb, 'name', c -> 'name')
          FROM clause,
               generate_series(split_part(c ->> 'off', '/', 1)::timestamp,
                               split_part(c ->> 'off', '/', -1)::timestamp, '1 day') d
        UNION ALL
        SELECT w::date, jsonb_build_object('hours', 'mon', 'name', (c ->> 'name') || '调休')
          FROM clause, jsonb_array_elements_text(c -> 'work') w)
    SELECT coalesce(jsonb_object_agg(day, value), '{}') FROM day;
END;
COMMENT ON FUNCTION tqc.calendar_pack_days(jsonb, int) IS
    'internal: the single days of a shipped calendar, from its notices up to a year';

-- Defines a shipped calendar: each of its notices is a version, valid from its publication, with the
-- days of the notices before it. What is in force already is not added again, so it may be called
-- after each upgrade. Returns the number of the last notice's version.
CREATE FUNCTION tqc.load_calendar(name text) RETURNS int
LANGUAGE plpgsql VOLATILE STRICT PARALLEL UNSAFE
SET search_path = pg_catalog, pg_temp
SET DateStyle = 'ISO, YMD'
AS $$
DECLARE
    document jsonb := tqc.read_pack('calendars/' || name);
    notice   jsonb;
    version  int;
BEGIN
    FOR notice IN
        SELECT n FROM jsonb_array_elements(document -> 'notices') n ORDER BY n ->> 'published' LOOP
        version := tqc.define_calendar(
            document ->> 'code', document ->> 'timezone', document -> 'week',
            tqc.calendar_pack_days(document, (notice ->> 'year')::int),
            valid_from => (notice ->> 'published')::timestamp AT TIME ZONE (document ->> 'timezone'),
            source => concat_ws(' ', notice ->> 'title', notice ->> 'paper', notice ->> 'published'));
    END LOOP;
    RETURN version;
END
$$;
COMMENT ON FUNCTION tqc.load_calendar(text) IS
    'defines a calendar that ships with the extension, such as cn-work; returns its last version''s number. 42704 if none is installed by that name';

-- Adds a version of a calendar and returns its number, counted for each code. A definition equal to
-- the one in force at valid_from adds nothing and returns that one's number.
-- valid_from NULL: '-infinity' for the first version of a code, else tqc.now(). A version valid from
-- an instant that is past has the subjects folded again whose tasks it concerns.
-- Refused with TQ003: the code always, an unknown zone, and documents that are wrong, by JSON pointer.
CREATE FUNCTION tqc.define_calendar(
    code       text,
    timezone   text,                        -- 'Asia/Shanghai'
    week       jsonb,                       -- {"mon": [["08:00","12:00"],["14:00","17:30"]], "tue": "mon", …}
    days       jsonb DEFAULT '{}',          -- {"2026-10-01": [], "2026-10-10": {"hours": "mon", "name": "调休"}}
    valid_from timestamptz DEFAULT NULL,
    source     text DEFAULT NULL            -- the paper it was made from
) RETURNS int
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_define_calendar';
COMMENT ON FUNCTION tqc.define_calendar(text, text, jsonb, jsonb, timestamptz, text) IS
    'adds a version of a calendar (工作日历), valid from an instant on, and returns its number; an equal definition returns the one in force. TQ003 with JSON pointer for a wrong one';

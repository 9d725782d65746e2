-- Takes one event: checks it, then appends it to the log in the caller's transaction. Returns its
-- seq; that of the first if the log already holds it under this number; NULL if it was refused and
-- tqc.on_invalid = failure.
CREATE FUNCTION @extschema@.tqc_emit(
    type        text,
    subject     text,
    data        jsonb DEFAULT '{}',
    occurred_at timestamptz DEFAULT NULL,   -- NULL: tqc.now()
    id          text DEFAULT NULL,          -- message number; NULL: a fresh UUID
    source      text DEFAULT 'sql',
    site        text DEFAULT 'main',
    sequence    bigint DEFAULT NULL         -- the sender's own order among events of one instant
) RETURNS bigint
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_emit';
COMMENT ON FUNCTION @extschema@.tqc_emit(text, text, jsonb, timestamptz, text, text, text, bigint) IS
    'takes one event (事件消息) into the log and returns its seq; of a number that is there already the first seq. TQ001 unknown type, TQ002 data refused, TQ004 number reused for other content, TQ006 too far in the future; with tqc.on_invalid = failure NULL and a row of tqc.failure instead';

-- Takes an array of CloudEvents 1.0 objects, each for itself: one bad element does not stop the
-- others. One row an element, in order.
CREATE FUNCTION @extschema@.tqc_emit_many(events jsonb)
RETURNS TABLE (ord int, seq bigint, duplicate boolean, sqlstate text, error text)
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_emit_many';
COMMENT ON FUNCTION @extschema@.tqc_emit_many(jsonb) IS
    'takes many events, given as an array of CloudEvents objects, and says what became of each: seq, or SQLSTATE and message; one bad element does not stop the others. TQ002 for what is no array';

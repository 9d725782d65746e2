-- The locks under which tqc works, until the end of the transaction. Not pg_advisory_lock(), which
-- everybody may call: whoever took its key would stop the engine for as long as he liked.
CREATE FUNCTION tqc.own_lock(what text, number int, shared boolean DEFAULT false) RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'tqc_own_lock';
COMMENT ON FUNCTION tqc.own_lock(text, int, boolean) IS
    'internal: takes a lock of tqc until the end of the transaction: turn (number: the engine), outbox, consumer (number: a hash of its name)';

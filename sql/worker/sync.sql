-- True once the engines have applied all that was committed before the call and every instant up
-- to it; false at the timeout. What they did is visible to the next statement, not to this one.
CREATE FUNCTION tqc.sync(timeout interval DEFAULT '30s') RETURNS boolean
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'tqc_sync';
COMMENT ON FUNCTION tqc.sync(interval) IS
    'waits until the engines have applied all that was committed before the call; false at the timeout. 55000 if there is no engine to wait for, TQ008 for events of the calling transaction';

-- The engine in this session, for servers where no background worker may run. Returns the events
-- applied; call it until that is 0 to empty a long backlog. Like any engine it reads what is
-- committed: events of the calling transaction are not there yet.
CREATE FUNCTION tqc.step() RETURNS bigint
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_step';
COMMENT ON FUNCTION tqc.step() IS
    'runs the engine once in this session on what has been committed; returns the events applied, 0 when none are left';

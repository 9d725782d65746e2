-- VOLATILE, because it is the time at the call, not at the start of the statement. In a condition
-- on an indexed column write (SELECT tqc.now()), which is evaluated once.
CREATE FUNCTION tqc.now() RETURNS timestamptz
LANGUAGE c VOLATILE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'tqc_now';
COMMENT ON FUNCTION tqc.now() IS
    'what the clock of tqc shows at the call; the real time unless tqc.set_clock() says otherwise';

-- Takes effect at commit, with NOTIFY tqc_clock. Set back, it has every subject folded anew.
CREATE FUNCTION tqc.set_clock(at timestamptz, speed float8 DEFAULT 1) RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_set_clock';
COMMENT ON FUNCTION tqc.set_clock(timestamptz, float8) IS
    'lets the clock run from an instant, speed times as fast as the real one; 0 stands still. From the commit on; set back, it folds every subject anew. 22008 for an infinite time, 22023 for a negative speed';

CREATE FUNCTION tqc.reset_clock() RETURNS void
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_reset_clock';
COMMENT ON FUNCTION tqc.reset_clock() IS 'back to the real clock';

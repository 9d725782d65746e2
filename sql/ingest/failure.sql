-- Tries a failure again. One of stage emit: emits the event, as it was refused or as `payload`, a
-- CloudEvents object, corrects it; true if it is resolved. All others: folds the subject again, with
-- `payload` in place of the event's data if given; false, as the fold itself resolves the failure.
-- TQ008 if it is resolved already.
CREATE FUNCTION tqc.retry_failure(id bigint, payload jsonb DEFAULT NULL) RETURNS boolean
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_retry_failure';
COMMENT ON FUNCTION tqc.retry_failure(bigint, jsonb) IS
    'tries a failure again (数据修正), corrected by payload if given; true if it is resolved by that. 42704 unknown, TQ008 if it is resolved already';

CREATE FUNCTION tqc.discard_failure(id bigint, reason text) RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'tqc_discard_failure';
COMMENT ON FUNCTION tqc.discard_failure(bigint, text) IS
    'gives a failure up, for a reason that is kept; 42704 unknown, TQ008 if it is resolved already';

-- What pg_dump takes along: all that users put in and all that followed from it. Not the
-- cursor and the places of consumers, whose transaction ids mean nothing in another cluster, nor
-- the clock, which is real again after a restore. The engine then has no place in the log, begins
-- with the first event and folds every subject from its whole history: what was applied before
-- the dump comes out as it stands there (under the same ids, told nobody again), what was not is
-- applied now.
SELECT pg_catalog.pg_extension_config_dump('tqc.event_type', 'WHERE code NOT LIKE ''tqc.%''');
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'event_log', 'voided', 'rule', 'calendar_version', 'subject', 'task_row', 'task_history', 'effect', 'push',
        'assignment', 'inbox', 'failure', 'refold', 'request_row', 'pack', 'document_type', 'consumer',
        'source', 'kafka_topic',
        'event_type_id_seq', 'event_log_seq_seq', 'rule_id_seq', 'calendar_version_id_seq', 'subject_id', 'task_id',
        'push_seq_seq', 'failure_id_seq', 'refold_id_seq', 'request_row_id_seq',
        'kafka_batch_batch_seq'] LOOP
        PERFORM pg_catalog.pg_extension_config_dump(('tqc.' || name)::pg_catalog.regclass, '');
    END LOOP;
    -- How far Kafka has been taken is true of the events dumped with it.
    PERFORM pg_catalog.pg_extension_config_dump('tqc.kafka_batch',
        'WHERE batch = (SELECT max(batch) FROM tqc.kafka_batch)');
END
$$;

-- An event belongs to the transaction that writes it here, also when a dump is read in. The
-- states that come with it may hold it already; so a place that an engine took before, in a
-- database that had the extension first and the data later, is given up.
CREATE FUNCTION tqc.own_transaction() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    IF EXISTS (SELECT FROM tqc.cursor) THEN
        DELETE FROM tqc.cursor;
    END IF;
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION tqc.own_transaction() IS 'internal: makes an event read in from a dump one of the transaction that reads it';
CREATE TRIGGER own_transaction BEFORE INSERT ON tqc.event_log
    FOR EACH ROW WHEN (NEW.xid IS DISTINCT FROM pg_current_xact_id())
    EXECUTE FUNCTION tqc.own_transaction();
CREATE TRIGGER own_transaction BEFORE INSERT ON tqc.kafka_batch
    FOR EACH ROW WHEN (NEW.xid IS DISTINCT FROM pg_current_xact_id())
    EXECUTE FUNCTION tqc.own_transaction();

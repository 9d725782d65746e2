-- What pg_dump takes along: all that users put in and all that followed from it. Not the
-- cursor, whose transaction ids mean nothing in another cluster, nor the clock, which is real
-- again after a restore. The engine then reads the whole log anew, which changes nothing.
SELECT pg_catalog.pg_extension_config_dump('tqc.event_type', 'WHERE code NOT LIKE ''tqc.%''');
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'event_log', 'voided', 'rule', 'subject', 'task_row', 'task_history', 'effect', 'push',
        'assignment', 'inbox', 'failure', 'refold', 'request_row', 'kafka_topic',
        'event_type_id_seq', 'event_log_seq_seq', 'rule_id_seq', 'subject_id', 'task_id',
        'push_seq_seq', 'failure_id_seq', 'refold_id_seq', 'request_row_id_seq',
        'kafka_batch_batch_seq'] LOOP
        PERFORM pg_catalog.pg_extension_config_dump(('tqc.' || name)::pg_catalog.regclass, '');
    END LOOP;
    -- How far Kafka has been taken is true of the events dumped with it.
    PERFORM pg_catalog.pg_extension_config_dump('tqc.kafka_batch',
        'WHERE batch = (SELECT max(batch) FROM tqc.kafka_batch)');
END
$$;

-- An event belongs to the transaction that writes it here, also when a dump is read in.
CREATE FUNCTION tqc.own_transaction() RETURNS trigger
LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
    NEW.xid := pg_current_xact_id();
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION tqc.own_transaction() IS 'internal: sets the xid of an event read in from a dump';
CREATE TRIGGER own_transaction BEFORE INSERT ON tqc.event_log
    FOR EACH ROW WHEN (NEW.xid IS DISTINCT FROM pg_current_xact_id())
    EXECUTE FUNCTION tqc.own_transaction();
CREATE TRIGGER own_transaction BEFORE INSERT ON tqc.kafka_batch
    FOR EACH ROW WHEN (NEW.xid IS DISTINCT FROM pg_current_xact_id())
    EXECUTE FUNCTION tqc.own_transaction();

-- Who may what of Kafka.
REVOKE ALL ON FUNCTION tqc.kafka_changed(), tqc.kafka_note_transitions(), tqc.kafka_begin_or_end(), tqc.kafka_out_lag(),
    tqc.kafka_topic(text, text, text, text, text, boolean) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tqc.kafka_topic(text, text, text, text, text, boolean) TO tqc_admin;
GRANT EXECUTE ON FUNCTION tqc.kafka_out_lag() TO tqc_officer, tqc_relay;
GRANT SELECT, INSERT, UPDATE, DELETE ON tqc.kafka_topic TO tqc_admin;
GRANT SELECT ON tqc.kafka_topic, tqc.kafka_offset TO tqc_officer, tqc_relay;

-- Who may what of Kafka.
GRANT EXECUTE ON FUNCTION tqc.kafka_topic(text, text, text, text, text, boolean) TO tqc_admin;
GRANT EXECUTE ON FUNCTION tqc.kafka_out_lag() TO tqc_officer;
GRANT SELECT, INSERT, UPDATE, DELETE ON tqc.kafka_topic TO tqc_admin;
GRANT SELECT ON tqc.kafka_topic, tqc.kafka_offset TO tqc_officer;
GRANT SELECT ON tqc.kafka_offset TO tqc_relay;  -- the lag in its metrics

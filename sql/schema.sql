-- Everything but tqc_emit and its kin stands in this schema.
CREATE SCHEMA tqc;
COMMENT ON SCHEMA tqc IS 'time-limit quality control (时限质控)';

-- Everything but tqc_emit and its kin stands in this schema.
DO $$
BEGIN
    IF pg_catalog.getdatabaseencoding() <> 'UTF8' THEN
        RAISE EXCEPTION 'tqc needs a database whose encoding is UTF8, this is %', pg_catalog.getdatabaseencoding()
            USING ERRCODE = '0A000', HINT = 'CREATE DATABASE hospital ENCODING ''UTF8'' TEMPLATE template0';
    END IF;
END
$$;
CREATE SCHEMA tqc;
COMMENT ON SCHEMA tqc IS 'time-limit quality control (时限质控)';

-- In which database pg_cron lives; NULL if the server does not run it.
CREATE FUNCTION tqc.cron_database() RETURNS text
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$ SELECT current_setting('cron.database_name', true) $$;
COMMENT ON FUNCTION tqc.cron_database() IS 'the database pg_cron lives in; NULL: the server does not run it';

-- Reconciles a source periodically through pg_cron, as the caller. pg_cron knows one database; its
-- functions are there and nowhere else.
CREATE FUNCTION tqc.schedule(
    job   text,                            -- the name of a source
    cron  text,                            -- "*/5 * * * *"; NULL: no longer
    since interval DEFAULT interval '1 day'
) RETURNS bigint
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE
AS $$
DECLARE
    home text := tqc.cron_database();
    command text := pg_catalog.format('SELECT tqc.reconcile(%L, %L)', job, since);
    job_name text := 'tqc.reconcile ' || job;
    number bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM tqc.source s WHERE s.name = job) THEN
        RAISE EXCEPTION 'source "%" is not defined', job
            USING ERRCODE = '42704', HINT = 'Define it with tqc.define_source().';
    END IF;
    IF home IS NULL THEN
        RAISE EXCEPTION 'this server does not run pg_cron'
            USING ERRCODE = '0A000',
                  HINT = pg_catalog.format('Install it (Debian: postgresql-%s-cron), add pg_cron to shared_preload_libraries '
                                'and set cron.database_name = ''%s''; or let another scheduler run: %s',
                                pg_catalog.current_setting('server_version_num')::int / 10000,
                                pg_catalog.current_database(), command);
    END IF;
    IF home <> pg_catalog.current_database() THEN
        RAISE EXCEPTION 'pg_cron lives in database "%", this is "%"', home, pg_catalog.current_database()
            USING ERRCODE = '55000',
                  HINT = pg_catalog.format('Run in "%s": SELECT cron.schedule_in_database(%L, %L, %L, %L);', home,
                                job_name, coalesce(cron, '*/5 * * * *'), command, pg_catalog.current_database());
    END IF;
    IF pg_catalog.to_regprocedure('cron.schedule(text,text,text)') IS NULL THEN
        RAISE EXCEPTION 'extension pg_cron is not created in this database'
            USING ERRCODE = '55000', HINT = 'CREATE EXTENSION pg_cron;';
    END IF;
    IF cron IS NULL THEN
        PERFORM cron.unschedule(j.jobid) FROM cron.job j
          WHERE j.jobname = job_name AND j.username = current_user;
        RETURN NULL;
    END IF;
    SELECT cron.schedule(job_name, schedule.cron, command) INTO number;
    RETURN number;
END
$$;
COMMENT ON FUNCTION tqc.schedule(text, text, interval) IS
    'reconciles a source periodically through pg_cron, as the caller (cron NULL: no longer); returns pg_cron''s job; 0A000, 55000 if pg_cron is not to be had here';

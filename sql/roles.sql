-- Roles belong to the whole cluster: created if absent, never dropped. None may log in; grant
-- them to the logins of applications. An officer reads what he corrects; an administrator may
-- do all.
DO $$
DECLARE
    role text;
    part text;
BEGIN
    FOREACH role IN ARRAY ARRAY['tqc_emitter', 'tqc_reader', 'tqc_officer', 'tqc_relay', 'tqc_admin'] LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = role) THEN
            BEGIN
                EXECUTE pg_catalog.format('CREATE ROLE %I NOLOGIN', role);
            EXCEPTION WHEN duplicate_object OR unique_violation THEN
                NULL;  -- another database of the cluster was faster
            END;
        END IF;
    END LOOP;
    FOR role, part IN VALUES ('tqc_officer', 'tqc_reader'), ('tqc_admin', 'tqc_emitter'),
                             ('tqc_admin', 'tqc_officer'), ('tqc_admin', 'tqc_relay') LOOP
        IF NOT EXISTS (SELECT FROM pg_catalog.pg_auth_members
                        WHERE member = role::pg_catalog.regrole AND roleid = part::pg_catalog.regrole) THEN
            EXECUTE pg_catalog.format('GRANT %I TO %I', part, role);
        END IF;
    END LOOP;
END
$$;
GRANT USAGE ON SCHEMA tqc TO tqc_emitter, tqc_reader, tqc_officer, tqc_relay, tqc_admin;

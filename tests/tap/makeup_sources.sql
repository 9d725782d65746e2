-- What a source may be, who may define and reconcile it, and pg_cron that is not there.
SELECT no_plan();

CREATE FUNCTION pg_temp.refused(query text, message text, name text) RETURNS SETOF text LANGUAGE plpgsql AS $$
BEGIN
    RETURN NEXT throws_ok(format('SELECT tqc.define_source(''s'', %L)', query), 'TQ003', NULL, name);
    RETURN NEXT throws_like(format('SELECT tqc.define_source(''s'', %L)', query), 'query refused: ' || message, 'and says why');
END
$$;
\set good 'SELECT ''a''::text AS type, ''x''::text AS subject, ''{}''::jsonb AS data, now() AS occurred_at, ''1''::text AS id'
CREATE TABLE t (n int);
SELECT pg_temp.refused('', 'expected a single SELECT, found 0 statements', 'nothing');
SELECT pg_temp.refused(:'good' || '; DROP TABLE t', 'expected a single SELECT, found 2 statements', 'a statement after it');
SELECT pg_temp.refused(:'good' || ') q; DROP TABLE t; --', 'syntax error%', 'a bracket that closes ours');
SELECT pg_temp.refused(:'good' || '; -- that is all', 'expected nothing after the semicolon', 'a comment behind the end, which would swallow our bracket');
SELECT pg_temp.refused('DELETE FROM t', 'expected a SELECT, found another statement', 'a DELETE');
SELECT pg_temp.refused('INSERT INTO t VALUES (1) RETURNING n', 'expected a SELECT, found another statement', 'an INSERT that returns');
SELECT pg_temp.refused('WITH d AS (DELETE FROM t RETURNING n) ' || :'good' || ' FROM d', 'expected a SELECT that changes nothing', 'a DELETE inside');
SELECT pg_temp.refused('SELECT 1 INTO u', 'expected a SELECT, found SELECT INTO', 'a SELECT that creates a table');
SELECT pg_temp.refused('SELEC 1', 'syntax error%', 'what is no SQL');
SELECT pg_temp.refused('SELECT * FROM nonesuch', 'relation "nonesuch" does not exist', 'a table that is not there');
SELECT pg_temp.refused('SELECT 1 AS n', 'column "n" is none of an event', 'a column that means nothing');
SELECT pg_temp.refused('SELECT ''a'' AS type', 'column "subject" is missing', 'a missing column');
SELECT pg_temp.refused('SELECT ''a'' AS type, ''b'' AS type', 'column "type" stands twice', 'a column twice');
SELECT pg_temp.refused(replace(:'good', '::jsonb', '::text'), 'expected column "data" to be jsonb, found text', 'data of another kind');
SELECT pg_temp.refused(replace(:'good', 'now()', 'now()::timestamp'), 'expected column "occurred_at" to be timestamp with time zone, found timestamp without time zone', 'a time of no zone');
SELECT pg_temp.refused(replace(:'good', 'now()', 'now()::date'), 'expected column "occurred_at" to be timestamp with time zone, found date', 'a day');
SELECT pg_temp.refused('SELECT ''a'', ''x'', now(), ''{}''::jsonb, ''1''', 'expected column "data" to be jsonb, found timestamp with time zone', 'columns without names in another order');
SELECT pg_temp.refused('SELECT ''a'' AS t, ''{}''::jsonb AS data, ''x'' AS subject, now() AS occurred_at, ''1'' AS id', 'column "t" is none of an event', 'a name of ours in another''s place');
SELECT pg_temp.refused('SELECT ''a'', ''x'', ''{}''::jsonb, now(), ''1'', ''main'', 7', 'column "?column?" is none of an event', 'more columns than an event has');
SELECT throws_ok(format('SELECT tqc.define_source('' '', %L)', :'good'), 'TQ003', NULL, 'a source needs a name');
SELECT throws_ok('SELECT tqc.define_source(''s'', NULL)', 'TQ003', NULL, 'and a query');
SELECT lives_ok(format('SELECT tqc.define_source(''s'', %L)', :'good'), 'a good one is kept');

-- Rights.
SELECT tqc.define_event('a');
CREATE SCHEMA emr;
CREATE TABLE emr.visit (no text);
INSERT INTO emr.visit VALUES ('1');
\set visits 'SELECT ''a''::text AS type, no AS subject, ''{}''::jsonb AS data, now() AS occurred_at, no AS id FROM emr.visit'
CREATE ROLE tap_emitter;
CREATE ROLE tap_officer;
CREATE ROLE tap_reading;
GRANT tqc_emitter TO tap_emitter;
GRANT tqc_officer TO tap_officer, tap_reading;
GRANT USAGE ON SCHEMA emr TO tap_reading;
GRANT SELECT ON emr.visit TO tap_reading;
SELECT tqc.define_source('visits', :'visits');
SET SESSION AUTHORIZATION tap_emitter;
SELECT throws_ok(format('SELECT tqc.define_source(''e'', %L)', :'good'), '42501', NULL, 'who only emits defines no source');
SELECT throws_ok('SELECT tqc.reconcile(''visits'', ''1 day'')', '42501', NULL, 'nor reconciles one');
SET SESSION AUTHORIZATION tap_officer;
SELECT throws_ok('SELECT tqc.reconcile(''visits'', ''1 day'')', '42501', NULL, 'an officer who may not read the table does not read it so');
SELECT throws_ok('INSERT INTO tqc.source VALUES (''x'', ''SELECT 1'')', '42501', NULL, 'nor puts a query there unchecked');
SET SESSION AUTHORIZATION tap_reading;
SELECT is(tqc.reconcile('visits', '1 day'), 1::bigint, 'one who may does, and emits by it');
SELECT lives_ok(format('SELECT tqc.define_source(''mine'', %L)', :'visits'), 'and defines his own');
RESET SESSION AUTHORIZATION;
SELECT throws_ok('SELECT tqc.reconcile(''mine'', ''1 day'')', '42501', 'source "mine" was defined by role "tap_reading", which may not act as "postgres"',
  'an administrator does not run what an officer has written');
SELECT tqc.define_source('mine', query) FROM tqc.source WHERE name = 'mine';
SELECT is(tqc.reconcile('mine', '1 day'), 1::bigint, 'unless he makes it his own');
DROP SCHEMA emr CASCADE;
DROP ROLE tap_emitter, tap_officer, tap_reading;

-- pg_cron is not on this server.
SELECT throws_ok($$SELECT tqc.schedule('nobody', '* * * * *')$$, '42704', 'source "nobody" is not defined', 'an unknown source');
SELECT throws_ok($$SELECT tqc.schedule('s', '* * * * *')$$, '0A000', 'this server does not run pg_cron', 'without pg_cron nothing is periodic');
SET cron.database_name = 'elsewhere';
SELECT throws_ok($$SELECT tqc.schedule('s', '* * * * *')$$, '55000', format('pg_cron lives in database "elsewhere", this is "%s"', current_database()), 'it may live in another database');
SELECT set_config('cron.database_name', current_database(), false) \g /dev/null
SELECT throws_ok($$SELECT tqc.schedule('s', '* * * * *')$$, '55000', 'extension pg_cron is not created in this database', 'and must be created there');

SELECT * FROM finish();

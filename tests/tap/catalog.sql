-- What must hold of every object of the extension, whoever adds it.
SELECT no_plan();

CREATE TEMP VIEW member AS
SELECT d.classid, d.objid, d.objsubid
FROM pg_depend d JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid
WHERE e.extname = 'tqc' AND d.deptype = 'e';

CREATE TEMP VIEW routine AS
SELECT p.* FROM pg_proc p JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid;

CREATE TEMP VIEW relation AS
SELECT c.* FROM pg_class c JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid;

SELECT cmp_ok((SELECT count(*) FROM routine), '>', 20::bigint, 'the extension has functions to look at');

SELECT is_empty(
  $$SELECT oid::regprocedure FROM routine
    WHERE prosecdef AND NOT EXISTS (SELECT FROM unnest(proconfig) s WHERE s LIKE 'search_path=%')$$,
  'every SECURITY DEFINER function pins its search_path');

SELECT is_empty(
  $$SELECT oid::regprocedure, proconfig FROM routine
    WHERE prosecdef AND EXISTS (SELECT FROM unnest(proconfig) s WHERE s ~ '^search_path=.*public')$$,
  'no SECURITY DEFINER function searches a schema in which others may create');

SELECT is_empty(
  $$SELECT oid::regprocedure FROM routine
    WHERE proacl IS NULL OR EXISTS (SELECT FROM aclexplode(proacl) a WHERE a.grantee = 0)$$,
  'no function may be called by PUBLIC');

SELECT is_empty(
  $$SELECT oid::regclass, a.privilege_type FROM relation, aclexplode(relacl) a WHERE a.grantee = 0$$,
  'no relation is open to PUBLIC');

SELECT is_empty(
  $$SELECT attrelid::regclass, attname FROM pg_attribute JOIN relation r ON attrelid = r.oid, aclexplode(attacl) a WHERE a.grantee = 0$$,
  'no column is open to PUBLIC');

SELECT is_empty(
  $$SELECT n.nspname, a.privilege_type FROM pg_namespace n, aclexplode(nspacl) a
    WHERE nspname = 'tqc' AND (a.grantee = 0 OR a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner)$$,
  'schema tqc is closed to PUBLIC, and nobody but its owner creates in it');

SELECT is_empty(
  $$SELECT oid::regprocedure FROM routine WHERE obj_description(oid, 'pg_proc') IS NULL$$,
  'every function has a comment');

SELECT is_empty(
  $$SELECT oid::regclass FROM relation WHERE relkind IN ('r', 'v', 'm') AND obj_description(oid, 'pg_class') IS NULL$$,
  'every table and view has a comment');

-- What only tqc_admin may read is tqc's own; a table "as stored" is explained by the view that its comment names.
SELECT is_empty(
  $$SELECT r.oid::regclass, a.attname
      FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE r.relkind IN ('r', 'v', 'm') AND obj_description(r.oid, 'pg_class') !~ '; read tqc\.\w+$'
       AND EXISTS (SELECT FROM aclexplode(r.relacl) g
                    WHERE g.grantee::regrole::text IN ('tqc_emitter', 'tqc_reader', 'tqc_officer', 'tqc_relay'))
       AND col_description(r.oid, a.attnum) IS NULL$$,
  'every column that users read has a comment');

SELECT set_eq(
  $$SELECT r.relname::text FROM relation r, pg_extension e
    WHERE e.extname = 'tqc' AND r.relkind = 'r' AND r.oid <> ALL (e.extconfig)$$,
  ARRAY['cursor', 'clock', 'consumer_place', 'kafka_cursor', 'kafka_outbox', 'kafka_watermark'],
  'a dump holds every table but those that mean nothing elsewhere');

SELECT is_empty(
  $$SELECT r.oid::regclass FROM relation r, pg_extension e
    WHERE e.extname = 'tqc' AND r.relkind = 'S' AND r.oid <> ALL (e.extconfig)
      AND r.relname <> 'kafka_outbox_seq_seq'$$,
  'a dump holds where every sequence of what it holds stands');

SELECT set_eq(
  $$SELECT code, id FROM tqc.event_type WHERE code LIKE 'tqc.%'$$,
  $$VALUES ('tqc.close', -700), ('tqc.cancel', -600), ('tqc.waive', -500), ('tqc.extend', -400), ('tqc.reassign', -300),
           ('tqc.reopen', -200), ('tqc.correct', -100)$$,
  'reserved types have the ids that dumped events name them by');

SELECT set_eq(
  $$SELECT rolname FROM pg_roles WHERE rolname LIKE 'tqc\_%'$$,
  ARRAY['tqc_emitter', 'tqc_reader', 'tqc_officer', 'tqc_relay', 'tqc_admin'],
  'the roles of the manual are there');

SELECT is_empty(
  $$SELECT rolname FROM pg_roles WHERE rolname LIKE 'tqc\_%' AND (rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls)$$,
  'none of them can log in or has a power of its own');

-- What a role may is in no other list: nothing slips in with a grant to several.
SELECT set_eq(
  $$SELECT proname::text FROM routine WHERE has_function_privilege('tqc_emitter', oid, 'EXECUTE')$$,
  ARRAY['tqc_emit', 'tqc_emit_many', 'tqc_emit_xml', 'tqc_emit_hl7', 'tqc_emit_json', 'now'],
  'an emitter emits, and asks what time it is');
SELECT is_empty(
  $$SELECT oid::regclass FROM relation WHERE relkind IN ('r', 'v', 'm')
      AND has_table_privilege('tqc_emitter', oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')$$,
  'and reads nothing');
SELECT is_empty(
  $$SELECT oid::regprocedure FROM routine
     WHERE has_function_privilege('tqc_relay', oid, 'EXECUTE') AND proname !~ '^relay_'$$,
  'the relay calls what is made for it');
SELECT results_eq(
  $$SELECT oid::regclass::text FROM relation WHERE relkind IN ('r', 'v', 'm')
      AND has_table_privilege('tqc_relay', oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')$$,
  ARRAY['tqc.kafka_offset'], 'and reads how far Kafka is behind');
SELECT is_empty(
  $$SELECT oid::regclass FROM relation, unnest(ARRAY['tqc_reader', 'tqc_officer']) role
     WHERE relkind IN ('r', 'v', 'm') AND has_table_privilege(role, oid, 'INSERT, UPDATE, DELETE, TRUNCATE')$$,
  'readers and officers write no table themselves');

SELECT * FROM finish();

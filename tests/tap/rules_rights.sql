-- Officers change rules, readers read them; two officers at once take turns.
SELECT no_plan();
CREATE EXTENSION dblink;

CREATE FUNCTION as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SET LOCAL ROLE %I', role);
  EXECUTE statement;
  RETURN 'done';
EXCEPTION WHEN insufficient_privilege THEN
  RETURN 'refused';
END $$;

SELECT is(as_role('tqc_officer', $$SELECT tqc.put_rule('note', '{"open": {"on": "a"}, "close": {"on": "b"}}')$$), 'done',
          'an officer puts a rule');
SELECT is(as_role('tqc_officer', $$SELECT tqc.disable_rule('note'), tqc.enable_rule('note')$$), 'done', 'and switches it');
SELECT is(as_role('tqc_officer', $$SELECT tqc.disable_rule('note', 'north'), tqc.remove_site_rule('note', 'north')$$), 'done',
          'at one site too');
SELECT is(as_role('tqc_officer', $$INSERT INTO tqc.rule (code, version, effective_from, definition) VALUES ('x', 1, now(), '{}')$$),
          'refused', 'but not past the functions');
SELECT is(as_role('tqc_reader', 'SELECT * FROM tqc.rule, tqc.report_task, tqc.report_by_rule, tqc.report_by_ward'), 'done',
          'a reader reads rules and reports');
SELECT is(as_role('tqc_emitter', 'SELECT * FROM tqc.report_task'), 'refused', 'an emitter does not');
SELECT is(as_role(role, call), 'refused', role || ': ' || call)
FROM unnest(ARRAY['tqc_reader', 'tqc_emitter', 'tqc_relay']) role,
     unnest(ARRAY[$$SELECT tqc.put_rule('note', '{}')$$, $$SELECT tqc.disable_rule('note')$$, $$SELECT tqc.enable_rule('note')$$,
                  $$SELECT tqc.remove_site_rule('note', 'north')$$, $$SELECT tqc.check_rule('{}')$$]) call;

-- Two sessions: the second waits for the first and then sees its version; readers wait for nobody.
SELECT dblink_connect(name, format('host=%s port=%s dbname=%s user=%s', current_setting('unix_socket_directories'),
                                   current_setting('port'), current_database(), session_user))
FROM unnest(ARRAY['one', 'two']) name;
SELECT dblink_exec('one', 'BEGIN');
SELECT is((SELECT v FROM dblink('one', $$SELECT tqc.put_rule('shared', '{"open": {"on": "a"}, "close": {"on": "b"}}')$$) AS (v int)), 1,
          'the first session puts version 1');
SELECT is(dblink_send_query('two', $$SELECT tqc.put_rule('shared', '{"open": {"on": "a"}, "close": {"on": "c"}}')$$), 1,
          'the second session puts another');
SELECT is((SELECT count(*) FROM tqc.rule WHERE code = 'shared'), 0::bigint, 'a reader is not held up and sees neither');
SELECT dblink_exec('one', 'COMMIT');
SELECT is((SELECT v FROM dblink_get_result('two') AS (v int)), 2, 'the second session puts version 2');
SELECT dblink_disconnect(name) FROM unnest(ARRAY['one', 'two']) name;

SELECT finish();

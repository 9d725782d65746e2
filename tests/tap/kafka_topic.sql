-- tqc.kafka_topic, the function and the table: mapping topics, and what begins and ends with it.
SELECT no_plan();

SELECT lives_ok($$SELECT tqc.kafka_topic('admission')$$, 'a topic comes in by its name alone');
SELECT lives_ok($$SELECT tqc.kafka_topic('a.b-c_1', 'in', 'admission', 'json', 'east')$$, 'or mapped');
SELECT lives_ok($$SELECT tqc.kafka_topic('a.b-c_1', 'in', 'note')$$, 'put again it is replaced');
SELECT results_eq(
  $$SELECT topic, type, format, site FROM tqc.kafka_topic ORDER BY topic$$,
  $$VALUES ('a.b-c_1', 'note', 'auto', 'main'), ('admission', NULL, 'auto', 'main')$$,
  'one line a topic');
SELECT is_empty($$SELECT FROM tqc.kafka_cursor$$, 'nothing goes out yet');

SELECT lives_ok($$SELECT tqc.kafka_topic('x', 'out', 'note'), tqc.kafka_topic('y', 'out', 'note')$$, 'a type goes out');
SELECT results_eq($$SELECT topic FROM tqc.kafka_topic WHERE direction = 'out'$$, ARRAY['y'], 'to one topic');
SELECT results_eq($$SELECT what FROM tqc.kafka_cursor$$, ARRAY['event'], 'and is read from now on');
SELECT results_eq($$SELECT what, unsent FROM tqc.kafka_out_lag()$$, $$VALUES ('event', 0::bigint)$$, 'nothing is late');
SELECT tqc.define_event('note');
SELECT tqc_emit('note', 'V1');
SELECT results_eq($$SELECT unsent FROM tqc.kafka_out_lag()$$, ARRAY[1::bigint], 'what nobody sends waits');
SELECT is(tqc.health() -> 'kafka' -> 'out' -> 0 ->> 'unsent', '1', 'health says so');

SELECT lives_ok($$SELECT tqc.kafka_topic('tasks', 'out', 'tqc.task')$$, 'transitions of tasks go out');
SELECT tqc.define_event('admission');
SELECT tqc.put_rule('r', '{"open": {"on": "admission"}, "due": {"within": "PT1H"}, "close": {"on": "note"}}');
SELECT tqc_emit('admission', 'V2');
SELECT cmp_ok(tqc.step(), '>', 0::bigint, 'the engine opens a task');
SELECT results_eq($$SELECT topic, subject, type FROM tqc.kafka_task_out$$, $$VALUES ('tasks', 'V2', 'tqc.task.opened')$$,
  'which is on its way');
DELETE FROM tqc.kafka_topic WHERE direction = 'out';
SELECT is_empty($$SELECT FROM tqc.kafka_outbox$$, 'what is no longer wanted is forgotten');
SELECT is_empty($$SELECT FROM tqc.kafka_cursor$$, 'and no longer read');
SELECT is((SELECT tgenabled FROM pg_trigger WHERE tgname = 'kafka_note_transitions'), 'D'::"char", 'nor noted');

SELECT throws_ok($$SELECT tqc.kafka_topic('入院')$$, '23514', NULL, 'a name that Kafka does not allow');
SELECT throws_ok($$SELECT tqc.kafka_topic('a', 'sideways')$$, '23514', NULL, 'a direction that there is not');
SELECT throws_ok($$SELECT tqc.kafka_topic('a', 'out', format => 'json')$$, '23514', NULL, 'out without ids');
SELECT throws_ok($$SELECT tqc.kafka_topic('a', site => '*')$$, '23514', NULL, 'a site that is none');
SELECT throws_ok($$SET tqc.kafka_partitions = '3-1'$$, '22023', NULL, 'a range that is none');
SELECT throws_ok($$SET tqc.kafka_partitions = '0-3,x'$$, '22023', NULL, 'nor that');
SELECT lives_ok($$SET tqc.kafka_partitions = '0-3, 7'$$, 'a list of ranges');

CREATE FUNCTION as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SET LOCAL ROLE %I', role);
  EXECUTE statement;
  RETURN 'done';
EXCEPTION WHEN insufficient_privilege THEN
  RETURN 'refused';
END $$;
SELECT is(as_role('tqc_officer', $$SELECT tqc.kafka_topic('a')$$), 'refused', 'an officer maps no topics');
SELECT is(as_role('tqc_officer', $$SELECT topic FROM tqc.kafka_topic$$), 'done', 'but sees them');
SELECT is(as_role('tqc_officer', $$SHOW tqc.kafka_sasl_password$$), 'refused', 'and no passwords');
SELECT is(as_role('tqc_officer', $$SET tqc.kafka_brokers = 'elsewhere:9092'$$), 'refused', 'nor does he choose brokers');
SELECT is(as_role('tqc_relay', $$SELECT lag FROM tqc.kafka_offset$$), 'done', 'the relay sees the lag');
SELECT is(as_role('tqc_admin', $$SELECT tqc.kafka_topic('a')$$), 'done', 'an administrator maps topics');
SELECT is(as_role('tqc_admin', $$DELETE FROM tqc.kafka_topic$$), 'done', 'and takes them away');
SELECT * FROM finish();

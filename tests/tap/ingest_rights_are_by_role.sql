-- tqc_emitter only emits, tqc_officer defines and corrects, others do neither.
SELECT no_plan();

SELECT tqc.define_event('a');
SELECT is(tqc_emit('a', 'V0', id => 'm0') IS NULL, false, 'the owner emits');
CREATE ROLE tap_nobody;
GRANT ALL ON SCHEMA public TO tap_nobody;
SET SESSION AUTHORIZATION tap_nobody;
SELECT throws_ok($$SELECT tqc_emit('a', 'V1')$$, '42501', NULL, 'PUBLIC does not emit');
SELECT throws_ok($$SELECT * FROM tqc_emit_many('[]')$$, '42501', NULL, 'nor many');
SELECT throws_ok($$SELECT tqc.define_event('b')$$, '42501', NULL, 'nor define');
RESET SESSION AUTHORIZATION;
GRANT tqc_emitter TO tap_nobody;
SET SESSION AUTHORIZATION tap_nobody;
SELECT lives_ok($$SELECT tqc_emit('a', 'V1')$$, 'tqc_emitter emits');
SELECT lives_ok($$SELECT * FROM tqc_emit_many('[{"type": "a", "subject": "V1"}]')$$, 'and many');
SELECT throws_ok($$SELECT tqc.define_event('b')$$, '42501', NULL, 'and does not define');
SELECT throws_ok($$SELECT tqc.retry_failure(1)$$, '42501', NULL, 'nor correct');
SELECT throws_ok($$SELECT * FROM tqc.event$$, '42501', NULL, 'nor read');
SELECT throws_ok($$INSERT INTO tqc.event_log (site, source, id, type_id, subject, occurred_at, data) VALUES ('m', 's', 'i', 1, 'V', now(), '{}')$$,
  '42501', NULL, 'nor write round tqc_emit');
RESET SESSION AUTHORIZATION;
REVOKE tqc_emitter FROM tap_nobody;
GRANT tqc_officer TO tap_nobody;
SET SESSION AUTHORIZATION tap_nobody;
SELECT lives_ok($$SELECT tqc.define_event('b')$$, 'tqc_officer defines');
SELECT throws_ok($$SELECT tqc.retry_failure(-1)$$, '42704', NULL, 'and corrects');
SELECT lives_ok($$SELECT * FROM tqc.event$$, 'and reads');
SELECT throws_ok($$SELECT tqc_emit('a', 'V1')$$, '42501', NULL, 'and does not emit');
RESET SESSION AUTHORIZATION;
REVOKE ALL ON SCHEMA public FROM tap_nobody;
REVOKE tqc_officer FROM tap_nobody;
DROP ROLE tap_nobody;
SELECT results_eq($$SELECT defined_by FROM tqc.event_type WHERE code = 'b'$$, ARRAY['tap_nobody'], 'a version knows its author');

SELECT * FROM finish();

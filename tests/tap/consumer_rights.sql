-- Whoever may read events may subscribe; a group is moved by its owner and by tqc_admin.
SELECT no_plan();

SELECT tqc.define_event('a');
CREATE ROLE tap_nobody;
CREATE ROLE tap_lis;
CREATE ROLE tap_bi;
CREATE ROLE tap_admin;
GRANT tqc_reader TO tap_lis, tap_bi;
GRANT tqc_admin TO tap_admin;
GRANT ALL ON SCHEMA public TO tap_nobody, tap_lis, tap_bi, tap_admin;

SET SESSION AUTHORIZATION tap_nobody;
SELECT throws_ok($$SELECT tqc.subscribe('x')$$, '42501', NULL, 'PUBLIC does not subscribe');
SELECT throws_ok($$SELECT tqc.window_events(NULL, NULL, 1)$$, '42501', NULL, 'nor looks into the log from behind');
SET SESSION AUTHORIZATION tap_lis;
SELECT lives_ok($$SELECT tqc.subscribe('lis')$$, 'a reader does');
SELECT lives_ok($$SELECT * FROM tqc.next_batch('lis')$$, 'and reads');
SELECT throws_ok($$SELECT tqc.subscribe('other', owner => 'tap_bi')$$, '42501', NULL, 'not in the name of another');
SELECT throws_ok($$DELETE FROM tqc.consumer_place$$, '42501', NULL, 'nor round the functions');
SET SESSION AUTHORIZATION tap_bi;
SELECT throws_ok($$SELECT * FROM tqc.next_batch('lis')$$, '42501', 'consumer "lis" belongs to role "tap_lis"', 'another reader does not move it');
SELECT throws_ok($$SELECT tqc.seek('lis', 'infinity')$$, '42501', NULL, 'nor seek it');
SELECT throws_ok($$SELECT tqc.subscribe('lis')$$, '42501', NULL, 'nor take it over');
SELECT throws_ok($$SELECT tqc.unsubscribe('lis')$$, '42501', NULL, 'nor end it');
SET SESSION AUTHORIZATION tap_admin;
SELECT lives_ok($$SELECT * FROM tqc.next_batch('lis')$$, 'tqc_admin may');
RESET SESSION AUTHORIZATION;
SELECT lives_ok($$SELECT tqc.subscribe('bi', owner => 'tap_bi')$$, 'who may act for a role subscribes for it');
SELECT throws_ok($$SELECT tqc.subscribe('bi', owner => 'nobody at all')$$, '42704', NULL, 'if there is such a role');
SET SESSION AUTHORIZATION tap_bi;
SELECT lives_ok($$SELECT * FROM tqc.next_batch('bi')$$, 'and that role reads');
RESET SESSION AUTHORIZATION;

REVOKE ALL ON SCHEMA public FROM tap_nobody, tap_lis, tap_bi, tap_admin;
DROP ROLE tap_nobody, tap_lis, tap_bi, tap_admin;
SELECT throws_ok($$SET SESSION AUTHORIZATION tap_bi$$, '22023', NULL, 'the role is gone');
SELECT lives_ok($$SELECT * FROM tqc.next_batch('bi')$$, 'its group is still the administrator''s');

SELECT * FROM finish();

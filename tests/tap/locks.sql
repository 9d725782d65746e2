-- Nobody without a role stops the engine by a lock: those of tqc are not advisory locks that SQL can name.
SELECT no_plan();

CREATE ROLE nobody_at_all LOGIN;
SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc.define_event('admission');
SELECT tqc.put_rule('note', '{"title": "t", "open": {"on": "admission"}, "due": {"within": "PT8H"}, "receivers": ["dr-li"]}');
SELECT tqc.subscribe('elsewhere');
SELECT tqc_emit('admission', 'V1', '{}', '2026-01-05 11:00+08') > 0;

BEGIN;
SELECT tqc.step() > 0, (SELECT count(*) FROM tqc.next_batch('elsewhere'));
SELECT isnt_empty($$SELECT FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND objsubid NOT IN (1, 2)$$, 'a turn takes locks of its own');
SELECT is_empty($$SELECT * FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory' AND objsubid IN (1, 2)$$,
  'of which SQL can name none');
COMMIT;
SET ROLE nobody_at_all;
SELECT throws_ok($$SELECT tqc.own_lock('turn', 0)$$, '42501', NULL, 'nor take it by ours');
RESET ROLE;
SELECT throws_ok($$SELECT tqc.own_lock('door', 0)$$, '22023', 'tqc has no lock "door"');
DROP ROLE nobody_at_all;

SELECT * FROM finish();

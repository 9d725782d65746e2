-- Calendar versions on the timeline: running tasks get their due anew at valid_from, ended ones keep
-- theirs; a version valid from an instant that is past refolds what it concerns, one to come rings.
SELECT no_plan();
SET TimeZone = 'Asia/Shanghai';
SELECT tqc.set_clock('2026-02-13 10:00+08', 0);
SELECT tqc.define_event('discharge');
SELECT tqc.define_event('archive');
SELECT tqc.define_event('other');

CREATE FUNCTION define(days jsonb DEFAULT '{}', valid_from timestamptz DEFAULT NULL) RETURNS int LANGUAGE sql AS $$
  SELECT tqc.define_calendar('ward', 'Asia/Shanghai', '{"mon": [["08:00","12:00"]], "tue": "mon", "wed": "mon", "thu": "mon", "fri": "mon"}',
                             days, valid_from)
$$;
CREATE FUNCTION off(VARIADIC days text[]) RETURNS jsonb LANGUAGE sql AS $$ SELECT jsonb_object_agg(d, '[]'::jsonb) FROM unnest(days) d $$;
CREATE FUNCTION run() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1 .. 10 LOOP PERFORM tqc.step(); END LOOP;
END $$;
CREATE FUNCTION due(of_subject text, of_rule text DEFAULT 'archive') RETURNS text LANGUAGE sql AS $$
  SELECT to_char(due_at, 'MM-DD') || ' ' || status FROM tqc.task WHERE subject = of_subject AND rule = of_rule
$$;

-- A rule that names a calendar nobody has defined yet.
SELECT tqc.put_rule('archive', '{"open": {"on": "discharge"}, "due": {"days": 3, "calendar": "ward"}, "close": {"on": "archive"}}');
SELECT tqc.put_rule('plain', '{"open": {"on": "discharge"}, "due": {"days": 3}, "close": {"on": "archive"}}');
SELECT tqc_emit('discharge', 'V1');
SELECT run();
SELECT is(due('V1'), NULL, 'without its calendar the task does not open');
SELECT is((SELECT count(*) FROM tqc.failure WHERE rule = 'archive' AND resolved_at IS NULL), 1::bigint, 'but is a failure');
SELECT define();
SELECT run();
SELECT is(due('V1'), '02-18 open', 'which the calendar, once defined, resolves');
SELECT is((SELECT count(*) FROM tqc.failure WHERE resolved_at IS NULL), 0::bigint, 'and nothing is left of it');

-- From now on.
SELECT tqc_emit('discharge', 'V2');
SELECT run();
SELECT tqc_emit('archive', 'V2');
SELECT run();
SELECT is(due('V2'), '02-18 met', 'one task has ended');
SELECT tqc.set_clock('2026-02-13 11:00+08', 0);
SELECT define(off('2026-02-16'));
SELECT run();
SELECT is(due('V1'), '02-19 open', 'a running task gets its due anew');
SELECT is(due('V2'), '02-18 met', 'an ended one keeps its own');
SELECT is(due('V1', 'plain'), '02-16 open', 'a rule of another calendar does not notice');

-- A version to come.
SELECT define(off('2026-02-16', '2026-02-17'), '2026-02-14 00:00+08');
SELECT run();
SELECT is(due('V1'), '02-19 open', 'a version to come changes nothing yet');
SELECT tqc.set_clock('2026-02-13 23:59:59+08', 0);
SELECT run();
SELECT is(due('V1'), '02-19 open', 'nor a second before');
SELECT tqc.set_clock('2026-02-14 00:00:01+08', 0);
SELECT run();
SELECT is(due('V1'), '02-20 open', 'at its instant it does');

-- A version valid from an instant that is past: as if it had always been there.
SELECT tqc_emit('discharge', 'V3');
SELECT run();
SELECT is(due('V3'), '02-20 open', 'three days from the 14th');
SELECT define(off('2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19'), '2026-02-14 00:00+08');
SELECT run();
SELECT is(due('V1'), '02-24 open', 'running tasks are folded anew');
SELECT is(due('V3'), '02-24 open', 'and those opened since');
SELECT is(due('V2'), '02-18 met', 'not those that ended before');
SELECT define(off('2026-02-16', '2026-02-17'), '2026-02-13 09:00+08');
SELECT run();
SELECT is(due('V2'), '02-20 met', 'unless it reaches before their end');
SELECT is(due('V1'), '02-24 open', 'what is in force later is as it was');

-- The same as a fold of everything from the beginning.
CREATE TABLE before AS SELECT * FROM tqc.task;
INSERT INTO tqc.refold (site, subject, reason) SELECT site, subject, 'test' FROM tqc.subject;
SELECT run();
SELECT set_eq('SELECT id, rule, subject, status, due_at, closed_at FROM tqc.task', 'SELECT id, rule, subject, status, due_at, closed_at FROM before',
              'a fold anew gives the same tasks');

SELECT * FROM finish();

-- A rule's line goes from active to disabled and back; a site's own line goes away again.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event('admission');

CREATE FUNCTION due(within text) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('open', '{"on": "admission"}'::jsonb, 'due', jsonb_build_object('within', within))
$$;
CREATE FUNCTION last_version() RETURNS text LANGUAGE sql AS $$
  SELECT concat_ws(' ', version, site, state, definition #>> '{due,within}') FROM tqc.rule ORDER BY id DESC LIMIT 1
$$;
-- An admission at this site, and the tasks that it opens.
CREATE TABLE visit (id int GENERATED ALWAYS AS IDENTITY, site text);
CREATE PROCEDURE admit(at_site text) LANGUAGE plpgsql AS $$
DECLARE
  visit int;
BEGIN
  INSERT INTO visit (site) VALUES (at_site) RETURNING id INTO visit;
  PERFORM public.tqc_emit('admission', visit::text, site => at_site);
  COMMIT;
  PERFORM tqc.step();
END $$;
CREATE FUNCTION opened() RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(due_at - anchor_at || ' by version ' || rule_version, ', ')
    FROM tqc.task WHERE subject = (SELECT max(id)::text FROM visit)
$$;

-- On and off.
SELECT tqc.put_rule('note', due('PT8H'));
CALL admit('main');
SELECT is(opened(), '08:00:00 by version 1', 'an active rule opens tasks');
SELECT tqc.set_clock('2026-01-05 09:00+08', 0);
SELECT is(tqc.disable_rule('note'), 2, 'disabling adds a version');
SELECT is(last_version(), '2 * disabled PT8H', 'with the definition that was in force');
CALL admit('main');
SELECT is(opened(), NULL, 'which opens nothing');
SELECT is((SELECT count(*) FROM tqc.task WHERE status = 'open'), 1::bigint, 'running tasks run on');
SELECT throws_ok($$SELECT tqc.disable_rule('note')$$, 'TQ008', 'rule "note" is already disabled');
SELECT is(tqc.enable_rule('note'), 3, 'enabling adds a version');
SELECT is(last_version(), '3 * active PT8H', 'that repeats the last');
CALL admit('main');
SELECT is(opened(), '08:00:00 by version 3', 'and opens tasks again');
SELECT throws_ok($$SELECT tqc.enable_rule('note')$$, 'TQ008', 'rule "note" is not disabled');

-- A site's own line.
SELECT is(tqc.put_rule('note', due('PT6H'), 'north'), 4, 'a site gets its own line');
CALL admit('north');
SELECT is(opened(), '06:00:00 by version 4', 'which hides the common one');
CALL admit('main');
SELECT is(opened(), '08:00:00 by version 3', 'at this site only');
SELECT is(tqc.disable_rule('note', 'north'), 5, 'it can be disabled');
CALL admit('north');
SELECT is(opened(), NULL, 'and still hides the common line');
SELECT throws_ok($$SELECT tqc.disable_rule('note', 'north')$$, 'TQ008', 'rule "note" of site "north" is already disabled');
SELECT is(tqc.remove_site_rule('note', 'north'), 6, 'it can be removed');
CALL admit('north');
SELECT is(opened(), '08:00:00 by version 3', 'which returns the site to the common line');
SELECT throws_ok($$SELECT tqc.remove_site_rule('note', 'north')$$, 'TQ008',
                 'rule "note" has no line of its own for site "north"');
SELECT throws_ok($$SELECT tqc.enable_rule('note', 'north')$$, 'TQ008', 'rule "note" of site "north" is not disabled');
SELECT is(tqc.put_rule('note', due('PT6H'), 'north'), 7, 'and put again');
CALL admit('north');
SELECT is(opened(), '06:00:00 by version 7', 'to rule again');

-- Taking a site out that has no line of its own.
SELECT is(tqc.disable_rule('note', 'south'), 8, 'a site under the common line can be taken out');
SELECT is(last_version(), '8 south disabled PT8H', 'by a line of its own');
CALL admit('south');
SELECT is(opened(), NULL, 'which opens nothing there');
SELECT is(tqc.remove_site_rule('note', 'south'), 9, 'and taken back');
CALL admit('south');
SELECT is(opened(), '08:00:00 by version 3', 'under the common line');

-- Putting a disabled rule makes it active, also with the same definition.
SELECT tqc.disable_rule('note');
SELECT is(tqc.put_rule('note', due('PT8H')), 11, 'a disabled version is not one in force');
SELECT is(last_version(), '11 * active PT8H', 'so the put one is active');

-- At another time than now.
SELECT is(tqc.disable_rule('note', effective_from => '2026-06-01 00:00+08'), 12, 'a rule may end later');
CALL admit('main');
SELECT is(opened(), '08:00:00 by version 11', 'and rules until then');

-- What cannot be done.
SELECT throws_ok($$SELECT tqc.disable_rule('unheard')$$, '42704', 'rule "unheard" does not exist');
SELECT throws_ok($$SELECT tqc.enable_rule('unheard')$$, '42704', 'rule "unheard" does not exist');
SELECT throws_ok($$SELECT tqc.remove_site_rule('unheard', 'north')$$, '42704', 'rule "unheard" does not exist');
SELECT throws_ok($$SELECT tqc.remove_site_rule('note', '*')$$, 'TQ008', 'the line ''*'' of rule "note" cannot be removed');
SELECT throws_ok($$SELECT tqc.remove_site_rule('note', 'west')$$, 'TQ008', 'rule "note" has no line of its own for site "west"');
SELECT throws_ok($$SELECT tqc.disable_rule(NULL)$$, 'TQ003', 'rule code must not be empty');
SELECT throws_ok($$SELECT tqc.disable_rule('note', effective_from => 'infinity')$$, 'TQ003', 'effective_from must not be infinity');
SELECT tqc.put_rule('later', due('PT1H'), effective_from => '2026-07-01 00:00+08');
SELECT throws_ok($$SELECT tqc.disable_rule('later')$$, 'TQ008', 'rule "later" has no version in force');

SELECT finish();

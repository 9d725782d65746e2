-- Loading a pack, loading it again, upgrading it: what a site has changed stays.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);

CREATE FUNCTION rule(code text, within text, enabled boolean DEFAULT true) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('code', code, 'clause', 'clause of ' || code, 'source', 'S1', 'mark', 'A', 'responsible', 'doctor', 'title', code,
                            'enabled', enabled, 'definition', jsonb_build_object('open', '{"on": "pack.in"}'::jsonb, 'due', jsonb_build_object('within', within)))
$$;
CREATE FUNCTION pack(release int, VARIADIC rules jsonb[]) RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('code', 'mine', 'title', 'my pack', 'release', release,
    'documents', '{"D1": {"title": "a note", "mark": "A"}}'::jsonb,
    'events', jsonb_build_array(jsonb_build_object('code', 'pack.in', 'title', 'in', 'context', '{"doctor": "$.doctor"}'::jsonb),
                                jsonb_build_object('code', 'pack.out', 'title', 'out ' || release, 'undoes', '["pack.in"]'::jsonb)),
    'rules', to_jsonb(rules))
$$;
CREATE FUNCTION load(document jsonb) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(code || ' ' || action, ', ' ORDER BY kind, code) FROM tqc.apply_pack(document)
$$;
CREATE FUNCTION status(of_kind text DEFAULT 'rule') RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(code || ' ' || status, ', ' ORDER BY code) FROM tqc.pack_status('mine') WHERE kind = of_kind
$$;

-- First load.
SELECT is(load(pack(1, rule('a', 'PT1H'), rule('b', 'PT1H'), rule('c', 'PT1H'), rule('d', 'PT1H', false), rule('e', 'PT1H', false))),
          'pack.in added, pack.out added, a added, b added, c added, d added, e added', 'everything is new');
SELECT is(status(), 'a as shipped, b as shipped, c as shipped, d as shipped, e as shipped', 'and as shipped');
SELECT results_eq($$SELECT code, state FROM tqc.rule WHERE version = (SELECT max(version) FROM tqc.rule r WHERE r.code = rule.code) ORDER BY 1$$,
                  $$VALUES ('a', 'active'), ('b', 'active'), ('c', 'active'), ('d', 'disabled'), ('e', 'disabled')$$, 'd and e are switched off');
SELECT is((SELECT (effective_from, version)::text FROM tqc.rule WHERE code = 'd' AND state = 'disabled'), ('-infinity'::timestamptz, 2)::text,
          'from the beginning: they never open anything');
SELECT results_eq($$SELECT code, title, mark FROM tqc.document_type WHERE code = 'D1'$$, $$VALUES ('D1', 'a note', 'A')$$, 'document types come along');
SELECT results_eq($$SELECT title, clause, source, mark, responsible FROM tqc.pack_status('mine') WHERE code = 'a'$$,
                  $$VALUES ('a', 'clause of a', 'S1', 'A', 'doctor')$$, 'what is known of a rule is shown');

-- Again.
SELECT is(load((SELECT document FROM tqc.pack WHERE code = 'mine')),
          'pack.in unchanged, pack.out unchanged, a unchanged, b unchanged, c unchanged, d unchanged, e unchanged', 'loaded again it changes nothing');
SELECT is((SELECT count(*) FROM tqc.rule), 7::bigint, 'and adds no version');

-- The site's own.
SELECT tqc.put_rule('a', rule('a', 'PT2H') -> 'definition');
SELECT tqc.disable_rule('b');
SELECT tqc.enable_rule('e');
SELECT tqc.put_rule('c', rule('c', 'PT3H') -> 'definition', 'north');
SELECT tqc.define_event('pack.in', 'our own', context => '{"doctor": "$.physician"}');
SELECT is(status(), 'a changed, b disabled, c as shipped, d as shipped, e enabled', 'the status says what a site has changed');
SELECT is(status('event'), 'pack.in changed, pack.out as shipped', 'of event types too');
SELECT results_eq($$SELECT code, sites FROM tqc.pack_status('mine') WHERE sites <> '{}'$$, $$VALUES ('c', '{north}'::text[])$$, 'and which sites have lines of their own');

-- An upgrade.
SELECT is(load(pack(2, rule('a', 'PT9H'), rule('b', 'PT9H'), rule('c', 'PT9H'), rule('e', 'PT9H'), rule('f', 'PT9H'))),
          'pack.in kept, pack.out updated, a kept, b kept, c updated, d dropped, e kept, f added', 'an upgrade keeps what the site has changed');
SELECT results_eq(
  $$SELECT r.code, r.enabled, r.form -> 'due' ->> 'within' FROM (SELECT code, (tqc.pack_current('rule', code)).* FROM (VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('f')) v(code)) r$$,
  $$VALUES ('a', true, 'PT2H'), ('b', false, 'PT1H'), ('c', true, 'PT9H'), ('d', false, 'PT1H'), ('e', true, 'PT1H'), ('f', true, 'PT9H')$$,
  'what is in force then');
SELECT is((SELECT definition -> 'due' ->> 'within' FROM tqc.rule WHERE code = 'c' AND site = 'north'), 'PT3H', 'the line of a site stays');
SELECT is((SELECT context FROM tqc.event_type WHERE code = 'pack.in' ORDER BY id DESC LIMIT 1), '{"doctor": "$.physician"}', 'so does its event type');
SELECT is((SELECT title FROM tqc.event_type WHERE code = 'pack.out' ORDER BY id DESC LIMIT 1), 'out 2', 'what was untouched is upgraded');
SELECT is((SELECT release FROM tqc.pack WHERE code = 'mine'), 2, 'the pack knows its release');

-- A rule that the site made before there was a pack.
SELECT tqc.put_rule('g', rule('g', 'PT5H') -> 'definition');
SELECT is(load(pack(3, rule('g', 'PT9H'))), 'pack.in kept, pack.out updated, a kept, b kept, c dropped, e kept, f dropped, g kept', 'a rule of the site''s own is not replaced');

-- A log that already holds such events.
SELECT tqc_emit('pack.in', 'V1');
SELECT throws_ok($$SELECT * FROM tqc.apply_pack(pack(4, rule('g', 'PT9H'), rule('h', 'PT9H')))$$, 'TQ003',
                 'effective_from is required for the first version of rule "h"', 'a new rule must say from when it rules');
SELECT is((SELECT release FROM tqc.pack WHERE code = 'mine'), 3, 'nothing of a load that fails is kept');
SELECT lives_ok($$SELECT * FROM tqc.apply_pack(pack(4, rule('h', 'PT9H')), tqc.now())$$, 'it may be told');

-- What is refused.
SELECT throws_ok($$SELECT * FROM tqc.apply_pack('[]')$$, 'TQ003', 'pack refused at the top');
SELECT throws_ok($$SELECT * FROM tqc.apply_pack('{"code": "x"}')$$, 'TQ003', 'pack refused at the top');
SELECT throws_ok($$SELECT * FROM tqc.apply_pack(NULL)$$, 'TQ003', 'pack refused at the top');
SELECT throws_ok($$SELECT * FROM tqc.load_pack('no-such')$$, '42704', 'pack "no-such" is not installed');
SELECT throws_ok($$SELECT * FROM tqc.apply_pack(jsonb_set(pack(5, rule('h', 'PT9H')), '{rules,0,definition,due,within}', '"8h"'))$$, 'TQ003',
                 'definition refused at /due/within');

-- Rights.
CREATE FUNCTION as_role(role name, statement text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('SET LOCAL ROLE %I', role);
  EXECUTE statement;
  RETURN 'done';
EXCEPTION WHEN insufficient_privilege THEN
  RETURN 'refused';
END $$;
SELECT is(as_role('tqc_officer', $$SELECT tqc.load_pack('cn-events', tqc.now())$$), 'done', 'an officer loads a pack');
SELECT is(as_role('tqc_reader', $$SELECT * FROM tqc.pack_status(), tqc.pack, tqc.document_type$$), 'done', 'a reader sees what is loaded');
SELECT is(as_role('tqc_reader', $$SELECT tqc.load_pack('cn-events')$$), 'refused', 'and loads none');
SELECT is(as_role('tqc_officer', $$UPDATE tqc.pack SET release = 9$$), 'refused', 'nobody writes past the functions');

SELECT * FROM finish();

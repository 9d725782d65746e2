-- What an emitter can put into events and hand to the engine. Each becomes a failure of its own; the turn
-- that meets it succeeds, and others go on.
SELECT no_plan();

SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc.define_event('admission', context => '{"doctor": "$.doctor", "nurses": "$.nurses"}', match => '["$.visit"]'),
       tqc.define_event('corrected', amends => '{admission}'), tqc.define_event('note');
SELECT tqc.put_rule('note', '{"title": "t", "open": {"on": "admission"}, "due": {"within": "PT8H"}, "close": {"on": "note"},
  "receivers": ["{{doctor}}", "{{data.watchers}}"], "message": "{{data.text}}"}');
SELECT tqc.put_rule('keyed', '{"title": "t", "open": {"on": "admission"}, "key": ["$.key"], "close": {"on": "note"}, "due": {"within": "PT1H"}}');
SELECT tqc.put_rule('asks', '{"title": "t", "open": {"on": "admission"}, "close": {"on": "note", "when": "$.author == $open.doctor"}, "due": {"within": "PT1H"}}');

-- Hex digits: nothing that a compressor makes short.
CREATE FUNCTION pg_temp.noise(bytes int, seed int DEFAULT 0) RETURNS text LANGUAGE sql AS $$
  SELECT left(string_agg(encode(sha256((seed || '/' || n)::bytea), 'hex'), ''), bytes) FROM generate_series(0, bytes / 64) n
$$;
CREATE FUNCTION pg_temp.poisoned(visit text, data jsonb) RETURNS bigint LANGUAGE sql AS $$
  SELECT tqc_emit('admission', visit, data || jsonb_build_object('key', coalesce(data -> 'key', '"k"')), '2026-01-05 11:00+08')
$$;
CREATE FUNCTION pg_temp.failures(visit text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(DISTINCT concat_ws(' ', f.rule, f.stage, f.message), '; ') FROM tqc.failure f
   WHERE f.subject = visit AND f.resolved_at IS NULL
     AND f.message <> 'a receiver template yields nothing'
$$;

SELECT pg_temp.poisoned('V1', jsonb_build_object('key', pg_temp.noise(10000))) > 0;
SELECT tqc.step() > 0;
SELECT is(pg_temp.failures('V1'), 'keyed open the key is longer than 1024 bytes', 'a key that no index could hold');
SELECT is((SELECT string_agg(rule, ' ' ORDER BY rule) FROM tqc.task WHERE subject = 'V1'), 'asks note', 'the other rules go on');

SELECT pg_temp.poisoned('V2', jsonb_build_object('doctor', 'dr-li', 'watchers', jsonb_build_array(pg_temp.noise(10000), 'dr-wu'))) > 0;
SELECT tqc.step() > 0;
SELECT is(pg_temp.failures('V2'), 'note receiver a receiver is longer than 512 bytes', 'a name that no index could hold');
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'V2' AND rule = 'note'), '{dr-li,dr-wu}', 'the others are told');

SELECT pg_temp.poisoned('V3', jsonb_build_object('doctor', 'dr-li', 'watchers', (SELECT jsonb_agg(pg_temp.noise(500, n)) FROM generate_series(1, 900) n))) > 0;
SELECT tqc.step() > 0;
SELECT is(pg_temp.failures('V3'), 'note receiver the list of receivers is longer than 16384 bytes',
  'more receivers than all their payloads could name');
SELECT is((SELECT cardinality(receivers) FROM tqc.task WHERE subject = 'V3' AND rule = 'note'), 33, 'the first are told');

SELECT pg_temp.poisoned('V4', jsonb_build_object('doctor', 'dr-li', 'text', pg_temp.noise(20000))) > 0;
SELECT tqc.step() > 0;
SELECT is(pg_temp.failures('V4'), 'note message the message is longer than 16384 bytes', 'a message that is a book');

SELECT pg_temp.poisoned('V5', jsonb_build_object('doctor', 'dr-li', 'nurses', (SELECT jsonb_agg(n) FROM generate_series(1, 10000) n))) > 0;
SELECT tqc.step() > 0;
SELECT is(pg_temp.failures('V5'), 'context a field of the context is longer than 16384 bytes', 'a field that every task would drag along');
SELECT is((SELECT context FROM tqc.task WHERE subject = 'V5' AND rule = 'note'), '{"doctor": "dr-li"}', 'is not remembered, the others are');

-- A few bytes of jsonb that are a gigabyte of text.
SELECT throws_ok($$SELECT pg_temp.poisoned('V6', '{"doctor": [1e100000]}')$$, 'TQ002', 'data of "admission" refused: a number has more than 1000 digits',
  'a number is not taken that no text could hold');
SELECT throws_ok($$SELECT pg_temp.poisoned('V6', '{"deep": [{"x": -1e100000}]}')$$, 'TQ002', NULL, 'nor a negative one, wherever it stands');
SELECT throws_ok($$SELECT pg_temp.poisoned('V6', '{"x": 1e-16000}')$$, 'TQ002', NULL, 'nor one that is as small as long');
SELECT lives_ok($$SELECT pg_temp.poisoned('V6', '{"x": [1e308, 18446744073709551616, 1e-300, -0.1, null, "1e100000"]}')$$, 'numbers as others have them are');

-- Data that cannot be laid over each other but by a deep recursion, or one by one.
SELECT pg_temp.poisoned('V7', '{"doctor": "dr-li", "a": {"a": {"b": 1, "c": 2}}}') > 0;
SELECT tqc_emit('corrected', 'V7', (repeat('{"a": ', 3000) || '{"b": null}' || repeat('}', 3000))::jsonb || '{"doctor": "dr-wu"}', '2026-01-05 11:30+08') > 0;
SELECT tqc.step() > 0;
SELECT is((SELECT receivers FROM tqc.task WHERE subject = 'V7' AND rule = 'note'), '{dr-wu}', 'an amend that is 3000 deep is laid over');
SELECT is(pg_temp.failures('V7'), NULL, 'without a failure');
SELECT pg_temp.poisoned('V8', (SELECT jsonb_object_agg('k' || n, n) FROM generate_series(1, 20000) n) || '{"doctor": "dr-li"}') > 0;
SELECT tqc_emit('corrected', 'V8', (SELECT jsonb_object_agg('k' || n, CASE WHEN n % 2 = 0 THEN n END) FROM generate_series(10001, 30000) n), '2026-01-05 11:30+08') > 0;
SELECT tqc.step() > 0;
SELECT is(pg_temp.failures('V8'), NULL, 'one of 20000 members is laid over as well');

-- A reassignment by hand knows the same bounds.
SELECT throws_ok(format($$SELECT tqc.reassign_task(%s, 'r', ARRAY[repeat('x', 600)])$$, (SELECT id FROM tqc.task WHERE subject = 'V8' AND rule = 'note')),
  'TQ002', NULL, 'nobody is called that');

-- Rules are in that index too.
SELECT throws_ok($$SELECT tqc.put_rule(repeat('x', 600), '{"open": {"on": "admission"}, "due": {"within": "PT1H"}}', effective_from => 'infinity')$$, 'TQ003',
  'rule code is longer than 512 bytes', 'nor is a rule');

SELECT pg_temp.poisoned('V9', '{"doctor": "dr-li"}') > 0;
SELECT tqc.step() > 0;
SELECT is((SELECT count(*) FROM tqc.task WHERE subject = 'V9' AND status = 'open'), 3::bigint, 'and the engine is well');

SELECT * FROM finish();

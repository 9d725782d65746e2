-- A business table whose application forgot to emit: what should have been opened and was not, and
-- what was written and not closed, are found and mended, once.
SELECT no_plan();

SELECT tqc.set_clock('2026-01-05 20:00+08', 0);
SELECT tqc.define_event('admission', json_schema => '{"required": ["doctor"]}'), tqc.define_event('document.completed');
SELECT tqc.put_rule('first-note', '{"title": "t", "open": {"on": "admission"}, "due": {"within": "PT8H"},
  "close": {"on": "document.completed", "when": "$.doc_type == \"first\""}, "receivers": ["{{data.doctor}}"]}', effective_from => '-infinity');

CREATE SCHEMA emr;
CREATE TABLE emr.visit (no int PRIMARY KEY, campus text, admitted_at timestamptz, doctor text);
CREATE TABLE emr.document (no text PRIMARY KEY, visit int, kind text, signed_at timestamptz);
INSERT INTO emr.visit VALUES (1, 'main', '2026-01-05 08:00+08', 'd1'), (2, 'main', '2026-01-05 09:00+08', 'd2'),
  (3, 'east', '2026-01-05 18:00+08', 'd3'), (4, 'main', '2025-12-01 08:00+08', 'd4');
INSERT INTO emr.document VALUES ('a', 1, 'first', '2026-01-05 15:59+08'), ('b', 2, 'first', '2026-01-05 17:30+08'), ('c', 3, 'first', NULL);

SELECT tqc.define_source('visits', $$
  SELECT 'admission' AS type, no AS subject, jsonb_build_object('doctor', doctor) AS data, admitted_at AS occurred_at, no AS id, campus AS site
    FROM emr.visit -- all of them
$$);
SELECT tqc.define_source('documents', $$
  SELECT 'document.completed' AS type, d.visit::text AS subject, json_build_object('doc_type', d.kind) AS data, d.signed_at AS occurred_at, d.no AS id, v.campus AS site
    FROM emr.document d JOIN emr.visit v ON v.no = d.visit WHERE d.signed_at IS NOT NULL;
$$);

-- Of visit 1 the admission was emitted, as the application should.
SELECT tqc_emit('admission', '1', '{"doctor": "d1"}', '2026-01-05 08:00+08', '1', 'visits');
SELECT tqc.step() > 0 AS stepped \gset
SELECT results_eq('SELECT subject, status FROM tqc.task', $$VALUES ('1', 'overdue')$$, 'before: one task, overdue although the note is there');
SELECT is(tqc.reconcile('visits', '1 day'), 2::bigint, 'should have been opened and was not: two found within the span');
SELECT is(tqc.reconcile('documents', '1 day'), 2::bigint, 'written and not closed: two found');
SELECT tqc.step() > 0 AS stepped \gset
SELECT results_eq('SELECT site, subject, status, closed_at FROM tqc.task ORDER BY subject',
  $$VALUES ('main', '1', 'met', '2026-01-05 15:59+08'::timestamptz), ('main', '2', 'late', '2026-01-05 17:30+08'), ('east', '3', 'open', NULL)$$,
  'mended: judged by when it happened');
SELECT results_eq('SELECT source, site, id FROM tqc.event ORDER BY source, id', $$VALUES ('documents', 'main', 'a'), ('documents', 'main', 'b'), ('visits', 'main', '1'), ('visits', 'main', '2'), ('visits', 'east', '3')$$,
  'the source''s name is theirs');
SELECT is(tqc.reconcile('visits', '1 day') + tqc.reconcile('documents', '1 day'), 0::bigint, 'again: nothing is missing');
UPDATE emr.document SET signed_at = '2026-01-05 19:00+08' WHERE no = 'c';
SELECT is(tqc.reconcile('documents', '2 hours'), 1::bigint, 'what has come since is');
SELECT is(tqc.reconcile('visits'), 1::bigint, 'without a span: of all time');
SELECT is_empty('SELECT * FROM tqc.failure', 'nothing failed');

-- What is refused stops nothing and is not tried for ever.
INSERT INTO emr.visit VALUES (5, 'main', '2026-01-05 19:00+08', 'd5'), (6, 'main', '2026-01-05 19:00+08', 'd6'), (7, 'main', '2026-01-05 19:00+08', 'd7');
SELECT tqc.define_source('visits', $$
  SELECT CASE no WHEN 6 THEN 'admision' ELSE 'admission' END AS type, no AS subject, jsonb_build_object(CASE no WHEN 5 THEN 'docter' ELSE 'doctor' END, doctor) AS data,
         admitted_at AS occurred_at, no AS id, campus AS site
    FROM emr.visit $$);
SELECT is(tqc.reconcile('visits', '1 day'), 1::bigint, 'the good one is emitted');
SELECT results_eq($$SELECT sqlstate, payload ->> 'id' FROM tqc.failure ORDER BY id$$, $$VALUES ('TQ002', '5'), ('TQ001', '6')$$, 'the others are failures');
SELECT is(tqc.reconcile('visits', '1 day'), 0::bigint, 'again');
SELECT is((SELECT count(*) FROM tqc.failure), 2::bigint, 'they do not fail again');
SELECT tqc.define_event('admision');
SELECT is((SELECT tqc.retry_failure(id) FROM tqc.failure WHERE sqlstate = 'TQ001'), true, 'they are retried like any other');
SELECT tqc.discard_failure(id, 'no') FROM tqc.failure WHERE sqlstate = 'TQ002';
SELECT is(tqc.reconcile('visits', '1 day'), 0::bigint, 'one that was given up stays so');
UPDATE emr.visit SET doctor = 'd55' WHERE no = 5;
SELECT is(tqc.reconcile('visits', '1 day'), 0::bigint, 'while the table says something else that is wrong too');
SELECT is((SELECT count(*) FROM tqc.failure), 3::bigint, 'that is a new failure');
SELECT tqc.define_event('admission');
UPDATE emr.visit SET doctor = 'd56' WHERE no = 5;
SELECT is(tqc.reconcile('visits', '1 day'), 1::bigint, 'once the table says what is right it is emitted');
SELECT is_empty('SELECT * FROM tqc.failure WHERE resolved_at IS NULL', 'and its failure is resolved');

-- Columns under other names are told by their places.
CREATE TABLE emr.signed (t text, visit int, at timestamptz, no int);
INSERT INTO emr.signed VALUES ('admission', 31, '2026-01-05 19:00+08', 1), ('admission', 32, '2026-01-05 19:00+08', 2);
SELECT tqc.define_source('placed', 'SELECT t, visit, jsonb_build_object(''doctor'', ''d''), at, no FROM emr.signed');
SELECT is(tqc.reconcile('placed', '1 day'), 2::bigint, 'a source may leave its columns without our names');
SELECT results_eq($$SELECT type, subject, id, site, occurred_at FROM tqc.event WHERE source = 'placed' ORDER BY id$$,
  $$VALUES ('admission', '31', '1', 'main', timestamptz '2026-01-05 19:00+08'), ('admission', '32', '2', 'main', '2026-01-05 19:00+08')$$, 'they are taken in order');
SELECT tqc.define_source('placed', $$SELECT t, visit AS subject, '{"doctor": "d"}'::jsonb, at, 'x' || no, 'east' FROM emr.signed$$);
SELECT is(tqc.reconcile('placed', '1 day'), 2::bigint, 'with a site');
SELECT results_eq($$SELECT id, subject FROM tqc.event WHERE source = 'placed' AND site = 'east' ORDER BY id$$, $$VALUES ('x1', '31'), ('x2', '32')$$, 'which is the sixth');
SELECT is(tqc.reconcile('placed', '1 day'), 0::bigint, 'and again nothing is missing');

-- More than a part at a time.
SELECT tqc.define_source('many', $$SELECT 'admission' AS type, 'M' || n AS subject, '{}'::jsonb AS data, timestamptz '2026-01-05 19:00+08' AS occurred_at, n AS id FROM generate_series(1, 2500) n$$);
SELECT is(tqc.reconcile('many', '1 day'), 2500::bigint, 'many are emitted');
SELECT is(tqc.reconcile('many', '1 day'), 0::bigint, 'once');

-- Without id or time nobody could tell.
SELECT tqc.define_source('nameless', $$SELECT 'admission' AS type, 'x' AS subject, '{}'::jsonb AS data, tqc.now() AS occurred_at, NULL::text AS id$$);
SELECT throws_ok($$SELECT tqc.reconcile('nameless', '1 day')$$, 'TQ002', 'source "nameless" yields an event without id or occurred_at', 'an event without id');
SELECT tqc.define_source('nameless', $$SELECT 'admission' AS type, 'x' AS subject, '{}'::jsonb AS data, NULL::timestamptz AS occurred_at, 'x' AS id$$);
SELECT throws_ok($$SELECT tqc.reconcile('nameless', '1 day')$$, 'TQ002', NULL, 'or time');
SELECT throws_ok($$SELECT tqc.reconcile('nobody', '1 day')$$, '42704', 'source "nobody" is not defined', 'an unknown source');
SELECT lives_ok($$SELECT tqc.remove_source('nameless')$$, 'a source is removed');
SELECT throws_ok($$SELECT tqc.remove_source('nameless')$$, '42704', NULL, 'once');

SELECT * FROM finish();

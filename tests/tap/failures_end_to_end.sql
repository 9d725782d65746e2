-- What a rule could not apply is listed with its payload and a readable reason, mended and tried
-- again, or given up; nothing is tried by itself.
SELECT no_plan();

SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc.define_event('admission', context => '{"doctor": "$.doctor"}'), tqc.define_event('note');
SELECT tqc.put_rule('first-note', '{"title": "t", "open": {"on": "admission", "at": "$.admitted_at"}, "due": {"within": "PT8H"},
  "close": {"on": "note"}, "receivers": ["{{doctor}}"]}', effective_from => '-infinity');
SELECT tqc_emit('admission', 'V1', '{"admitted_at": "2026-01-05T08:00:00+08:00"}', '2026-01-05 08:00+08') AS nobody \gset
SELECT tqc_emit('admission', 'V2', '{"doctor": "d2", "admitted_at": "soon"}', '2026-01-05 08:00+08') AS soon \gset
SELECT tqc_emit('admission', 'V3', '{"doctor": "d3", "admitted_at": "2026-01-05"}', '2026-01-05 08:00+08') AS day \gset
SELECT tqc_emit('admission', 'V4', '{"doctor": "d4", "admitted_at": "2026-01-05T08:00:00+08:00"}', '2026-01-05 08:00+08') AS good \gset
SELECT tqc.step() AS applied \gset
SELECT results_eq('SELECT stage, event_seq, subject, rule, payload, resolved_at FROM tqc.failure ORDER BY event_seq',
  format($$VALUES ('receiver', %s::bigint, 'V1', 'first-note', '{"admitted_at": "2026-01-05T08:00:00+08:00"}'::jsonb, NULL::timestamptz),
    ('open', %s, 'V2', 'first-note', '{"doctor": "d2", "admitted_at": "soon"}', NULL), ('open', %s, 'V3', 'first-note', '{"doctor": "d3", "admitted_at": "2026-01-05"}', NULL)$$, :nobody, :soon, :day),
  'nobody to tell, no time, no time of day: three failures with their payload');
SELECT is_empty('SELECT * FROM tqc.failure WHERE message !~ ''template yields nothing|admitted_at|soon|time of day''', 'whose reasons can be read');
SELECT results_eq('SELECT subject, status FROM tqc.task ORDER BY subject', $$VALUES ('V1', 'open'), ('V4', 'open')$$, 'the others go on');
SELECT tqc.step() AS again \gset
SELECT is((SELECT sum(retries) FROM tqc.failure), 0::bigint, 'nothing is tried by itself');

-- The data are corrected.
SELECT tqc.retry_failure(id, payload || '{"doctor": "d1"}') FROM tqc.failure WHERE event_seq = :nobody;
SELECT tqc.retry_failure(id, payload || '{"admitted_at": "2026-01-05T09:00:00+08:00"}') FROM tqc.failure WHERE event_seq = :soon;
SELECT tqc.step() AS applied \gset
SELECT results_eq('SELECT subject, receivers, anchor_at FROM tqc.task WHERE subject < ''V3'' ORDER BY subject',
  $$VALUES ('V1', '{d1}'::text[], '2026-01-05 08:00+08'::timestamptz), ('V2', '{d2}', '2026-01-05 09:00+08')$$, 'corrected data count as if they had been right at once');
SELECT results_eq('SELECT subject, retries FROM tqc.failure WHERE resolved_at IS NOT NULL ORDER BY subject', $$VALUES ('V1', 1), ('V2', 1)$$, 'and resolve the failures');

-- The rule is mended.
SELECT tqc.put_rule('first-note', '{"title": "t", "open": {"on": "admission"}, "due": {"within": "PT8H"},
  "close": {"on": "note"}, "receivers": ["{{doctor}}"]}', effective_from => '2026-01-01');
SELECT tqc.retry_failure(id) FROM tqc.failure WHERE event_seq = :day;
SELECT tqc.step() AS applied \gset
SELECT is((SELECT status FROM tqc.task WHERE subject = 'V3'), 'open', 'a mended rule does what the broken one could not');
SELECT is_empty('SELECT * FROM tqc.failure WHERE resolved_at IS NULL', 'nothing is left open');

-- One is given up.
SELECT tqc_emit('admission', 'V5', '{}', '2026-01-05 08:00+08') AS lost \gset
SELECT tqc.step() AS applied \gset
SELECT tqc.discard_failure(id, 'a test patient') FROM tqc.failure WHERE event_seq = :lost;
SELECT is((SELECT resolution FROM tqc.failure WHERE event_seq = :lost), 'discarded by postgres: a test patient', 'for a reason');
SELECT tqc_emit('note', 'V5', '{}', '2026-01-05 09:00+08') AS note \gset
SELECT tqc.step() AS applied \gset
SELECT is_empty('SELECT * FROM tqc.failure WHERE resolved_at IS NULL', 'it does not come back');

SELECT * FROM finish();

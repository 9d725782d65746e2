-- tqc_emit appends one event and returns its seq.
SELECT no_plan();

SELECT tqc.define_event('admission');
SELECT tqc_emit('admission', 'V1', '{"doctor": "dr-li"}', '2026-01-05 08:00+08', 'm1', 'his', 'east', 7) AS seq \gset
SELECT results_eq(
  $$SELECT seq, id, source, site, type, subject, occurred_at, sequence, data, voided_by FROM tqc.event$$,
  $$VALUES ($$ || :seq || $$::bigint, 'm1', 'his', 'east', 'admission', 'V1', '2026-01-05 08:00+08'::timestamptz,
            7::bigint, '{"doctor": "dr-li"}'::jsonb, NULL::bigint)$$,
  'all that was said stands in tqc.event');
SELECT ok(received_at BETWEEN now() - interval '1 minute' AND clock_timestamp(), 'received_at is the real clock') FROM tqc.event;
SELECT cmp_ok(tqc_emit('admission', 'V2'), '>', :seq::bigint, 'later events have higher numbers');

SELECT * FROM finish();

-- Times in data (open.at, close.at) are read as those of events are: RFC 3339, without offset in tqc.timezone, a day alone is refused.
SELECT no_plan();
SET TimeZone = 'America/New_York';
SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc.define_event(code) FROM unnest(ARRAY['admission', 'note']) code;
SELECT tqc.put_rule('first-note', '{"open": {"on": "admission", "at": "$.at"}, "due": {"within": "PT8H"},
                                    "close": {"on": "note", "at": "$.at"}}');

CREATE TEMP TABLE written (subject, at) AS VALUES
  ('T1', '"2026-01-05T08:00:00+08:00"'::jsonb), ('T2', '"2026-01-05 08:00"'), ('T3', '"2026-01-05T00:00:00Z"'),
  ('D1', '"2026-01-05"'), ('D2', '"20260105"'),
  ('W1', '"soon"'), ('W2', '8'), ('W3', '"2026-02-30T08:00:00Z"'), ('W4', '"2026-01-05 08:00:00 Asia/Shanghai"'), ('W5', '"infinity"');
SELECT tqc_emit('admission', subject, jsonb_build_object('at', at)) FROM written;
SELECT tqc.step();

SELECT results_eq($$SELECT subject, anchor_at FROM tqc.task ORDER BY subject$$,
  $$SELECT subject, timestamptz '2026-01-05 08:00+08' FROM written WHERE subject LIKE 'T%' ORDER BY subject$$, 'what says an instant');
SELECT results_eq($$SELECT subject, stage, sqlstate FROM tqc.failure ORDER BY subject$$,
  $$VALUES ('D1', 'open', 'TQ005'), ('D2', 'open', 'TQ005'), ('W1', 'open', 'TQ002'), ('W2', 'open', 'TQ002'),
           ('W3', 'open', 'TQ002'), ('W4', 'open', 'TQ002'), ('W5', 'open', 'TQ002')$$, 'what does not, is a failure');

SELECT tqc_emit('note', 'T1', '{"at": "2026-01-05T09:30"}'), tqc_emit('note', 'T2', '{"at": "2026-01-05"}');
SELECT tqc.step();
SELECT results_eq($$SELECT subject, status, closed_at FROM tqc.task WHERE subject IN ('T1', 'T2') ORDER BY subject$$,
  $$VALUES ('T1', 'met', timestamptz '2026-01-05 09:30+08'), ('T2', 'open', NULL)$$, 'and so of a close');
SELECT is((SELECT sqlstate FROM tqc.failure WHERE subject = 'T2'), 'TQ005', 'which fails alone');

SELECT * FROM finish();

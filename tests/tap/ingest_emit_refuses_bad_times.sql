-- The time must be finite and not further ahead than tqc.future_limit.
SELECT no_plan();

SELECT tqc.define_event('a');
SELECT throws_ok($$SELECT tqc_emit('a', 'V1', occurred_at => 'infinity')$$, 'TQ002', 'occurred_at must be a finite time', 'infinity');
SELECT throws_ok($$SELECT tqc_emit('a', 'V1', occurred_at => '-infinity')$$, 'TQ002', NULL, '-infinity');
SELECT throws_ok($$SELECT tqc_emit('a', 'V1', occurred_at => now() + interval '25 hours')$$, 'TQ006', NULL, 'too far ahead');
SELECT throws_ok($$SELECT tqc_emit('a', 'V1', occurred_at => '294000-01-01')$$, 'TQ006', NULL, 'as far as can be');
SELECT lives_ok($$SELECT tqc_emit('a', 'V1', occurred_at => now() + interval '23 hours')$$, 'a day ahead only lies in the log');
SELECT lives_ok($$SELECT tqc_emit('a', 'V1', occurred_at => '4713-01-01 BC')$$, 'the past has no limit');

SELECT format('ALTER DATABASE %I SET tqc.future_limit = %L', current_database(), '2 days') \gexec
SELECT lives_ok($$SELECT tqc_emit('a', 'V1', occurred_at => now() + interval '25 hours')$$, 'the limit is the database''s');
SET tqc.future_limit = '10 days';
SELECT throws_ok($$SELECT tqc_emit('a', 'V1', occurred_at => now() + interval '49 hours')$$, 'TQ006', NULL, 'never the session''s');

SELECT * FROM finish();

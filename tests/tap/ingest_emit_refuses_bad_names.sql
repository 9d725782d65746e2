-- subject, site, source and id must say something, and fit an index.
SELECT no_plan();

SELECT tqc.define_event('a');
SELECT throws_ok(statement, 'TQ002', message, message) FROM (VALUES
  ($$SELECT tqc_emit('a', '')$$, 'subject must not be empty'),
  ($$SELECT tqc_emit('a', '  ')$$, 'subject must not be empty'),
  ($$SELECT tqc_emit('a', NULL)$$, 'subject must not be null'),
  ($$SELECT tqc_emit('a', repeat('x', 513))$$, 'subject is longer than 512 bytes'),
  ($$SELECT tqc_emit('a', 'V1', id => '')$$, 'id must not be empty'),
  ($$SELECT tqc_emit('a', 'V1', id => repeat('患', 171))$$, 'id is longer than 512 bytes'),
  ($$SELECT tqc_emit('a', 'V1', source => NULL)$$, 'source must not be null'),
  ($$SELECT tqc_emit('a', 'V1', site => NULL)$$, 'site must not be null'),
  ($$SELECT tqc_emit('a', 'V1', site => '*')$$, 'site must not be "*"'),
  ($$SELECT tqc_emit('a', 'V1', NULL)$$, 'data must not be null')) AS v(statement, message);
SELECT lives_ok($$SELECT tqc_emit('a', repeat('患', 170), id => repeat('i', 512), source => repeat('s', 512), site => repeat('x', 512))$$,
  'the longest ones fit');

SELECT * FROM finish();

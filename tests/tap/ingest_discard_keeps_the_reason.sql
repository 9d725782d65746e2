-- tqc.discard_failure resolves a failure and keeps who and why.
SELECT no_plan();

INSERT INTO tqc.failure (stage, sqlstate, message) VALUES ('emit', 'TQ002', 'x') RETURNING id \gset
SET tqc.actor = 'officer-wang';
SELECT throws_ok(format('SELECT tqc.discard_failure(%s, %L)', :id, ' '), '22023', 'a reason must be given', 'a reason is wanted');
SELECT lives_ok(format('SELECT tqc.discard_failure(%s, %L)', :id, '测试数据'), 'discarded');
SELECT results_eq('SELECT resolved_at IS NOT NULL, resolution, retries FROM tqc.failure WHERE id = ' || :id,
  $$VALUES (true, 'discarded by officer-wang: 测试数据', 0)$$, 'kept');
SELECT throws_ok(format('SELECT tqc.discard_failure(%s, %L)', :id, 'x'), 'TQ008', NULL, 'only once');
SELECT throws_ok(format('SELECT tqc.retry_failure(%s)', :id), 'TQ008', NULL, 'nor retried');
SELECT throws_ok($$SELECT tqc.discard_failure(-1, 'x')$$, '42704', NULL, 'unknown');

SELECT * FROM finish();

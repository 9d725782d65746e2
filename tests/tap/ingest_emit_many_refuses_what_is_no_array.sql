-- Not an array: TQ002.
SELECT no_plan();

SELECT throws_ok(format('SELECT * FROM tqc_emit_many(%L)', events), 'TQ002', NULL, coalesce(events, 'NULL'))
  FROM (VALUES ('{"id": "m1"}'), ('7'), ('null'), (NULL)) AS v(events);

SELECT * FROM finish();

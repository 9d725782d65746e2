-- tqc.retention: nothing is removed yet, so no span is taken.
SELECT no_plan();

SELECT throws_ok(format('ALTER DATABASE %I SET tqc.retention = %L', current_database(), '10 years'), '0A000',
                 'tqc.retention is not supported yet', 'of the database');
SELECT throws_ok($$SET tqc.retention = '10 years'$$, '0A000', NULL, 'of a session');
SELECT is(current_setting('tqc.retention'), '', 'it is never');
SELECT lives_ok($$SET tqc.retention = ''$$, 'which may be said');

SELECT * FROM finish();

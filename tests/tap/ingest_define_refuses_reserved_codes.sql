-- Codes tqc.* belong to tqc itself.
SELECT no_plan();

SELECT throws_ok($$SELECT tqc.define_event('tqc.close')$$, 'TQ003', NULL, 'an existing one');
SELECT throws_ok($$SELECT tqc.define_event('tqc.mine')$$, 'TQ003', 'event type code "tqc.mine" is reserved', 'a new one');
SELECT throws_ok($$SELECT tqc.define_event('a', undoes => '{tqc.close}')$$, 'TQ003', NULL, 'they cannot be undone by events');
SELECT throws_ok($$SELECT tqc.define_event('a', amends => '{tqc.close}')$$, 'TQ003', NULL, 'nor amended');
SELECT throws_ok($$SELECT tqc.define_event(NULL)$$, 'TQ003', NULL, 'a code must be given');
SELECT throws_ok($$SELECT tqc.define_event('')$$, 'TQ003', NULL, 'and not be empty');
SELECT throws_ok($$SELECT tqc.define_event('入 院')$$, 'TQ003', NULL, 'nor hold a space');
SELECT lives_ok($$SELECT tqc.define_event('入院')$$, 'any other characters are welcome');
SELECT lives_ok($$SELECT tqc.define_event('tqcx')$$, 'tqc without the dot is not reserved');

SELECT * FROM finish();

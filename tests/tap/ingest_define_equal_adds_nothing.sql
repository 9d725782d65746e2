-- An equal definition adds no version and returns the one in force.
SELECT no_plan();

SELECT tqc.define_event('admission', '入院', '{"required": ["doctor"], "type": "object"}', context => '{"doctor": "$.doctor"}') AS first \gset
SELECT is(tqc.define_event('admission', '入院', '{"type": "object", "required": ["doctor"]}', context => '{"doctor": "$.doctor"}'),
          :first, 'equal, whatever the order of members');
SELECT is((SELECT count(*) FROM tqc.event_type WHERE code = 'admission'), 1::bigint, 'one version');
SELECT tqc.define_event('admission') AS other \gset
SELECT isnt(tqc.define_event('admission', '入院', '{"type": "object", "required": ["doctor"]}', context => '{"doctor": "$.doctor"}'),
            :first, 'back to an earlier one is a new version: only the one in force counts');

SELECT * FROM finish();

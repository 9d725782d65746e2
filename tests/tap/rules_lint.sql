-- What looks wrong in the rules in force.
SELECT no_plan();
SELECT tqc.define_event('admission', context => '{"doctor": "$.doctor"}');
SELECT tqc.define_event('note');
SELECT tqc.define_event('old', enabled => false);

CREATE FUNCTION rule(VARIADIC parts text[]) RETURNS jsonb LANGUAGE sql AS $$
  SELECT '{"open": {"on": "admission"}, "due": {"within": "PT8H"}, "close": {"on": "note"}, "receivers": ["{{doctor}}"]}'::jsonb
      || string_agg(part, ',')::jsonb FROM unnest(parts) part
$$;
CREATE FUNCTION findings(of_rule text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(finding || ' ' || pointer || ': ' || message, '; ' ORDER BY finding, pointer)
    FROM tqc.lint_rules() WHERE rule = of_rule
$$;

SELECT tqc.put_rule('good', rule('{}'));
SELECT is(findings('good'), NULL, 'a rule with nothing to find');

SELECT tqc.put_rule('a-twin', rule('{"title": "the same"}'));
SELECT is(findings('a-twin'), 'duplicates /due: rule "good" is the same duty with the same time', 'a duplicate');
SELECT tqc.put_rule('a-twin', rule('{"due": {"within": "PT9H"}}'));
SELECT is(findings('a-twin'), 'contradicts /due: rule "good" gives another time for the same duty', 'another time');
SELECT tqc.put_rule('a-twin', rule('{"forbid": true}'));
SELECT is(findings('a-twin'), 'contradicts /due: rule "good" forbids what this one demands, or the other way round', 'opposites');
SELECT tqc.disable_rule('a-twin');
SELECT is(findings('a-twin'), NULL, 'a disabled rule is left alone');

SELECT tqc.put_rule('nobody', rule('{"close": {"on": "note", "when": "$.x == 1"}, "receivers": ["{{nurse}}"],
  "reminders": [{"before": "PT1H", "to": ["{{doctor}}", "{{data.x}}", "{{chief}}"]}]}'));
SELECT is(findings('nobody'), 'no-receiver /receivers/0: no event type puts "nurse" into the context; '
  'no-receiver /reminders/0/to/2: no event type puts "chief" into the context', 'receivers that never resolve');

SELECT tqc.put_rule('deaf', rule('{"open": [{"on": ["admission", "transfer"]}], "close": {"on": ["old"]}}'));
SELECT is(findings('deaf'), 'disabled-type /close/on: event type "old" is disabled; '
  'never-closes /close: none of the types that close it can be emitted; '
  'unknown-type /open/0/on: event type "transfer" is not defined', 'types nobody can emit');

SELECT tqc.put_rule('ring-1', rule('{"close": {"on": "note", "when": "$.y == 1"}, "excludes": ["ring-2"]}'));
SELECT tqc.put_rule('ring-2', rule('{"close": {"on": "note", "when": "$.y == 2"}, "excludes": ["ring-3"]}'));
SELECT tqc.put_rule('ring-3', rule('{"close": {"on": "note", "when": "$.y == 3"}, "excludes": ["ring-1", "no-such"]}'));
SELECT is(findings('ring-1'), 'exclusion-ring /excludes: ring-1 → ring-2 → ring-3 → ring-1', 'a ring, once');
SELECT is(findings('ring-2'), NULL);
-- Twenty that all exclude each other: more rings than anybody could walk in a lifetime.
SELECT tqc.put_rule('one-of-' || lpad(n::text, 2, '0'), rule(format('{"close": {"on": "note", "when": "$.z == %s"}, "excludes": %s}', n,
  (SELECT jsonb_agg('one-of-' || lpad(m::text, 2, '0')) FROM generate_series(1, 20) m WHERE m <> n)))) > 0 FROM generate_series(1, 20) n;
SET statement_timeout = '20s';
SELECT is((SELECT count(*) FROM tqc.lint_rules() WHERE rule LIKE 'one-of-%' AND finding = 'exclusion-ring'), 190::bigint, 'those who exclude each other are named in pairs');
RESET statement_timeout;
SELECT is(findings('ring-3'), 'unknown-rule /excludes: there is no rule "no-such"', 'and a rule that is not there');

SELECT tqc.define_event('state', context => '{"level": "$.level", "ward": "$.ward.code"}');
SELECT tqc.put_rule('asks', rule('{"open": {"on": "admission", "when": "$ctx.ward.x == 1 && $ctx.\"wrad\" == 2 && $since.admission < 3600"},
  "close": {"on": "note", "when": "$.wrad == 1 && $since.admision < 3600 && $since.\"state\" > 1"},
  "due": [{"when": "$.level == \"high\"", "within": "PT1H"}, {"when": "$ctx.levl == \"low\"", "within": "PT2H"},
          {"when": "$.lvl == \"$.level\"", "within": "PT3H"}, {"days": 1, "calendar": "ofice"}]}'));
SELECT is(findings('asks'), 'unknown-calendar /due/3/calendar: there is no calendar "ofice"; '
  'unknown-context /due/1/when: no event type puts "levl" into the context; '
  'unknown-context /due/2/when: no event type puts "lvl" into the context; '
  'unknown-context /open/when: no event type puts "wrad" into the context; '
  'unknown-type /close/when: event type "admision" is not defined', 'slips in conditions and calendars');
SELECT tqc.define_calendar('ofice', 'Asia/Shanghai', '{"mon": [["08:00", "16:00"]]}');
SELECT unalike(findings('asks'), '%calendar%', 'a calendar that is there');
SELECT * FROM finish();

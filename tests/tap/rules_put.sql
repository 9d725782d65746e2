-- tqc.put_rule: numbers, equal definitions, when a version begins, what is refused.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event('admission');
SELECT tqc.define_event('transfer');

CREATE FUNCTION rule(within text, opener text DEFAULT 'admission') RETURNS jsonb LANGUAGE sql AS $$
  SELECT jsonb_build_object('title', 'note', 'open', jsonb_build_object('on', opener),
                            'due', jsonb_build_object('within', within))
$$;
CREATE FUNCTION start_of(of_code text, of_version int) RETURNS timestamptz LANGUAGE sql AS $$
  SELECT effective_from FROM tqc.rule WHERE code = of_code AND version = of_version
$$;

-- The first version.
SELECT is(tqc.put_rule('note', rule('PT8H')), 1, 'the first version has number 1');
SELECT is(start_of('note', 1), '-infinity', 'with an empty log it begins with time');
SELECT is((SELECT (site, state, put_by, definition)::text FROM tqc.rule WHERE code = 'note'),
          ('*', 'active', session_user, rule('PT8H'))::text, 'it is stored as given, for all sites');

-- Equal definitions.
SELECT is(tqc.put_rule('note', rule('PT8H')), 1, 'an equal definition returns the one in force');
SELECT is(tqc.put_rule('note', '{"due": {"within": "PT8H"}, "open": {"on": "admission"}, "title": "note"}'), 1,
          'the order of keys makes no difference');
SELECT is((SELECT count(*) FROM tqc.rule), 1::bigint, 'and nothing is added');

-- Later versions.
SELECT is(tqc.put_rule('note', rule('PT6H')), 2, 'another definition is another version');
SELECT is(start_of('note', 2), '2026-01-05 08:00+08'::timestamptz, 'which begins now, by the clock of tqc');
SELECT is(tqc.put_rule('note', rule('PT4H'), 'north'), 3, 'versions are numbered over all sites');
SELECT is(start_of('note', 3), '-infinity', 'the first line of a site begins with time too');
SELECT is(tqc.put_rule('note', rule('PT6H')), 2, 'the version of another site is not the one in force');
SELECT is(tqc.put_rule('note', rule('PT8H')), 4, 'what was in force once is not in force now');
SELECT is(tqc.put_rule('note', rule('PT2H'), effective_from => '2026-02-01 00:00+08'), 5, 'a version may begin later');
SELECT is(tqc.put_rule('note', rule('PT8H')), 4, 'it is not in force yet');
SELECT is(tqc.put_rule('note', rule('PT2H'), effective_from => '2026-03-01 00:00+08'), 5,
          'an equal definition at a given time returns the one in force then');
SELECT is(tqc.put_rule('note', rule('PT6H'), effective_from => '2025-12-01 00:00+08'), 6, 'a version may reach into the past');
SELECT is(tqc.put_rule('note', rule('PT3H'), effective_from => '-infinity'), 7, 'as far as time does');

-- A first version when the log already has something to say.
SELECT public.tqc_emit('admission', 'V1', occurred_at => '2026-01-05 07:00+08');
SELECT is(tqc.put_rule('handover', rule('PT1H', 'transfer')), 1, 'events that do not open it are no obstacle');
SELECT is(start_of('handover', 1), '-infinity', 'it still begins with time');
PREPARE first AS SELECT tqc.put_rule('visit', rule('P1D'));
SELECT throws_ok('first', 'TQ003', 'effective_from is required for the first version of rule "visit"',
                 'a new rule that events in the log would open must say when it begins');
CREATE FUNCTION hint_of(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  hint text;
BEGIN
  EXECUTE statement;
EXCEPTION WHEN SQLSTATE 'TQ003' THEN
  GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
  RETURN hint;
END $$;
SELECT alike(hint_of('EXECUTE first'), '%effective_from%-infinity%tqc.now()%', 'and the hint says what to give');
SELECT is(tqc.put_rule('visit', rule('P1D'), effective_from => '-infinity'), 1, 'it may rule them');
SELECT is(tqc.put_rule('note', rule('PT5H'), 'south'), 8, 'a site may still leave the common line');
SELECT is(start_of('note', 8), '2026-01-05 08:00+08'::timestamptz, 'from now on');

-- Wrong arguments.
SELECT throws_ok($$SELECT tqc.put_rule('note', rule('PT8H'), effective_from => 'infinity')$$, 'TQ003',
                 'effective_from must not be infinity');
SELECT throws_ok($$SELECT tqc.put_rule('', rule('PT8H'))$$, 'TQ003', 'rule code must not be empty');
SELECT throws_ok($$SELECT tqc.put_rule(NULL, rule('PT8H'))$$, 'TQ003', 'rule code must not be empty');
SELECT throws_ok($$SELECT tqc.put_rule('note', NULL)$$, 'TQ003', 'definition must not be null');
SELECT throws_ok($$SELECT tqc.put_rule('note', rule('PT8H'), '')$$, 'TQ003', 'site must not be empty');
SELECT throws_ok($$SELECT tqc.put_rule('note', rule('PT8H'), NULL)$$, 'TQ003', 'site must not be empty');

SELECT finish();

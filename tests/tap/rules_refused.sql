-- A wrong definition is refused with TQ003, the place of the fault and what was expected there.
-- tests/unit/definition_refused_test.cpp has the long list; here is what only the server can tell.
SELECT no_plan();

CREATE FUNCTION refusal(definition jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  message text;
  detail text;
BEGIN
  PERFORM tqc.put_rule('wrong', definition);
  RETURN 'taken';
EXCEPTION WHEN SQLSTATE 'TQ003' THEN
  GET STACKED DIAGNOSTICS message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
  RETURN message || ' | ' || detail;
END $$;

SELECT is(refusal('{"open": {"on": "a"}, "due": {"within": "PT8H"}, "reminders": [{"at": 1.5}]}'),
  'definition refused at /reminders/0/at | Expected a number greater than 0 and less than 1, found 1.5.',
  'message and detail name place and expectation');
SELECT is(refusal('{"open": {"on": "a", "when": "$.x =="}, "due": {"within": "PT8H"}}'),
  'definition refused at /open/when | Expected an SQL/JSON path: syntax error at end of jsonpath input.',
  'the server reads the paths');
SELECT is(refusal('{"open": {"on": "a"}, "close": {"on": "b", "when": "$.name like_regex \"[\""}}'),
  'definition refused at /close/when | Expected an SQL/JSON path: invalid regular expression: brackets [] not balanced.',
  'also the regular expressions in them');
SELECT is(refusal('{"open": {"on": "a"}, "close": {"on": "b"}, "repeat": {"cron": "0 25 * * *"}}'),
  'definition refused at /repeat/cron | Expected an hour from 0 to 23 as *, n, n-m, */step, n-m/step or a list of them, not "25".',
  'so are the fields of cron');
SELECT is(refusal('[]'), 'definition refused at the top | Expected an object, found an empty array.', 'an array is no definition');
SELECT is(refusal('null'), 'definition refused at the top | Expected an object, found null.', 'JSON null is no definition');
SELECT is_empty('SELECT FROM tqc.rule', 'nothing wrong was stored');

-- Paths the server takes.
SELECT is(refusal(format('{"open": {"on": "a", "when": %s}, "due": {"within": "PT8H"}}', to_json(path))::jsonb), 'taken', path)
FROM unnest(ARRAY[
  '$.class == "inpatient"', 'strict $.x > 1', 'exists($.diagnosis[*] ? (@.code starts with "I21"))',
  '$.a == $ctx.a && $since.admission < 3600', '!($.x == 1) || $.y like_regex "^新生儿"', '$."病区" == "W3"']) AS path;

-- tqc.check_rule says the same and stores nothing.
SELECT throws_ok($$SELECT tqc.check_rule('{"open": {"on": "a"}}')$$, 'TQ003', 'definition refused at /close');
SELECT lives_ok($$SELECT tqc.check_rule('{"open": {"on": "a"}, "close": {"on": "b"}}')$$, 'a good definition passes');
SELECT is((SELECT count(*) FROM tqc.rule WHERE definition ? 'close'), 0::bigint, 'and is not stored');

-- A refusal leaves the session in order.
SELECT lives_ok($$SELECT refusal('{"open": {"on": "a", "when": "("}}') FROM generate_series(1, 1000)$$,
                'a thousand refusals in one transaction');

SELECT finish();

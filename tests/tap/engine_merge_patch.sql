-- An amend is laid over its target as RFC 7396 has it: the engine and the RFC's own pseudocode agree.
SELECT no_plan();

CREATE FUNCTION merge_patch(target jsonb, patch jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    result jsonb;
    field record;
BEGIN
    IF jsonb_typeof(patch) IS DISTINCT FROM 'object' THEN
        RETURN patch;
    END IF;
    result := CASE WHEN jsonb_typeof(target) = 'object' THEN target ELSE '{}' END;
    FOR field IN SELECT key, value FROM jsonb_each(patch) LOOP
        IF field.value = 'null' THEN
            result := result - field.key;
        ELSE
            result := result || jsonb_build_object(
                field.key, merge_patch(result -> field.key, field.value));
        END IF;
    END LOOP;
    RETURN result;
END
$$;

SELECT tqc.set_clock('2026-01-05 12:00+08', 0);
SELECT tqc.define_event('a', context => '{"all": "$"}'), tqc.define_event('b', amends => '{a}');
SELECT tqc.put_rule('r', '{"title": "t", "open": {"on": "a"}, "due": {"within": "PT1H"}}');
CREATE TABLE laid (n int GENERATED ALWAYS AS IDENTITY, target jsonb, patch jsonb);
-- The examples of the RFC, then what jsonb adds.
INSERT INTO laid (target, patch) VALUES
  ('{"a":"b"}', '{"a":"c"}'), ('{"a":"b"}', '{"b":"c"}'), ('{"a":"b"}', '{"a":null}'), ('{"a":"b","b":"c"}', '{"a":null}'),
  ('{"a":["b"]}', '{"a":"c"}'), ('{"a":"c"}', '{"a":["b"]}'), ('{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}'),
  ('{"a":[{"b":"c"}]}', '{"a":[1]}'), ('["a","b"]', '["c","d"]'), ('{"a":"b"}', '["c"]'), ('{"a":"foo"}', 'null'), ('{"a":"foo"}', '"bar"'),
  ('{"e":null}', '{"a":1}'), ('[1,2]', '{"a":"b","c":null}'), ('{}', '{"a":{"bb":{"ccc":null}}}'),
  ('{"a":{"x":{"y":1}}}', '{"a":{"x":{"z":[null,{"q":null}]}}}'), ('"s"', '{"a":{"b":null,"c":{}}}'), ('{"a":1}', '{}'), ('{"a":{}}', '{"a":{}}'),
  ('{"a":{"b":null}}', '{"c":1}'), ('{"b":1,"aa":2,"a":3}', '{"aa":{"z":1},"ab":{"y":null},"b":null}');
SELECT tqc_emit('a', 'V' || n, target, '2026-01-05 11:00+08') > 0 FROM laid;
SELECT tqc_emit('b', 'V' || n, patch, '2026-01-05 11:10+08') > 0 FROM laid;
SELECT tqc.step() > 0;
SELECT is((SELECT coalesce(t.context -> 'all', 'null') FROM tqc.task t WHERE t.subject = 'V' || n), merge_patch(target, patch), target::text || ' and ' || patch::text) FROM laid ORDER BY n;

SELECT * FROM finish();

-- A hospital to tell a story in: the national packs, a clock that the story moves, and how its tasks stand.
SET TimeZone = 'Asia/Shanghai';
SELECT tqc.set_clock(:'begins', 0);
SELECT count(*) FROM unnest(ARRAY['cn-2010', 'cn-2025-indicators']) name, tqc.load_pack(name);

-- The clock stands at that instant, and all that is known by then is applied. It never goes back.
CREATE PROCEDURE clock(at timestamptz) LANGUAGE plpgsql AS $$
BEGIN
  IF at > tqc.now() THEN
    PERFORM tqc.set_clock(at, 0);
  END IF;
  COMMIT;
  FOR i IN 1 .. 3 LOOP
    PERFORM tqc.step();
    COMMIT;
  END LOOP;
END
$$;
-- An event happens to a visit. One told later than it happened is an entry made afterwards.
CREATE PROCEDURE happens(at timestamptz, visit text, type text, data jsonb DEFAULT '{}') LANGUAGE plpgsql AS $$
BEGIN
  IF at > tqc.now() THEN
    PERFORM tqc.set_clock(at, 0);
  END IF;
  COMMIT;
  PERFORM public.tqc_emit(type, visit, data, at);
  COMMIT;
END
$$;
CREATE PROCEDURE admitted(at timestamptz, visit text, data jsonb DEFAULT '{}') LANGUAGE plpgsql AS $$
BEGIN
  CALL happens(at, visit, 'admission', '{"patient": "张三", "doctor": "dr-li", "ward": "W3"}' || data);
END
$$;
-- A document is signed (完成病历书写).
CREATE PROCEDURE writes(at timestamptz, visit text, doc_type text, data jsonb DEFAULT '{}') LANGUAGE plpgsql AS $$
BEGIN
  CALL happens(at, visit, 'document.completed', jsonb_build_object('doc_type', doc_type, 'author', 'dr-li') || data);
END
$$;
-- How the tasks of a visit stand. A day's last microsecond is written as the Chinese text has it: 24:00.
CREATE FUNCTION local(t timestamptz) RETURNS text LANGUAGE sql AS $$
  SELECT CASE WHEN t::time = '23:59:59.999999' THEN to_char(t, 'YYYY-MM-DD 24:00')
              WHEN date_trunc('minute', t) = t THEN to_char(t, 'YYYY-MM-DD HH24:MI')
              ELSE to_char(t, 'YYYY-MM-DD HH24:MI:SS.US') END
$$;
CREATE FUNCTION tasks(of_visit text, VARIADIC rules text[]) RETURNS TABLE (rule text, status text, due_at text, closed_at text) LANGUAGE sql AS $$
  SELECT t.rule::text, t.status::text, local(t.due_at), CASE WHEN t.status IN ('met', 'late', 'violated') THEN local(t.closed_at) END
    FROM tqc.task t WHERE t.subject = of_visit AND t.rule = ANY (rules) ORDER BY t.rule COLLATE "C", t.key::text, t.opened_at, t.occurrence, t.id
$$;
-- The whole story went without a step that could not be done.
CREATE FUNCTION no_failure() RETURNS text LANGUAGE sql AS $$
  SELECT is_empty('SELECT rule, stage, message FROM tqc.failure WHERE resolved_at IS NULL', 'no step failed on the way')
$$;

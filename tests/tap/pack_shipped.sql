-- The packs as shipped: complete, told apart, speaking of what exists; and what some of them do.
SELECT no_plan();
SET TimeZone = 'Asia/Shanghai';
SELECT tqc.set_clock('2026-02-13 10:00+08', 0);
SELECT count(*) FROM unnest(ARRAY['cn-2010', 'cn-2010-local', 'cn-2025-indicators', 'intl']) name, tqc.load_pack(name);

CREATE TABLE item AS
SELECT p.code AS pack, r ->> 'code' AS code, r ->> 'row' AS row, r ->> 'mark' AS mark, coalesce((r ->> 'enabled')::boolean, true) AS enabled,
       r -> 'definition' AS definition, r
  FROM tqc.pack p, jsonb_array_elements(p.document -> 'rules') r;
SELECT cmp_ok((SELECT count(*) FROM item), '>', 100::bigint, 'there are rules to look at');

-- Every row of the national core.
SELECT is_empty(
  $$SELECT wanted FROM unnest(ARRAY['ADM-1', 'ADM-2', 'ADM-3', 'ADM-4', 'ADM-5', 'PRG-1', 'PRG-2', 'PRG-3', 'PRG-4', 'HND-1', 'HND-2', 'TRF-1', 'TRF-2',
      'RES-1', 'RES-2', 'CON-1', 'CON-2', 'CON-3', 'INV-1', 'OPR-1', 'OPR-2', 'OPR-3', 'OPR-4', 'OPR-5', 'OPR-6', 'OPR-7', 'OPR-8', 'OPR-9', 'OPR-10',
      'EVT-1', 'DIS-1', 'DIS-2', 'DIS-3', 'DIS-4', 'DIS-5', 'REP-1', 'OPD-1']) wanted
     WHERE NOT EXISTS (SELECT FROM item WHERE pack = 'cn-2010' AND wanted = ANY (string_to_array(row, ' ')))$$,
  'cn-2010 has every row of the national core');
SELECT is_empty(
  $$SELECT pack, code FROM item WHERE coalesce(r ->> 'title', '') = '' OR coalesce(r ->> 'clause', '') = '' OR coalesce(r ->> 'responsible', '') = '' OR r ->> 'source' IS NULL$$,
  'each says title, clause, source and who is responsible');
SELECT is_empty($$SELECT pack, code, mark FROM item WHERE mark NOT IN ('A', 'B', 'M', 'L')$$, 'and how sure it is');
SELECT is_empty($$SELECT pack, code FROM item WHERE enabled <> (mark IN ('A', 'B'))$$, 'what is unverified or local is shipped switched off, all else on');
SELECT is_empty($$SELECT code FROM item GROUP BY code HAVING count(*) > 1$$, 'no code stands in two packs');
SELECT is_empty(
  $$SELECT pack, code, s FROM item, regexp_split_to_table(replace(r ->> 'source', ';', ''), ' +') s
     WHERE s NOT IN ('', '-') AND s !~ '^P\d' AND NOT (SELECT document -> 'sources' FROM tqc.pack p WHERE p.code = pack) ? s$$,
  'every source is listed');

-- They speak of what exists.
SELECT is_empty(
  $$SELECT DISTINCT code, t #>> '{}' FROM item, jsonb_path_query(definition, '$.**.on[*]') t WHERE NOT EXISTS (SELECT FROM tqc.event_type e WHERE e.code = t #>> '{}')$$,
  'every event type is defined');
SELECT is_empty(
  $$SELECT code, d[1] FROM item, regexp_matches(definition::text, '"?(C\d{4})\M', 'g') d WHERE NOT EXISTS (SELECT FROM tqc.document_type t WHERE t.code = d[1])$$,
  'every document type is known');
SELECT is((SELECT count(*) FROM tqc.document_type WHERE code ~ '^C\d{4}$'), 53::bigint, 'the document set is whole');
SELECT is_empty(
  $$SELECT i.code, x #>> '{}' FROM item i, jsonb_path_query(definition, '$.excludes[*]') x WHERE NOT EXISTS (SELECT FROM item o WHERE o.code = x #>> '{}')$$,
  'every rule that is excluded exists');
SELECT is_empty($$SELECT * FROM tqc.pack_status() WHERE kind = 'rule' AND status <> 'as shipped'$$, 'all are in force as shipped');
SELECT is_empty($$SELECT code FROM item WHERE pack = 'cn-2025-indicators' AND definition ? 'receivers'$$, 'indicators are measured silently');
SELECT is_empty($$SELECT * FROM tqc.load_pack('cn-2010') WHERE action <> 'unchanged'$$, 'loaded again nothing changes');

-- What some of them do.
CREATE FUNCTION run() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 1 .. 20 LOOP PERFORM tqc.step(); END LOOP;
END $$;
CREATE FUNCTION emit(type text, subject text, at text, data jsonb DEFAULT '{}') RETURNS void LANGUAGE sql AS $$
  SELECT tqc_emit(type, subject, data, at::timestamptz)
$$;
CREATE FUNCTION tasks(of_subject text, VARIADIC rules text[]) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(rule || ' ' || status || coalesce(' ' || to_char(due_at, 'MM-DD HH24:MI'), ''), '; ' ORDER BY rule, anchor_at, occurrence) FROM tqc.task WHERE subject = of_subject AND rule = ANY (rules)
$$;
SELECT emit('admission', 'V1', '2026-02-10 09:00', '{"patient": "张三", "doctor": "dr-li", "ward": "W3"}');
SELECT emit('admission', 'V2', '2026-02-12 20:00', '{"patient": "李四", "doctor": "dr-li", "ward": "W3", "condition": "critical"}');
SELECT emit('discharge', 'V2', '2026-02-13 09:00');
SELECT emit('document.completed', 'V1', '2026-02-10 15:00', '{"doc_type": "C0037", "author": "dr-li"}');
SELECT emit('document.completed', 'V1', '2026-02-11 08:00', '{"doc_type": "C0034", "author": "dr-li"}');
SELECT emit('document.completed', 'V1', '2026-02-11 16:00', '{"doc_type": "C0039", "author": "dr-wang", "author_level": "resident"}');
SELECT run();
SELECT is(tasks('V1', 'adm-1', 'adm-2', 'adm-3'), 'adm-1 met 02-11 09:00; adm-2 met 02-10 17:00; adm-3 overdue 02-12 09:00',
          'admission: 24, 8 and 48 hours; a resident''s round does not count');
SELECT is(tasks('V2', 'adm-1', 'adm-2', 'adm-3', 'adm-4', 'dis-1', 'dis-5'),
          'adm-1 open 02-13 20:00; adm-2 overdue 02-13 04:00; adm-3 cancelled 02-14 20:00; adm-4 open 02-14 09:00; dis-1 open 02-14 09:00; dis-5 open 02-24 23:59',
          'a stay of 13 hours: either pair of records, the archive by working days over the Spring Festival');
SELECT emit('document.completed', 'V2', '2026-02-13 09:50', '{"doc_type": "C0035", "author": "dr-li"}');
SELECT run();
SELECT is(tasks('V2', 'adm-1', 'adm-4', 'dis-1'), 'adm-1 replaced 02-13 20:00; adm-4 met 02-14 09:00; dis-1 replaced 02-14 09:00',
          'the record of a short stay replaces the pair');
SELECT emit('discharge.cancelled', 'V2', '2026-02-13 09:55');
SELECT run();
SELECT is(tasks('V2', 'adm-1', 'adm-3', 'adm-4', 'dis-1', 'dis-5'), 'adm-1 open 02-13 20:00; adm-3 open 02-14 20:00',
          'a cancelled discharge takes everything back, with the old due times');

-- Progress notes by condition: every third day, and every day once it is critical.
SELECT is(tasks('V1', 'prg'), 'prg met 02-13 23:59; prg met 02-13 23:59; prg open 02-14 23:59', 'stable: by the end of the third day after each note');
SELECT emit('condition.changed', 'V1', '2026-02-13 09:30', '{"condition": "critical"}');
SELECT run();
SELECT is(tasks('V1', 'prg'), 'prg met 02-13 23:59; prg met 02-13 23:59; prg open 02-14 23:59', 'critical on the 13th: min(old due, a day from now)');
SELECT emit('document.completed', 'V1', '2026-02-13 09:40', '{"doc_type": "C0038", "author": "dr-li"}');
SELECT run();
SELECT is(tasks('V1', 'prg'), 'prg met 02-13 23:59; prg met 02-13 23:59; prg met 02-14 23:59; prg open 02-14 23:59', 'then each day');

-- Operation: keys, before events, three days after.
SELECT emit('operation.planned', 'V1', '2026-02-11 10:00', '{"operation_id": "OP1", "planned_start": "2026-02-12T09:00:00+08:00", "operator": "dr-chen", "anaesthetist": "dr-an"}');
SELECT emit('document.completed', 'V1', '2026-02-11 18:00', '{"doc_type": "C0046", "operation_id": "OP1", "author": "dr-li"}');
SELECT emit('operation.ended', 'V1', '2026-02-12 11:00', '{"operation_id": "OP1", "operator": "dr-chen", "anaesthetist": "dr-an", "circulating_nurse": "ns-1"}');
SELECT emit('document.completed', 'V1', '2026-02-12 12:00', '{"doc_type": "C0009", "operation_id": "OP1", "author": "dr-assist"}');
SELECT run();
SELECT is(tasks('V1', 'opr-1', 'opr-3-operation', 'opr-6'), 'opr-1 met 02-12 09:00; opr-3-operation overdue 02-12 09:00; opr-6 open 02-13 11:00',
          'the summary was in time, the consent is missing, the assistant''s record does not count');
SELECT emit('document.completed', 'V1', '2026-02-13 09:45', '{"doc_type": "C0009", "operation_id": "OP1", "author": "dr-assist", "operator_signed": true}');
SELECT run();
SELECT is(tasks('V1', 'opr-6'), 'opr-6 met 02-13 11:00', 'with the operator''s signature it does');
SELECT is((SELECT count(*) FROM tqc.failure WHERE resolved_at IS NULL AND rule IN ('adm-1', 'adm-2', 'adm-3', 'adm-4', 'dis-1', 'dis-5', 'prg', 'opr-1', 'opr-6')),
          0::bigint, 'no step failed on the way');

SELECT * FROM finish();

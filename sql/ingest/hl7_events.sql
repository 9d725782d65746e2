-- The usual ADT and MDM messages of HL7 version 2 as event types. A beginning that a hospital changes
-- with tqc.define_event(), not a code path: nothing else knows these names.
--
-- Times are those of the occurrence (EVN-6, else the admission's or discharge's own); for what only
-- says that a record has changed, also when it was recorded (EVN-2). When the message came (MSH-7)
-- is never taken for either.
CREATE FUNCTION tqc.hl7_events()
RETURNS TABLE (code text, title text, undoes text[], amends text[], match jsonb, context jsonb, mapping jsonb)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $$
    WITH part(message, visit, place, document) AS (VALUES (
        '{"subject": "PV1-19", "id": "MSH-10", "source": {"join": ["MSH-3", "MSH-4"], "with": "/"}}'::jsonb,
        '{"class": {"path": "PV1-2", "map": {"I": "inpatient", "O": "outpatient", "E": "emergency", "P": "preadmit"}},
          "patient_id": "PID-3", "patient": {"join": ["PID-5.1", "PID-5.2"]},
          "ward": "PV1-3.1", "room": "PV1-3.2", "bed": "PV1-3.3", "department": "PV1-10",
          "doctor": "PV1-7", "admitted_at": {"path": "PV1-44", "as": "time"}}'::jsonb,
        '{"ward": "PV1-3.1", "room": "PV1-3.2", "bed": "PV1-3.3", "department": "PV1-10", "doctor": "PV1-7",
          "from_ward": "PV1-6.1", "from_room": "PV1-6.2", "from_bed": "PV1-6.3"}'::jsonb,
        '{"doc_id": "TXA-12", "parent_doc_id": "TXA-13", "doc_type": "TXA-2", "author": "TXA-9",
          "completion": "TXA-17", "signer": "TXA-22", "signed_at": {"path": "TXA-22.15", "as": "time"}}'::jsonb))
    SELECT e.code, e.title, e.undoes::text[], e.amends::text[], e.match::jsonb, e.context::jsonb,
           jsonb_build_object('hl7', p.message || e.rules::jsonb || jsonb_build_object('data', e.data))
      FROM part p, LATERAL (VALUES
        ('admission', '入院', NULL, NULL, NULL,
         '{"patient": "$.patient", "doctor": "$.doctor", "department": "$.department", "ward": "$.ward", "bed": "$.bed"}',
         '{"on": ["ADT^A01"], "time": ["EVN-6", "PV1-44"]}', p.visit),
        ('admission.updated', '入院信息更新', NULL, '{admission}', NULL, NULL,
         '{"on": ["ADT^A08"], "time": ["EVN-6", "EVN-2"]}', p.visit),
        ('admission.cancelled', '取消入院', '{admission}', NULL, NULL, NULL,
         '{"on": ["ADT^A11"], "time": ["EVN-6", "EVN-2"]}', '{}'::jsonb),
        ('transfer', '转科', NULL, NULL, NULL,
         '{"doctor": "$.doctor", "department": "$.department", "ward": "$.ward", "bed": "$.bed"}',
         '{"on": ["ADT^A02"], "time": "EVN-6"}', p.place),
        ('transfer.cancelled', '取消转科', '{transfer}', NULL, NULL, NULL,
         '{"on": ["ADT^A12"], "time": ["EVN-6", "EVN-2"]}', '{}'),
        ('discharge', '出院', NULL, NULL, NULL, NULL,
         '{"on": ["ADT^A03"], "time": ["EVN-6", "PV1-45"]}',
         '{"disposition": "PV1-36", "discharged_at": {"path": "PV1-45", "as": "time"},
           "died": {"path": "PID-30", "map": {"Y": true, "N": false}}}'),
        ('discharge.cancelled', '取消出院', '{discharge}', NULL, NULL, NULL,
         '{"on": ["ADT^A13"], "time": ["EVN-6", "EVN-2"]}', '{}'),
        ('doctor.changed', '更换经治医师', NULL, NULL, NULL, '{"doctor": "$.doctor"}',
         '{"on": ["ADT^A54"], "time": "EVN-6"}', '{"doctor": "PV1-7"}'),
        ('document.written', '病历书写', NULL, NULL, NULL, NULL,
         '{"on": ["MDM^T02", "MDM^T03"], "unless": {"TXA-17": ["AU", "LA"]}, "time": ["EVN-6", "EVN-2"]}', p.document),
        ('document.completed', '病历完成', NULL, NULL, NULL, NULL,
         '{"on": ["MDM^T02", "MDM^T03"], "when": {"TXA-17": ["AU", "LA"]}, "time": ["EVN-6", "TXA-22.15"]}', p.document),
        ('document.cancelled', '病历作废', '{document.completed,document.written}', NULL, '["$.doc_id"]', NULL,
         '{"on": ["MDM^T11"], "time": ["EVN-6", "EVN-2"]}', '{"doc_id": "TXA-12"}')
      ) e(code, title, undoes, amends, match, context, rules, data)
$$;
COMMENT ON FUNCTION tqc.hl7_events() IS 'the usual HL7 version 2 messages as event types, with their mappings';

-- Defines them. Of a type that is defined already only the mapping of HL7 is added, and only if it
-- has none. Returns how many were defined or added to.
CREATE FUNCTION tqc.define_hl7_events() RETURNS int
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $$
DECLARE
    given record;
    held tqc.event_type;
    path jsonb;
    changed int := 0;
BEGIN
    FOR given IN SELECT * FROM tqc.hl7_events() LOOP
        SELECT t.* INTO held FROM tqc.event_type t WHERE t.code = given.code ORDER BY t.id DESC LIMIT 1;
        IF NOT FOUND THEN
            PERFORM tqc.define_event(given.code, given.title, undoes => given.undoes, amends => given.amends,
                                     match => given.match, context => given.context, mapping => given.mapping);
            changed := changed + 1;
            CONTINUE;
        END IF;
        IF held.mapping ? 'subject' AND NOT held.mapping ? 'on' THEN  -- without the level of formats
            path := coalesce(held.mapping -> 'subject' -> 'path', held.mapping -> 'subject' -> 'join', held.mapping -> 'subject');
            held.mapping := jsonb_build_object(
                CASE WHEN coalesce(path ->> 0, path #>> '{}') LIKE '$%' THEN 'json' ELSE 'xml' END, held.mapping);
        END IF;
        IF held.mapping IS NULL OR NOT (held.mapping ?| ARRAY['hl7', 'subject']) THEN
            PERFORM tqc.define_event(held.code, held.title, held.json_schema, held.xml_schema, held.undoes, held.amends,
                                     held.match, held.context, coalesce(held.mapping, '{}') || given.mapping, held.enabled);
            changed := changed + 1;
        END IF;
    END LOOP;
    RETURN changed;
END
$$;
COMMENT ON FUNCTION tqc.define_hl7_events() IS
    'defines the usual HL7 version 2 messages (ADT A01 A02 A03 A08 A11 A12 A13 A54, MDM T02 T03 T11) as event types; returns how many changed';

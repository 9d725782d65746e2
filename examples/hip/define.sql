-- Defines the event types of the service messages. Run in this folder: psql -f define.sql
-- A hospital whose sender differs changes the mapping, not a program.
\set ON_ERROR_STOP on
\set xsd `cat service.xsd`

BEGIN;
CREATE SCHEMA IF NOT EXISTS hip;

CREATE OR REPLACE FUNCTION hip.define(code text, title text, at jsonb, data jsonb, undoes text[] DEFAULT NULL,
    amends text[] DEFAULT NULL, match jsonb DEFAULT NULL, context jsonb DEFAULT NULL, xsd text DEFAULT NULL) RETURNS void
LANGUAGE sql AS $$
    SELECT tqc.define_event(code, title, xml_schema => xsd, undoes => undoes, amends => amends, match => match, context => context,
        mapping => jsonb_build_object('xml', jsonb_build_object(
            'namespaces', '{"v": "urn:hl7-org:v3"}'::jsonb,
            'subject', '//v:encounterEvent/v:id/v:item[@root=''2.16.156.10011.2.5.1.9'']/@extension',  -- 就诊流水号
            'time', at,
            'id', '/*/v:id/@extension',
            'source', '/*/v:sender/v:device/v:id/v:item/@extension',
            'data', data)))
$$;

-- What an admission and a transfer say of the visit.
\set visit '{"class": {"path": "//v:encounterEvent/v:code/@code", "map": {"1": "outpatient", "2": "emergency", "3": "inpatient"}}, "patient_id": "//v:patient/v:id/v:item/@extension", "patient": "//v:patient/v:name", "doctor": "//v:attender/v:id/v:item/@extension", "department": "//v:location/v:department/v:item/@extension", "ward": "//v:location/v:ward/v:item/@extension", "bed": "//v:location/v:bed/v:item/@extension", "admitted_at": {"path": "//v:effectiveTime/v:low/@value", "as": "time"}}'
\set move '{"transfer": "//v:encounterEvent/v:id/v:item[@root=''2.16.156.10011.2.5.1.10'']/@extension", "doctor": "//v:attender/v:id/v:item/@extension", "department": "//v:location/v:department/v:item/@extension", "ward": "//v:location/v:ward/v:item/@extension", "bed": "//v:location/v:bed/v:item/@extension", "from_department": "//v:priorLocation/v:department/v:item/@extension", "moved_at": {"path": "//v:effectiveTime/v:low/@value", "as": "time"}}'
\set leave '{"disposition": "//v:dischargeDispositionCode/@code", "discharged_at": {"path": "//v:effectiveTime/v:high/@value", "as": "time"}}'
\set where_now '{"patient": "$.patient", "doctor": "$.doctor", "department": "$.department", "ward": "$.ward", "bed": "$.bed"}'
\set moved_to '{"doctor": "$.doctor", "department": "$.department", "ward": "$.ward", "bed": "$.bed"}'
\set low '"//v:effectiveTime/v:low/@value"'
\set high '"//v:effectiveTime/v:high/@value"'
\set sent '"/*/v:creationTime/@value"'

SELECT hip.define('admission', '入院', :'low', :'visit', context => :'where_now', xsd => :'xsd'),
       hip.define('admission.updated', '入院信息更新', :'sent', :'visit', amends => '{admission}', xsd => :'xsd'),
       hip.define('admission.cancelled', '取消入院', :'sent', '{}', undoes => '{admission}', xsd => :'xsd'),
       hip.define('transfer', '转科', :'low', :'move', context => :'moved_to', xsd => :'xsd'),
       hip.define('transfer.updated', '转科信息更新', :'sent', :'move', amends => '{transfer}', match => '["$.transfer"]', xsd => :'xsd'),
       hip.define('transfer.cancelled', '取消转科', :'sent', :'move', undoes => '{transfer}', match => '["$.transfer"]', xsd => :'xsd'),
       hip.define('discharge', '出院', :'high', :'leave', xsd => :'xsd'),
       hip.define('discharge.updated', '出院信息更新', :'sent', :'leave', amends => '{discharge}', xsd => :'xsd'),
       hip.define('discharge.cancelled', '取消出院', :'sent', '{}', undoes => '{discharge}', xsd => :'xsd') \g /dev/null

-- A service's message becomes an event. There are no services that cancel: an update says so by its status.
CREATE OR REPLACE FUNCTION hip.receive(service text, message xml) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    status text := (xpath('//v:encounterEvent/v:statusCode/@code', message, '{{v,urn:hl7-org:v3}}'))[1]::text;
    kind text := CASE WHEN service IN ('S0026', 'S0027') THEN 'admission'
                      WHEN service IN ('S0029', 'S0030') THEN 'transfer'
                      WHEN service IN ('S0032', 'S0033') THEN 'discharge' END;
BEGIN
    IF kind IS NULL THEN
        RAISE EXCEPTION 'service "%" is not for tqc', service;
    END IF;
    RETURN tqc_emit_xml(kind || CASE WHEN status = 'cancel' THEN '.cancelled'
                                     WHEN service IN ('S0027', 'S0030', 'S0033') THEN '.updated'
                                     ELSE '' END, message);
END
$$;
COMMIT;

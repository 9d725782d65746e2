-- Event types (事件). A definition is never changed in place: define_event appends a
-- row and the highest id of a code is the one in force, because an event is read for
-- ever by the definition under which it was taken.
CREATE TABLE tqc.event_type (
    id          int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    code        text NOT NULL CHECK (code <> ''),
    title       text,
    json_schema jsonb,
    xml_schema  text,
    undoes      text[] NOT NULL DEFAULT '{}',
    amends      text[] NOT NULL DEFAULT '{}',
    match       jsonb NOT NULL DEFAULT '[]',  -- jsonpaths that must agree with the event hit
    context     jsonb NOT NULL DEFAULT '{}',  -- context field -> jsonpath over data
    mapping     jsonb,
    enabled     boolean NOT NULL DEFAULT true,
    defined_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    defined_by  text NOT NULL DEFAULT session_user
);
CREATE INDEX event_type_code ON tqc.event_type (code, id DESC);
COMMENT ON TABLE tqc.event_type IS 'event types (事件), one row a definition; the highest id of a code is in force';
COMMENT ON COLUMN tqc.event_type.id IS 'number of the definition; of one code the highest is in force';
COMMENT ON COLUMN tqc.event_type.code IS 'code of the event type; also its Kafka topic';
COMMENT ON COLUMN tqc.event_type.title IS 'what people call it';
COMMENT ON COLUMN tqc.event_type.json_schema IS 'JSON Schema, draft 7, that data must satisfy; NULL: any data';
COMMENT ON COLUMN tqc.event_type.xml_schema IS 'XSD 1.0 that documents must satisfy; NULL: none';
COMMENT ON COLUMN tqc.event_type.undoes IS 'codes of the types whose latest event an event of this type makes not count';
COMMENT ON COLUMN tqc.event_type.amends IS 'codes of the types over whose latest event''s data its data is laid';
COMMENT ON COLUMN tqc.event_type.match IS 'jsonpaths that must yield equal values in it and in the event it undoes or amends';
COMMENT ON COLUMN tqc.event_type.context IS 'context field to jsonpath over data';
COMMENT ON COLUMN tqc.event_type.mapping IS 'how documents (XML, HL7, other JSON) are read: docs/messages.md; NULL: it takes none';
COMMENT ON COLUMN tqc.event_type.enabled IS 'false: its events are refused';
COMMENT ON COLUMN tqc.event_type.defined_at IS 'when it was defined (real clock)';
COMMENT ON COLUMN tqc.event_type.defined_by IS 'the login that defined it';

-- Hand actions are events too. Their types are reserved: only tqc''s own functions emit them. A
-- dump leaves them out, and the events in it name them by id; so each has its own, below those of
-- users and the same in every version, with room above it for another definition.
INSERT INTO tqc.event_type (id, code, title) OVERRIDING SYSTEM VALUE VALUES
    (-700, 'tqc.close', '手工关闭'), (-600, 'tqc.cancel', '手工取消'), (-500, 'tqc.waive', '豁免'),
    (-400, 'tqc.extend', '延时'), (-300, 'tqc.reassign', '改派'), (-200, 'tqc.reopen', '重新打开'),
    (-100, 'tqc.correct', '数据修正');

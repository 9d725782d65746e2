-- Packs (规则包) as last loaded: what was shipped, to be compared with what a site has made of it.
CREATE TABLE tqc.pack (
    code      text PRIMARY KEY,
    title     text,
    release   int NOT NULL,
    document  jsonb NOT NULL,  -- docs/packs.md
    loaded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    loaded_by text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE tqc.pack IS 'packs (规则包) as last loaded; tqc.pack_status compares them with what is in force';
COMMENT ON COLUMN tqc.pack.code IS 'code of the pack';
COMMENT ON COLUMN tqc.pack.title IS 'what people call it';
COMMENT ON COLUMN tqc.pack.release IS 'number of the release that was loaded';
COMMENT ON COLUMN tqc.pack.document IS 'what was shipped: docs/packs.md';
COMMENT ON COLUMN tqc.pack.loaded_at IS 'when it was loaded (real clock)';
COMMENT ON COLUMN tqc.pack.loaded_by IS 'the login that loaded it';

-- Document types (文书类型) that packs name, by their codes in the national document set.
CREATE TABLE tqc.document_type (
    code  text PRIMARY KEY,
    title text NOT NULL,
    mark  text
);
COMMENT ON TABLE tqc.document_type IS 'document types (文书类型) by code, C0001 to C0053, as packs brought them';
COMMENT ON COLUMN tqc.document_type.code IS 'C0001 to C0053';
COMMENT ON COLUMN tqc.document_type.title IS 'name of the document';
COMMENT ON COLUMN tqc.document_type.mark IS 'A two or more independent sources, B one, M unverified, L the rule of a hospital; NULL: not said';

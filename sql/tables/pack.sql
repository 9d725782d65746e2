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

-- Document types (文书类型) that packs name, by their codes in the national document set.
CREATE TABLE tqc.document_type (
    code  text PRIMARY KEY,
    title text NOT NULL,
    mark  text
);
COMMENT ON TABLE tqc.document_type IS 'document types (文书类型) by code, C0001 to C0053, as packs brought them';

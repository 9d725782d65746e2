-- A document of the installed packs as it stands: read_pack('cn-2010'), read_pack('calendars/cn-work').
-- 42704 if there is none of that name.
CREATE FUNCTION tqc.read_pack(name text) RETURNS jsonb
LANGUAGE c STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'tqc_read_pack';
COMMENT ON FUNCTION tqc.read_pack(text) IS
    'a document of the packs installed with the extension; 42704 if none is installed by that name';

-- JSON merge patch (RFC 7396): what an amending event lays over the earlier one's data.
CREATE FUNCTION tqc.merge_patch(target jsonb, patch jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
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
                field.key, tqc.merge_patch(result -> field.key, field.value));
        END IF;
    END LOOP;
    RETURN result;
END
$$;
COMMENT ON FUNCTION tqc.merge_patch(jsonb, jsonb) IS 'JSON merge patch, RFC 7396';

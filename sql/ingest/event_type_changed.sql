-- Whoever changes the event types, every backend forgets what it knew of them.
CREATE FUNCTION tqc.event_type_changed() RETURNS trigger
LANGUAGE c VOLATILE STRICT PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'tqc_event_type_changed';
COMMENT ON FUNCTION tqc.event_type_changed() IS 'trigger of tqc.event_type: invalidates what backends keep of it';

CREATE TRIGGER event_type_changed
AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON tqc.event_type
FOR EACH STATEMENT EXECUTE FUNCTION tqc.event_type_changed();

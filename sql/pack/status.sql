-- What has become of the packs that were loaded, item by item.
--   as shipped   in force as the pack has it
--   changed      the site has another definition
--   disabled     as shipped but switched off; enabled: shipped switched off and switched on
--   missing      not there at all
-- `sites`: those that have a line of their own of the rule.
CREATE FUNCTION tqc.pack_status(name text DEFAULT NULL)
RETURNS TABLE(pack text, kind text, code text, status text, sites text[], title text, clause text, source text,
              mark text, responsible text, shipped jsonb, current jsonb)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT p.code, i.kind, i.code,
           CASE WHEN c.form IS NULL THEN 'missing'
                WHEN c.form <> i.form THEN 'changed'
                WHEN c.enabled = i.enabled THEN 'as shipped'
                WHEN c.enabled THEN 'enabled'
                ELSE 'disabled' END,
           ARRAY(SELECT s.site FROM (SELECT DISTINCT ON (r.site) r.site, r.state FROM tqc.rule r
                                      WHERE i.kind = 'rule' AND r.code = i.code AND r.site <> '*'
                                        AND r.effective_from <= tqc.now()
                                      ORDER BY r.site, r.effective_from DESC, r.version DESC) s
                  WHERE s.state <> 'removed' ORDER BY s.site),
           i.about ->> 'title', i.about ->> 'clause', i.about ->> 'source', i.about ->> 'mark',
           i.about ->> 'responsible', i.form, c.form
      FROM tqc.pack p
     CROSS JOIN LATERAL tqc.pack_items(p.document) i
      LEFT JOIN LATERAL tqc.pack_current(i.kind, i.code) c ON true
     WHERE pack_status.name IS NULL OR p.code = pack_status.name
     ORDER BY p.code, i.kind, i.ord;
END;
COMMENT ON FUNCTION tqc.pack_status(text) IS
    'the items of the loaded packs beside what is in force: what a site has changed';

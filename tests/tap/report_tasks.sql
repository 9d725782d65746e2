-- Reports over a handful of tasks whose figures were worked out by hand.
SELECT no_plan();
SELECT tqc.set_clock('2026-01-05 08:00+08', 0);
SELECT tqc.define_event('admission', context => '{"ward": "$.ward"}');
SELECT tqc.define_event(code) FROM unnest(ARRAY['note', 'archive', 'death', 'antibiotic']) code;

SELECT tqc.put_rule('first-note', '{"title": "首次病程记录", "category": "documentation",
  "open": {"on": "admission"}, "due": {"within": "PT8H"}, "close": {"on": "note"},
  "miss": {"on": "archive"}, "cancel": {"on": "death"}}');
SELECT tqc.put_rule('no-antibiotic', '{"title": "24小时内不用抗菌药", "open": {"on": "admission"}, "due": {"within": "P1D"},
  "close": {"on": "antibiotic"}, "forbid": true, "cancel": {"on": "death"}}');
SELECT tqc.put_rule('tomorrow', '{"open": {"on": "admission", "delay": "P1D"}, "close": {"on": "note"}}', 'north');

-- All are admitted at 08:00 and due at 16:00.
SELECT public.tqc_emit('admission', visit, jsonb_build_object('ward', ward), site => site)
FROM (VALUES ('V1', 'W1', 'main'), ('V2', 'W1', 'main'), ('V3', 'W1', 'main'), ('V4', 'W2', 'main'), ('V5', 'W2', 'main'),
             ('V6', NULL, 'main'), ('N1', 'W1', 'north')) AS v (visit, ward, site);
SELECT tqc.set_clock('2026-01-05 20:00+08', 0);
SELECT public.tqc_emit(type, visit, occurred_at => at, site => site)
FROM (VALUES ('note', 'V1', timestamptz '2026-01-05 10:00+08', 'main'),   -- met after 2 h
             ('note', 'V2', '2026-01-05 14:00+08', 'main'),               -- met after 6 h
             ('note', 'V3', '2026-01-05 19:00+08', 'main'),               -- late by 3 h, after 11 h
             ('archive', 'V4', '2026-01-05 17:00+08', 'main'),            -- missed, 1 h past the due time
             ('death', 'V6', '2026-01-05 09:00+08', 'main'),              -- cancelled
             ('antibiotic', 'V1', '2026-01-05 12:00+08', 'main')          -- violates
     ) AS e (type, visit, at, site);                                      -- V5, N1: overdue by 4 h
SELECT tqc.step();

SELECT results_eq(
  $$SELECT subject, status, judged, ward, elapsed, overdue_by FROM tqc.report_task WHERE rule = 'first-note' ORDER BY subject$$,
  $$VALUES ('N1', 'overdue', true, 'W1', interval '12 h', interval '4 h'),
           ('V1', 'met', true, 'W1', '2 h', NULL),
           ('V2', 'met', true, 'W1', '6 h', NULL),
           ('V3', 'late', true, 'W1', '11 h', '3 h'),
           ('V4', 'missed', true, 'W2', '9 h', '1 h'),
           ('V5', 'overdue', true, 'W2', '12 h', '4 h'),
           ('V6', 'cancelled', false, NULL, '1 h', NULL)$$,
  'one row a task');
SELECT is((SELECT (title, category, rule_version)::text FROM tqc.report_task WHERE rule = 'first-note' AND subject = 'V1'),
          ('首次病程记录', 'documentation', 1)::text, 'with title and category of its version');

SELECT results_eq(
  $$SELECT site, rule, title, category, opened, waiting, open, overdue, met, late, missed, violated, replaced, cancelled,
           waived, judged, met_rate
      FROM tqc.report_by_rule ORDER BY rule, site$$,
  $$VALUES ('main', 'first-note', '首次病程记录', 'documentation', 6::bigint, 0::bigint, 0::bigint, 1::bigint, 2::bigint, 1::bigint,
            1::bigint, 0::bigint, 0::bigint, 1::bigint, 0::bigint, 5::bigint, 0.4),
           ('north', 'first-note', '首次病程记录', 'documentation', 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0),
           ('main', 'no-antibiotic', '24小时内不用抗菌药', NULL, 6, 0, 4, 0, 0, 0, 0, 1, 0, 1, 0, 1, 0),
           ('north', 'no-antibiotic', '24小时内不用抗菌药', NULL, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL),
           ('north', 'tomorrow', 'tomorrow', NULL, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL)$$,
  'by rule: each status, and the met rate of what is judged');
-- Elapsed 2, 6 and 11 h: the 95th percentile lies 0.9 of the way from 6 to 11. Lateness 1, 3 and 4 h.
SELECT results_eq(
  $$SELECT elapsed_median, elapsed_p95, lateness_median, lateness_p95
      FROM tqc.report_by_rule WHERE rule = 'first-note' AND site = 'main'$$,
  $$VALUES (interval '6 h', interval '10 h 30 min', interval '3 h', interval '3 h 54 min')$$,
  'median and 95th percentile, of what was done and of what is past its due time');
SELECT results_eq(
  $$SELECT site, ward, opened, overdue, met, late, missed, violated, cancelled, judged, met_rate FROM tqc.report_by_ward ORDER BY site, ward$$,
  $$VALUES ('main', 'W1', 6::bigint, 0::bigint, 2::bigint, 1::bigint, 0::bigint, 1::bigint, 0::bigint, 4::bigint, 0.5),
           ('main', 'W2', 4, 1, 0, 0, 1, 0, 0, 2, 0),
           ('main', NULL, 2, 0, 0, 0, 0, 0, 2, 0, NULL),
           ('north', 'W1', 2, 1, 0, 0, 0, 0, 0, 1, 0)$$,
  'by ward of the opening context');
SELECT results_eq(
  $$SELECT site, day, opened, met, late, missed, judged, met_rate, elapsed_median FROM tqc.report_by_day ORDER BY site, day$$,
  $$VALUES ('main', date '2026-01-05', 12::bigint, 2::bigint, 1::bigint, 1::bigint, 6::bigint, 0.3333, interval '6 h'),
           ('north', '2026-01-05', 2, 0, 0, 0, 1, 0, NULL),
           ('north', '2026-01-06', 0, 0, 0, 0, 0, NULL, NULL)$$,
  'by the day on which they opened');
-- 00:30 in Shanghai is the day before in UTC.
SELECT tqc.define_event('signed');
SELECT tqc.put_rule('shared', '{"open": {"on": "signed"}, "due": {"within": "PT1H"}, "close": {"on": "note"},
  "receivers": ["{{data.who}}"]}');
SELECT tqc.set_clock('2026-01-08 01:00+08', 0);
SELECT public.tqc_emit('signed', visit, jsonb_build_object('who', who), occurred_at => '2026-01-08 00:30+08', site => 'west')
FROM (VALUES ('S1', '["dr-li", "dr-wu"]'::jsonb), ('S2', '["dr-li"]'), ('S3', '[]')) v (visit, who);
SELECT public.tqc_emit('note', 'S1', occurred_at => '2026-01-08 00:45+08', site => 'west');
SELECT tqc.step();
SELECT results_eq(
  $$SELECT receiver, opened, open, met, met_rate FROM tqc.report_by_receiver WHERE site = 'west' ORDER BY receiver$$,
  $$VALUES ('dr-li', 2::bigint, 1::bigint, 1::bigint, 1.0), ('dr-wu', 1, 0, 1, 1.0), (NULL, 1, 1, 0, NULL)$$,
  'by receiver: a task counts for each of its receivers, one without for NULL');
SET TimeZone = 'UTC';
SELECT results_eq($$SELECT day, opened FROM tqc.report_by_day WHERE site = 'west'$$, $$VALUES (date '2026-01-08', 3::bigint)$$,
                  'days are those of tqc.timezone, not of the session');

-- What the fold no longer yields is in no report.
SELECT public.tqc_emit('admission', 'V7', '{"ward": "W9"}', occurred_at => '2026-01-05 19:30+08');
SELECT tqc.step();
SELECT is((SELECT opened FROM tqc.report_by_ward WHERE ward = 'W9'), 2::bigint, 'an admission');
SELECT tqc.define_event('admission.cancelled', undoes => '{admission}');
SELECT public.tqc_emit('admission.cancelled', 'V7');
SELECT tqc.step();
SELECT is_empty($$SELECT FROM tqc.report_by_ward WHERE ward = 'W9'$$, 'withdrawn by its undo');

SELECT is_empty(
  $$SELECT attrelid::regclass, attname FROM pg_attribute
     WHERE attrelid IN ('tqc.report_task'::regclass, 'tqc.report_by_rule'::regclass, 'tqc.report_by_ward'::regclass,
                      'tqc.report_by_receiver'::regclass, 'tqc.report_by_day'::regclass)
       AND attnum > 0 AND col_description(attrelid, attnum) IS NULL$$,
  'every column of a report is documented');

SELECT finish();

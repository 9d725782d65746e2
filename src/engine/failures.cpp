#include "engine/failures.h"

namespace tqc::engine {

namespace {

struct Columns {
  pg::Column seqs{INT8OID}, rules{TEXTOID}, stages{TEXTOID}, states{TEXTOID}, messages{TEXTOID},
      sites{TEXTOID}, subjects{TEXTOID};

  std::vector<pg::Arg> arrays() const {
    return {seqs.array(),     rules.array(), stages.array(),  states.array(),
            messages.array(), sites.array(), subjects.array()};
  }
};

void write_voided(Batch& batch) {
  static pg::Statement clear("DELETE FROM tqc.voided WHERE event_seq = ANY ($1)", {INT8ARRAYOID});
  static pg::Statement insert(
      "INSERT INTO tqc.voided (event_seq, by_seq) SELECT * FROM unnest($1, $2)",
      {INT8ARRAYOID, INT8ARRAYOID});
  pg::Column all(INT8OID), seqs(INT8OID), by(INT8OID);
  for (auto& w : batch.works()) {
    if (!w->rewrites) continue;
    for (const LogEvent& e : w->events) all.add(pg::int8_arg(e.seq));
    for (const Voided& v : w->result.voided) {
      seqs.add(pg::int8_arg(v.event_seq));
      by.add(pg::int8_arg(v.by_seq));
    }
  }
  if (all.size() > 0) clear.run({all.array()});
  if (seqs.size() > 0) insert.run({seqs.array(), by.array()});
}

}  // namespace

void write_failures(Batch& batch) {
  // A failure that somebody discarded stays discarded; one that was resolved may come back.
  static pg::Statement insert(
      "INSERT INTO tqc.failure (event_seq, rule, stage, sqlstate, message, site, subject, payload)"
      "SELECT u.event_seq, u.rule, u.stage, u.sqlstate, u.message, u.site, u.subject, e.data"
      "  FROM (SELECT DISTINCT ON (1, 2, 3) * FROM unnest($1, $2, $3, $4, $5, $6, $7)"
      "          f(event_seq, rule, stage, sqlstate, message, site, subject)) u"
      "  LEFT JOIN tqc.event_log e ON e.seq = u.event_seq"
      " WHERE NOT EXISTS ("
      "   SELECT FROM tqc.failure f WHERE f.event_seq = u.event_seq AND f.stage = u.stage"
      "      AND f.rule IS NOT DISTINCT FROM u.rule"
      "      AND (f.resolved_at IS NULL OR f.resolution IS DISTINCT FROM 'refolded'))",
      {INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID,
       TEXTARRAYOID});
  static pg::Statement resolve(
      "UPDATE tqc.failure f SET resolved_at = clock_timestamp(), resolution = 'refolded'"
      "  FROM unnest($1, $2) s(site, subject),"
      "  LATERAL (SELECT r.ctid FROM tqc.failure r WHERE r.site = s.site AND r.subject = s.subject"
      "              AND r.resolved_at IS NULL OFFSET 0) at"
      " WHERE f.ctid = at.ctid AND f.stage <> 'emit' AND f.event_seq IS NOT NULL"
      "   AND NOT EXISTS (SELECT FROM unnest($3, $4, $5) u(event_seq, rule, stage)"
      "                    WHERE u.event_seq = f.event_seq AND u.stage = f.stage"
      "                      AND u.rule IS NOT DISTINCT FROM f.rule)",
      {TEXTARRAYOID, TEXTARRAYOID, INT8ARRAYOID, TEXTARRAYOID, TEXTARRAYOID});

  Columns c;
  pg::Column sites(TEXTOID), subjects(TEXTOID);
  for (auto& w : batch.works()) {
    if (w->from_beginning) {
      sites.add(pg::text_arg(w->subject.site));
      subjects.add(pg::text_arg(w->subject.subject));
    }
    for (const Failure& f : w->result.failures) {
      c.seqs.add(pg::int8_arg(f.event_seq));
      c.rules.add(f.rule.empty() ? pg::Arg() : pg::text_arg(f.rule));
      c.stages.add(pg::text_arg(f.stage));
      c.states.add(pg::text_arg(f.sqlstate));
      c.messages.add(pg::text_arg(f.detail.empty() ? f.message : f.message + ": " + f.detail));
      c.sites.add(pg::text_arg(w->subject.site));
      c.subjects.add(pg::text_arg(w->subject.subject));
    }
  }
  if (sites.size() > 0) {
    resolve.run(
        {sites.array(), subjects.array(), c.seqs.array(), c.rules.array(), c.stages.array()});
  }
  if (c.seqs.size() > 0) insert.run(c.arrays());
  write_voided(batch);
}

}  // namespace tqc::engine

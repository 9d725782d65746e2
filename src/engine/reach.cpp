#include "engine/reach.h"

#include <algorithm>

namespace tqc::engine {

namespace {

// Subjects of this engine that have an event of these types from an instant on. The rules of
// a site concern only its own subjects.
void queue(const Cursor& cursor, const std::vector<std::string>& types, const std::string& site,
           Time from, Time now) {
  static pg::Statement insert(
      "INSERT INTO tqc.refold (site, subject, reason)"
      "SELECT DISTINCT e.site, e.subject, 'rule' FROM tqc.event_log e"
      " WHERE e.type_id = ANY (ARRAY(SELECT t.id FROM tqc.event_type t WHERE t.code = ANY ($3)))"
      "   AND e.occurred_at >= $5 AND e.occurred_at <= $6 AND ($4 = '*' OR e.site = $4)"
      "   AND ($1 = 1 OR tqc.engine_of(e.site, e.subject, $1) = $2)",
      {INT4OID, INT4OID, TEXTARRAYOID, TEXTOID, TIMESTAMPTZOID, TIMESTAMPTZOID});
  insert.run({pg::int4_arg(cursor.engines), pg::int4_arg(cursor.engine),
              pg::Arg(pg::to_text_array(types)), pg::text_arg(site), pg::time_arg(from),
              pg::time_arg(now)});
}

void queue_all(const Cursor& cursor) {
  static pg::Statement insert(
      "INSERT INTO tqc.refold (site, subject, reason)"
      "SELECT s.site, s.subject, 'clock' FROM tqc.subject s"
      " WHERE $1 = 1 OR tqc.engine_of(s.site, s.subject, $1) = $2",
      {INT4OID, INT4OID});
  insert.run({pg::int4_arg(cursor.engines), pg::int4_arg(cursor.engine)});
}

// The types that open the rule under any version: under the new one tasks may appear, under
// an older one there may be tasks to go.
std::vector<std::string> opening_types(const Rule& rule) {
  std::vector<std::string> types;
  for (const auto& [site, line] : rule.lines) {
    for (const RuleVersion* v : line) {
      for (const auto& section : v->definition->open) {
        types.insert(types.end(), section.on.begin(), section.on.end());
      }
    }
  }
  std::sort(types.begin(), types.end());
  types.erase(std::unique(types.begin(), types.end()), types.end());
  return types;
}

bool first_never(const Rule& rule, const RuleVersion& version) {
  if (!version.definition->never()) return false;
  for (const auto& [site, line] : rule.lines) {
    for (const RuleVersion* v : line) {
      if (v->id < version.id && v->definition->never()) return false;
    }
  }
  return true;
}

}  // namespace

bool reach_into_past(Cursor& cursor, const RuleBook& book, int highest, const pg::Clock& clock,
                     Time now) {
  bool moved = false;
  if (clock.generation != cursor.generation) {
    cursor.generation = clock.generation;
    cursor.alarm_floor = kAlways;
    if (!cursor.at_beginning()) queue_all(cursor);
    moved = true;
  }
  for (std::int32_t id = cursor.rules + 1; id <= highest; ++id) {
    const RuleVersion* v = book.version(id);
    if (v == nullptr) continue;
    // With its first `never` a rule begins to count openers, from the very first.
    Time from = first_never(*v->rule, *v) ? kAlways : v->effective_from;
    if (from <= now && !cursor.at_beginning())
      queue(cursor, opening_types(*v->rule), v->site, from, now);
  }
  if (cursor.rules != highest) {
    cursor.rules = static_cast<std::int32_t>(highest);
    moved = true;
  }
  return moved;
}

}  // namespace tqc::engine

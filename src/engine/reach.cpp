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

// Subjects of this engine whose tasks new calendar versions concern: of the rules that name the
// calendar those that run (a version to come gives them an alarm), that have run since the version
// is valid, and that could not be opened. The earliest version of a calendar holds for all time
// before.
void queue_calendars(const Cursor& cursor, int highest) {
  static pg::Statement insert(
      "WITH changed AS ("
      "  SELECT v.code, CASE WHEN EXISTS (SELECT FROM tqc.calendar_version o"
      "                                    WHERE o.code = v.code AND o.id <= $4"
      "                                      AND (o.valid_from, o.version) < (v.valid_from, "
      "v.version))"
      "                      THEN v.valid_from ELSE '-infinity' END AS since"
      "    FROM tqc.calendar_version v WHERE v.id > $3 AND v.id <= $4),"
      " ruled AS ("
      "  SELECT r.code, min(c.since) AS since FROM tqc.rule r, changed c"
      "   WHERE jsonb_path_exists(r.definition, '$.**.calendar ? (@ == $code)',"
      "                           jsonb_build_object('code', c.code))"
      "   GROUP BY r.code)"
      "INSERT INTO tqc.refold (site, subject, reason)"
      " SELECT e.site, e.subject, 'calendar' FROM ("
      "  SELECT s.site, s.subject FROM ruled r"
      "    JOIN tqc.task_row t ON t.rule = r.code AND (t.closed_at IS NULL OR t.closed_at >= "
      "r.since"
      "                                                OR t.opened_at >= r.since)"
      "    JOIN tqc.subject s ON s.id = t.subject_id"
      "  UNION"
      "  SELECT f.site, f.subject FROM ruled r"
      "    JOIN tqc.failure f ON f.rule = r.code AND f.resolved_at IS NULL) e"
      " WHERE $1 = 1 OR tqc.engine_of(e.site, e.subject, $1) = $2",
      {INT4OID, INT4OID, INT4OID, INT4OID});
  insert.run({pg::int4_arg(cursor.engines), pg::int4_arg(cursor.engine),
              pg::int4_arg(cursor.calendars), pg::int4_arg(highest)});
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

bool reach_into_past(Cursor& cursor, const RuleBook& book, const Highest& highest,
                     const pg::Clock& clock, Time now) {
  bool moved = false;
  if (clock.generation != cursor.generation) {
    cursor.generation = clock.generation;
    cursor.alarm_floor = kAlways;
    if (!cursor.at_beginning()) queue_all(cursor);
    moved = true;
  }
  for (std::int32_t id = cursor.rules + 1; id <= highest.rule; ++id) {
    const RuleVersion* v = book.version(id);
    if (v == nullptr) continue;
    // With its first `never` a rule begins to count openers, from the very first.
    Time from = first_never(*v->rule, *v) ? kAlways : v->effective_from;
    if (from <= now && !cursor.at_beginning())
      queue(cursor, opening_types(*v->rule), v->site, from, now);
  }
  if (highest.calendar > cursor.calendars && !cursor.at_beginning())
    queue_calendars(cursor, highest.calendar);
  if (cursor.rules != highest.rule || cursor.calendars != highest.calendar) {
    cursor.rules = highest.rule;
    cursor.calendars = highest.calendar;
    moved = true;
  }
  return moved;
}

}  // namespace tqc::engine

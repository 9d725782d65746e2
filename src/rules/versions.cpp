#include "rules/versions.h"

#include "ipc/bell.h"

namespace tqc::rules {

using pg::Statement;
using pg::text_arg;
using pg::time_arg;

void lock_rules() {
  static Statement statement("LOCK TABLE tqc.rule IN SHARE ROW EXCLUSIVE MODE", {});
  statement.run({});
}

bool code_exists(const std::string& code) {
  static Statement statement("SELECT FROM tqc.rule WHERE code = $1 LIMIT 1", {TEXTOID});
  return !statement.run({text_arg(code)}).empty();
}

bool line_exists(const std::string& code, const std::string& site) {
  static Statement statement("SELECT FROM tqc.rule WHERE code = $1 AND site = $2 LIMIT 1",
                             {TEXTOID, TEXTOID});
  return !statement.run({text_arg(code), text_arg(site)}).empty();
}

std::optional<Version> in_force(const std::string& code, const std::string& site, Time at,
                                const pg::Arg& definition) {
  static Statement statement(
      "SELECT version, state, definition, definition IS NOT DISTINCT FROM $4"
      "  FROM tqc.rule WHERE code = $1 AND site = $2 AND effective_from <= $3"
      " ORDER BY effective_from DESC, version DESC LIMIT 1",
      {TEXTOID, TEXTOID, TIMESTAMPTZOID, JSONBOID});
  pg::Rows rows = statement.run({text_arg(code), text_arg(site), time_arg(at), definition});
  if (rows.empty()) return std::nullopt;
  return Version{rows.int4(0, 1), *rows.string(0, 2), *rows.datum(0, 3), rows.boolean(0, 4)};
}

std::vector<std::string> opening_types(const std::string& code) {
  static Statement statement(
      "SELECT DISTINCT t #>> '{}' FROM tqc.rule, jsonb_path_query(definition, '$.open.on[*]') t"
      " WHERE code = $1",
      {TEXTOID});
  pg::Rows rows = statement.run({text_arg(code)});
  std::vector<std::string> types;
  for (uint64 i = 0; i < rows.size(); ++i) types.push_back(*rows.string(i, 1));
  return types;
}

// ORDER BY and LIMIT hold the planner to the index, whatever it believes of a type's share.
bool log_holds_any(const std::vector<std::string>& types) {
  static Statement statement(
      "SELECT FROM tqc.event_type t, LATERAL (SELECT FROM tqc.event_log e"
      "  WHERE e.type_id = t.id ORDER BY e.occurred_at LIMIT 1) e"
      " WHERE t.code = ANY ($1) LIMIT 1",
      {TEXTARRAYOID});
  return !statement.run({pg::to_text_array(types)}).empty();
}

int32 append(const std::string& code, const std::string& site, Time effective_from,
             const char* state, Datum definition) {
  static Statement statement(
      "INSERT INTO tqc.rule (code, version, site, effective_from, state, definition)"
      " SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5 FROM tqc.rule WHERE code = $1"
      // The number is free, unless an older snapshot does not see who took it: then this makes it
      // a serialization failure, which says that trying again helps.
      " ON CONFLICT (code, version) DO NOTHING RETURNING version",
      {TEXTOID, TEXTOID, TIMESTAMPTZOID, TEXTOID, JSONBOID});
  pg::Rows rows = statement.run(
      {text_arg(code), text_arg(site), time_arg(effective_from), text_arg(state), definition});
  ipc::ring_on_commit();
  return rows.int4(0, 1);
}

}  // namespace tqc::rules

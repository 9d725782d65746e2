// tqc.put_rule and tqc.check_rule: a definition is parsed before it is stored, so that the
// engine never meets one it does not understand.
#include <string>
#include <vector>

#include "core/definition.h"
#include "pg/jsonpath.h"
#include "rules/arguments.h"
#include "rules/versions.h"

namespace tqc::rules {

namespace {

Definition checked_definition(Datum definition) {
  return parse_definition(pg::jsonb_text(definition), pg::jsonpath_fault);
}

/// When a version without effective_from begins.
///
/// A change of what is in force begins now. What has nothing before it begins with the
/// beginning of time, so that events which come later but happened earlier are ruled too,
/// as long as that changes nothing: no event that it or the rule's other lines open by is
/// in the log. If there is one, the author of a new rule must say whether it counts, while
/// a site that leaves the common line leaves it now.
Time default_start(const std::string& code, const std::string& site, const Definition& definition,
                   Time now) {
  if (line_exists(code, site)) return now;
  std::vector<std::string> types = opening_types(code);
  const bool new_rule = types.empty();
  for (const auto& section : definition.open) {
    types.insert(types.end(), section.on.begin(), section.on.end());
  }
  if (!log_holds_any(types)) return kAlways;
  if (!new_rule) return now;
  throw Error(
      sqlstate::kDefinitionRefused,
      "effective_from is required for the first version of rule \"" + code + "\"",
      "The log already holds events that would open it.",
      "Give effective_from: '-infinity' to rule them too, or tqc.now() to leave them alone.");
}

int32 put_rule(const std::string& code, Datum definition, const std::string& site, bool start_given,
               Time start) {
  Definition parsed = checked_definition(definition);
  pg::SpiSession spi;
  lock_rules();
  auto current = in_force(code, site, start, definition);
  if (current && current->state == "active" && current->same_definition) return current->version;
  if (!start_given) start = default_start(code, site, parsed, start);
  return append(code, site, start, "active", definition);
}

}  // namespace
}  // namespace tqc::rules

TQC_FUNCTION(tqc_put_rule) {
  using namespace tqc::rules;
  std::string code = required_text(fcinfo, 0, "rule code");
  if (PG_ARGISNULL(1)) {
    throw tqc::Error(tqc::sqlstate::kDefinitionRefused, "definition must not be null");
  }
  std::string site = required_text(fcinfo, 2, "site");
  tqc::Time start = effective_from(fcinfo, 3);
  PG_RETURN_INT32(put_rule(code, PG_GETARG_DATUM(1), site, !PG_ARGISNULL(3), start));
}

TQC_FUNCTION(tqc_check_rule) {
  tqc::rules::checked_definition(PG_GETARG_DATUM(0));
  PG_RETURN_VOID();
}

// tqc.disable_rule, tqc.enable_rule, tqc.remove_site_rule: versions that carry on the
// definition in force under another state.
//
//   active   -> disabled (disable_rule) -> active (enable_rule)
//   active or disabled, of a site's own line -> removed (remove_site_rule): '*' rules again
//   removed or no line of its own -> active (put_rule), disabled (disable_rule)
#include <optional>
#include <string>

#include "rules/arguments.h"
#include "rules/versions.h"

namespace tqc::rules {

namespace {

constexpr const char* kUndefinedObject = "42704";

struct Request {
  std::string code;
  std::string site;
  Time at;
};

std::string name(const Request& r) {
  std::string text = "rule \"" + r.code + "\"";
  return r.site == "*" ? text : text + " of site \"" + r.site + "\"";
}

[[noreturn]] void wrong_state(const std::string& message, std::string hint = {}) {
  throw Error(sqlstate::kWrongState, message, {}, std::move(hint));
}

Request read(FunctionCallInfo fcinfo) {
  Request r{required_text(fcinfo, 0, "rule code"), required_text(fcinfo, 1, "site"),
            effective_from(fcinfo, 2)};
  return r;
}

void expect_known(const Request& r) {
  if (!code_exists(r.code)) throw Error(kUndefinedObject, "rule \"" + r.code + "\" does not exist");
}

/// What rules at the site: its own line, or that of '*' where it has none in force.
std::optional<Version> ruling(const Request& r) {
  auto own = in_force(r.code, r.site, r.at);
  if (own && own->state != "removed") return own;
  if (r.site == "*") return std::nullopt;
  return in_force(r.code, "*", r.at);
}

int32 disable(const Request& r) {
  auto current = ruling(r);
  if (!current) wrong_state(name(r) + " has no version in force");
  if (current->state == "disabled") wrong_state(name(r) + " is already disabled");
  return append(r.code, r.site, r.at, "disabled", current->definition);
}

int32 enable(const Request& r) {
  auto current = in_force(r.code, r.site, r.at);
  if (!current || current->state != "disabled") wrong_state(name(r) + " is not disabled");
  return append(r.code, r.site, r.at, "active", current->definition);
}

int32 remove(const Request& r) {
  if (r.site == "*") {
    wrong_state("the line '*' of rule \"" + r.code + "\" cannot be removed",
                "Use tqc.disable_rule to open no more tasks by it.");
  }
  auto current = in_force(r.code, r.site, r.at);
  if (!current || current->state == "removed") {
    wrong_state("rule \"" + r.code + "\" has no line of its own for site \"" + r.site + "\"");
  }
  return append(r.code, r.site, r.at, "removed", current->definition);
}

int32 change(FunctionCallInfo fcinfo, int32 (*act)(const Request&)) {
  Request r = read(fcinfo);
  pg::SpiSession spi;
  lock_rules();
  expect_known(r);
  return act(r);
}

}  // namespace
}  // namespace tqc::rules

TQC_FUNCTION(tqc_disable_rule) { PG_RETURN_INT32(tqc::rules::change(fcinfo, tqc::rules::disable)); }

TQC_FUNCTION(tqc_enable_rule) { PG_RETURN_INT32(tqc::rules::change(fcinfo, tqc::rules::enable)); }

TQC_FUNCTION(tqc_remove_site_rule) {
  PG_RETURN_INT32(tqc::rules::change(fcinfo, tqc::rules::remove));
}

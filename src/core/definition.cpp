#include "core/definition.h"

#include <algorithm>

#include "core/definition_parser.h"
#include "core/json_reader.h"
#include "core/pure.h"

namespace tqc {

namespace {

bool uses_open(const Section& section) {
  return section.when && (section.when->variables & Expr::kOpen) != 0;
}

bool uses_data(const Template& t) {
  return std::any_of(t.parts.begin(), t.parts.end(), [](const Template::Part& part) {
    return part.kind == Template::Part::Kind::data;
  });
}

bool asks_open(const Due& due) { return due.when && (due.when->variables & Expr::kOpen) != 0; }

bool keeps_open_data(const Definition& d) {
  if (std::any_of(d.due.begin(), d.due.end(), asks_open)) return true;
  if (std::any_of(d.close.begin(), d.close.end(), uses_open)) return true;
  if (std::any_of(d.cancel.begin(), d.cancel.end(), uses_open)) return true;
  if (std::any_of(d.miss.begin(), d.miss.end(), uses_open)) return true;
  bool delayed = std::any_of(d.open.begin(), d.open.end(),
                             [](const OpenSection& open) { return !open.delay.zero(); });
  bool by_data = std::any_of(d.receivers.begin(), d.receivers.end(), uses_data);
  if (by_data && (d.follow || delayed || d.repeat)) return true;
  if (d.message && uses_data(*d.message)) return true;
  return std::any_of(d.reminders.begin(), d.reminders.end(), [](const Reminder& reminder) {
    return std::any_of(reminder.to.begin(), reminder.to.end(), uses_data);
  });
}

}  // namespace

bool Definition::never() const {
  return std::any_of(open.begin(), open.end(),
                     [](const OpenSection& section) { return section.again == Again::never; });
}

const std::string& Definition::calendar() const {
  static const std::string kAlwaysOpen = "always";
  return due.empty() ? kAlwaysOpen : due.front().calendar;
}

Definition parse_definition(std::string_view text, PathCheck path_ok) {
  json::Json document;
  try {
    document = json::Json::parse(text);
  } catch (const json::Json::exception& e) {
    throw Error(sqlstate::kDefinitionRefused, "definition is not valid JSON", e.what());
  }
  json::Node top(document, "");
  Definition definition = DefinitionParser(path_ok).parse(top);
  check_whole(top, definition);
  definition.keeps_open_data = keeps_open_data(definition);
  return definition;
}

}  // namespace tqc

// Scenarios that read as a ward tells them:
//
//   Scenario s;
//   s.rule("first-note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
//                            "close": {"on": "note"}})");
//   s.event("08:00", "admission");
//   EXPECT_EQ(s.at("16:00"), "first-note open, due 16:00");
//
// Each look at the tasks folds four times, whole and following the events as they arrived, in time
// or all of them late, and as they occurred, and fails the test unless all agree.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/calendar_definition.h"
#include "support/json_facts.h"
#include "support/ledger.h"
#include "support/listed_zone.h"
#include "support/ward_time.h"

namespace tqc::test {

class Scenario {
 public:
  explicit Scenario(std::string site = "main") : subject_{std::move(site), "V1001"} {}

  /// Events of a type that only occurs need no definition.
  ///   {"undoes": […], "amends": […], "match": […], "context": {…}}
  void type(const std::string& code, std::string_view definition);

  struct Line {
    std::string site = "*";
    std::string from = {};  // effective_from; empty: always
    RuleVersion::State state = RuleVersion::State::active;
  };
  /// Adds a version of a rule; returns its number among those of its code.
  int rule(const std::string& code, std::string_view definition, const Line& line);
  int rule(const std::string& code, std::string_view definition) {
    return rule(code, definition, {});
  }

  /// A version of a calendar, valid from an instant on (empty: always), in UTC unless said.
  void calendar(const std::string& code, std::string_view week, std::string_view days = "{}",
                std::string_view from = "", ZonePtr zone = ZonePtr(ZonePtr(), &utc()));
  /// The zone of the calendar `always`; UTC unless said. Times are told in UTC all the same.
  void live_in(ZonePtr zone);

  /// An event arrives, in the order of the calls; returns its seq.
  std::int64_t event(std::string_view occurred, const std::string& type,
                     std::string_view data = "{}", std::optional<std::int64_t> sequence = {});

  /// A hand action ("close", "extend", …) on the task that `opened_by` opened.
  struct Of {
    std::string rule;
    std::int64_t opened_by = 0;  // 0: with again: never
    std::string key = {};
    std::int64_t number = 1;
    std::string window = {};  // its start, instead of the number
  };
  std::int64_t by_hand(std::string_view occurred, const std::string& action, const Of& task,
                       std::string_view data = "{}");

  /// The tasks as of `now`: `rule["key"] status when, due when -> receivers`, joined by "; ".
  std::string at(std::string_view now) { return at(on(now)); }
  std::string at(Time now);
  /// The reminders and overdue marks up to then: `rule step planned -> receivers`.
  std::string effects(std::string_view now);
  /// All transitions up to then, in the order they came about: `rule kind when`.
  std::string history(std::string_view now);
  /// What fails up to then: `event-type: stage rule`.
  std::string failures(std::string_view now);
  /// What does not count: `seq by seq`.
  std::string voided(std::string_view now);
  std::string alarm(std::string_view now);

  /// The one task there is, whole.
  Row task(std::string_view now);
  /// How often the whole history was needed when events arrived one by one.
  int whole_folds(std::string_view now);

 private:
  Outcome fold(Time now);
  /// One by one; `clock`: when following begins.
  Outcome follow(const RuleBook& book, std::vector<Event> events, Time now, int& whole_folds,
                 Time clock = kAlways);

  Subject subject_;
  JsonFacts facts_;
  std::map<std::string, EventType> types_;
  std::vector<RuleVersion> versions_;
  std::vector<Event> events_;
  std::vector<CalendarVersion> calendars_;
  ZonePtr zone_ = ZonePtr(ZonePtr(), &utc());  // of `always`
};

}  // namespace tqc::test

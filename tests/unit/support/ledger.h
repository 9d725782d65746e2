// What the engine makes of folds, in memory: the rows of tqc.task, the effects by name, the
// open failures.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "core/fold.h"
#include "support/json_facts.h"

namespace tqc::test {

/// What tqc.task shows of a task beside its name.
struct Row {
  std::int32_t version = 0;
  Status status = Status::open;
  Time anchor = 0;
  Time opened_at = 0;
  Time due = kNever;
  Time overdue_at = kNever;
  Time closed_at = kNever;
  std::int64_t closed_by = 0;
  std::string reason;
  std::vector<std::string> receivers;
  std::string message;
  std::string context;
  std::int32_t number = 1;
  Time paused_at = kNever;
  Time paused = 0;
  Time elapsed = 0;

  bool operator==(const Row&) const = default;
};

using EffectName = std::tuple<TaskName, std::string, Time>;              // task, step, planned
using FailureName = std::tuple<std::int64_t, std::string, std::string>;  // event, rule, stage

struct Outcome {
  std::map<TaskName, Row> tasks;
  std::map<EffectName, std::vector<std::string>> effects;  // with their receivers
  std::set<FailureName> failures;
  std::map<std::int64_t, std::int64_t> voided;  // by which event
  Time alarm = kNever;
};

/// The function itself: one fold of everything.
Outcome whole_fold(const RuleBook& book, JsonFacts& facts, const Subject& subject,
                   const std::vector<Event>& events, Time now);

/// A subject followed through time as the engine does it: going on from the stored state,
/// anew from the beginning where the fold asks for it.
class Ledger {
 public:
  Ledger(const RuleBook& book, JsonFacts& facts, Subject subject);

  /// New events, none later than `now`, and the clock.
  void advance(std::vector<Event> news, Time now);
  /// From here on these rules: those of before and new versions.
  void adopt(const RuleBook& book) { book_ = &book; }

  const Outcome& outcome() const { return outcome_; }
  const std::string& state() const { return state_; }
  int whole_folds() const { return whole_folds_; }
  /// Effects that came twice from states of one line, without a whole fold between them.
  const std::vector<EffectName>& repeated() const { return repeated_; }
  /// Tasks that came for new although a row of their name stood withdrawn: its index refuses them.
  const std::vector<TaskName>& doubled() const { return doubled_; }

 private:
  const RuleBook* book_;
  JsonFacts& facts_;
  Subject subject_;
  std::vector<Event> events_;
  std::string state_;
  Outcome outcome_;
  std::set<EffectName> line_;
  std::vector<EffectName> repeated_;
  std::set<TaskName> names_;  // of all rows, withdrawn ones too
  std::vector<TaskName> doubled_;
  int whole_folds_ = 0;
};

/// "" for the first or only one, "#2" for the second, "@08:00" for a window that starts then.
std::string shown_occurrence(const TaskName& name);
/// One line that names a task, for messages.
std::string to_string(const TaskName& name);
/// What differs, a line each; empty if nothing does.
std::string difference(const std::map<TaskName, Row>& expected,
                       const std::map<TaskName, Row>& found);

}  // namespace tqc::test

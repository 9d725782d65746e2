// The fold: the tasks of one subject as a function of its events, the rules and now.
//
// One walk in the order of events does it. Between events the clock acts. The order
// of one instant t is a line of phases:
//
//   opening   what begins at t: tasks that appear (delays, windows, lists), calendar versions
//   event     the events of t, in order
//   reminding reminders planned for t
//   ending    what ends when t is past: a due time or a window, then what follows it at once
//
// `ending` of t happens only once now > t: at now = due a task is still open, and a
// close at exactly the due time is in time.
//
// The walk runs from the beginning (fold_all) or goes on from a state (fold_more). Both
// are the same code and give the same tasks. fold_more says that it needs the history
// where the state alone cannot tell: an event that comes late or rewrites earlier ones, a
// hand action on an ended task, an opening that earlier events may already have closed, a close
// of a window that was missed, the end of a rescue after a task was closed late.
#pragma once

#include <string>
#include <vector>

#include "core/facts.h"
#include "core/state.h"

namespace tqc {

struct Transition {
  std::size_t task;  // index into State::tasks
  std::string kind;  // opened, waiting, a status, routed, extended, replanned, recalculated,
                     // paused, resumed, reassigned, reopened
  Time at = 0;
  std::int64_t event_seq = 0;  // 0: the clock
  std::string actor;           // of a hand action
  std::string reason;
};

/// Something that happens once under its name (task, step, planned).
struct Effect {
  std::size_t task;
  std::string step;  // "overdue", "reminder-1", …
  Time planned = 0;
  std::vector<std::string> receivers;
};

struct Failure {
  std::int64_t event_seq = 0;
  std::string rule;
  std::string stage;
  std::string sqlstate;
  std::string message;
  std::string detail;
};

struct Voided {
  std::int64_t event_seq;
  std::int64_t by_seq;
};

struct FoldResult {
  std::vector<Transition> transitions;
  std::vector<Effect> effects;
  std::vector<Failure> failures;
  std::vector<Voided> voided;
  Time alarm = kNever;  // when the subject next changes by itself
};

struct Subject {
  std::string site;
  std::string subject;
};

// Both leave all tasks of the walk in state.tasks, ended ones too, because the result names
// them by index; State::forget_ended() then makes it the state to go on from.

/// Folds all events (in any order; only those up to `now` may be given).
FoldResult fold_all(const RuleBook& book, Facts& facts, const Subject& subject,
                    std::vector<Event> events, Time now, State& state);

/// Goes on from `state` with new events and the clock up to `now`. False, with state and
/// result unusable, if the whole history is needed.
bool fold_more(const RuleBook& book, Facts& facts, const Subject& subject,
               std::vector<Event> events, Time now, State& state, FoldResult& result);

}  // namespace tqc

#include "support/ledger.h"

#include <algorithm>
#include <stdexcept>

#include "support/ward_time.h"

namespace tqc::test {

namespace {

Row to_row(const Task& t) {
  return {t.version->id, t.status,    t.anchor, t.opened_at, t.due,     t.overdue_at,
          t.closed_at,   t.closed_by, t.reason, t.receivers, t.message, to_json(*t.context),
          t.number,      t.paused_at, t.paused, t.elapsed};
}

// Only what a fold says it touched is written, as the engine does.
void record(const State& state, const FoldResult& result, Outcome& outcome) {
  for (const Task& t : state.tasks) {
    if (t.touched) outcome.tasks[t.name] = to_row(t);
  }
  for (const Effect& e : result.effects) {
    outcome.effects.try_emplace({state.tasks.at(e.task).name, e.step, e.planned}, e.receivers);
  }
  for (const Failure& f : result.failures) outcome.failures.insert({f.event_seq, f.rule, f.stage});
  for (const Voided& v : result.voided) outcome.voided[v.event_seq] = v.by_seq;
  outcome.alarm = result.alarm;
}

}  // namespace

Outcome whole_fold(const RuleBook& book, JsonFacts& facts, const Subject& subject,
                   const std::vector<Event>& events, Time now) {
  facts.forget_composed();
  State state;
  FoldResult result = fold_all(book, facts, subject, events, now, state);
  Outcome outcome;
  record(state, result, outcome);
  return outcome;
}

Ledger::Ledger(const RuleBook& book, JsonFacts& facts, Subject subject)
    : book_(&book), facts_(facts), subject_(std::move(subject)), state_(encode(State())) {}

void Ledger::advance(std::vector<Event> news, Time now) {
  events_.insert(events_.end(), news.begin(), news.end());
  State state;
  if (!decode(state_, *book_, state)) throw std::logic_error("a state does not come back");
  FoldResult result;
  facts_.forget_composed();
  if (!fold_more(*book_, facts_, subject_, std::move(news), now, state, result)) {
    ++whole_folds_;
    result = fold_all(*book_, facts_, subject_, events_, now, state);
    auto effects = std::move(outcome_.effects);  // what has happened has happened
    outcome_ = {};
    outcome_.effects = std::move(effects);
    line_.clear();
    std::set<TaskName> yielded;
    for (const Task& t : state.tasks) yielded.insert(t.name);
    state.withdrawn = !std::includes(yielded.begin(), yielded.end(), names_.begin(), names_.end());
  } else {
    for (const Task& t : state.tasks) {
      if (!outcome_.tasks.contains(t.name) && names_.contains(t.name)) doubled_.push_back(t.name);
    }
  }
  for (const Task& t : state.tasks) names_.insert(t.name);
  for (const Effect& e : result.effects) {
    EffectName name{state.tasks.at(e.task).name, e.step, e.planned};
    if (!line_.insert(name).second) repeated_.push_back(name);
  }
  record(state, result, outcome_);
  state.forget_ended();
  state_ = encode(state);
}

std::string shown_occurrence(const TaskName& name) {
  constexpr std::int64_t kMostNumber = 1'000'000;  // a larger one is a window's start
  if (name.occurrence == 1) return "";
  if (name.occurrence > kMostNumber) return "@" + ward_time(name.occurrence);
  return "#" + std::to_string(name.occurrence);
}

std::string to_string(const TaskName& name) {
  return name.rule + name.key + " by " + std::to_string(name.opened_by) + shown_occurrence(name);
}

namespace {

std::string to_string(const Row& r) {
  std::string text =
      "v" + std::to_string(r.version) + " " + std::string(to_string(r.status)) + " anchor " +
      ward_time(r.anchor) + " opened " + ward_time(r.opened_at) + " due " + ward_time(r.due) +
      " overdue " + ward_time(r.overdue_at) + " closed " + ward_time(r.closed_at) + " by " +
      std::to_string(r.closed_by) + " number " + std::to_string(r.number) + " paused at " +
      ward_time(r.paused_at) + " for " + std::to_string(r.paused) + " elapsed " +
      std::to_string(r.elapsed) + " (" + r.reason + ") \"" + r.message + "\" " + r.context + " ->";
  for (const auto& receiver : r.receivers) text += " " + receiver;
  return text;
}

}  // namespace

std::string difference(const std::map<TaskName, Row>& expected,
                       const std::map<TaskName, Row>& found) {
  std::string text;
  for (const auto& [name, row] : expected) {
    auto other = found.find(name);
    if (other != found.end() && other->second == row) continue;
    text += to_string(name) + "\n  expected " + to_string(row) + "\n  found    " +
            (other == found.end() ? "nothing" : to_string(other->second)) + "\n";
  }
  for (const auto& [name, row] : found) {
    if (!expected.contains(name))
      text += to_string(name) + "\n  unexpected " + to_string(row) + "\n";
  }
  return text;
}

}  // namespace tqc::test

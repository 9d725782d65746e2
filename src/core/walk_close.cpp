#include <algorithm>

#include "core/range.h"
#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

void Walk::close(const Event& e) {
  for (const Rule* rule : book_.closed_by(e.type->code)) {
    step(e.place.seq, rule->code, "close", [&] { close_rule(e, *rule); });
  }
}

void Walk::close_rule(const Event& e, const Rule& rule) {
  check_missed(e, rule);
  std::vector<Match> matches;
  Which which = Which::oldest;
  for (Index i : closable(rule)) {
    const CloseSection* section = closing_section(e, task(i));
    if (section == nullptr) continue;
    Time at = completion_time(e, *section);
    if (at < bound(task(i), *section) || !counts(task(i), at)) continue;
    if (matches.empty()) which = section->which;
    matches.push_back({i, at});
    if (which == Which::oldest) break;
  }
  if (which == Which::newest && !matches.empty()) matches = {matches.back()};
  for (const Match& m : matches) close_task(m.task, m.at, e);
}

// Running tasks, and windows that ended without their close, in order of opening.
std::vector<Walk::Index> Walk::closable(const Rule& rule) const {
  std::vector<Index> all = running_of(&rule);
  auto missed = missed_.find(&rule);
  if (missed == missed_.end()) return all;
  for (Index i : missed->second) {
    const Task& t = state_.tasks[i];
    if (t.status == Status::missed && t.closed_by == 0) all.push_back(i);
  }
  std::sort(all.begin(), all.end(), [this](Index a, Index b) { return older(a, b); });
  return all;
}

// A completion time within a window that ended before speaks of a task the state has forgotten.
void Walk::check_missed(const Event& e, const Rule& rule) {
  auto missed = state_.missed.find(rule.code);
  if (history_ || missed == state_.missed.end()) return;
  for (const RuleVersion* v : rule.versions(subject_.site)) {
    for (const CloseSection& section : v->definition->close) {
      if (!v->definition->windows() || !names(section.on, e)) continue;
      try {
        if (completion_time(e, section) <= missed->second) throw NeedHistory();
      } catch (const Error&) {
        throw NeedHistory();
      }
    }
  }
}

// The section by which the event would close the task: type, predicate and key agree.
const CloseSection* Walk::closing_section(const Event& e, const Task& t) {
  const Definition& d = *t.version->definition;
  for (const CloseSection& section : d.close) {
    if (!names(section.on, e) || !test(section.when, e, &t.open_data)) continue;
    if (t.name.key.empty()) return &section;
    Key key = key_of(d.key_close, e);
    if (!key) throw Error(sqlstate::kDataRefused, "the event lacks the key of the rule");
    if (*key == t.name.key) return &section;
  }
  return nullptr;
}

Time Walk::completion_time(const Event& e, const CloseSection& section) {
  if (!section.at) return e.place.at;
  std::vector<Value> values = facts_.values(*section.at, e);
  if (values.empty()) throw Error(sqlstate::kDataRefused, "close.at yields no time");
  return std::min(facts_.read_time(values[0]), e.place.at);
}

// From when on a close counts: the beginning of the task's own time, or a little before.
Time Walk::bound(const Task& t, const CloseSection& section) {
  const Definition& d = *t.version->definition;
  Time from = std::min(t.anchor, t.opener.at);
  if (d.windows()) {
    from = t.anchor;
  } else if (t.number > 1) {
    from = d.repeats(Repeat::Kind::list) ? t.opened_at : t.anchor;
  }
  if (!section.early_days) return facts_.add(from, -section.early);
  const Calendar& c = calendar(t);
  check_range(from);
  return c.day_start(c.day_end(from, -*section.early_days, t.reckoned), t.reckoned);
}

// A window takes only what was done before it ended, and what must not come may come later.
bool Walk::counts(const Task& t, Time at) const {
  if (at > t.ends) return false;
  return !t.version->definition->forbid || in_time(t, at);
}

// While the clock stands, what is done is judged as of its stop.
bool Walk::in_time(const Task& t, Time at) { return std::min(at, t.paused_at) <= t.due; }

void Walk::close_task(Index i, Time closed_at, const Event& e, const std::string& reason,
                      const std::string& actor) {
  const Definition& d = *task(i).version->definition;
  Status status = in_time(task(i), closed_at) ? Status::met : Status::late;
  if (d.forbid) status = Status::violated;
  end(i, status, closed_at, e.place.seq, reason, actor);
  const Task& t = task(i);
  closed_now_.push_back(i);
  closers_.emplace(e.place.seq, t.version->rule);
  if (status == Status::late && d.extend) state_.late = std::max(state_.late, e.place.at);
  if (t.series < 0 || !d.repeats(Repeat::Kind::chain)) return;
  const Series& s = state_.series[t.series];
  bool last = d.repeat->times != 0 && s.yielded >= d.repeat->times;
  if (!s.over && !last && t.number == s.yielded) {
    armed_.push_back({static_cast<Index>(t.series), closed_at});
  }
}

// An event that stands before the opening closes the task only if it was completed after the
// bound, and if it closed no other task of the rule.
void Walk::close_by_earlier(Index i) {
  const Rule* rule = task(i).version->rule;
  // A later window is taken whole: only the first begins at the opening's own bound.
  Time whole = task(i).version->definition->windows() && task(i).number > 1 ? 1 : 0;
  Time from = kNever;  // earliest bound of the sections that an earlier event may meet
  for (const CloseSection& s : task(i).version->definition->close) {
    for (const std::string& type : s.on) {
      auto latest = state_.since.find(type);
      if (latest == state_.since.end()) continue;
      Time counts_from = bound(task(i), s) - whole;
      if (latest->second > counts_from) from = std::min(from, counts_from);
    }
  }
  if (from == kNever) return;
  if (!history_) throw NeedHistory();

  Index first = current_;
  while (first > 0 && events_[first - 1].place.at > from) --first;
  for (Index k = first; k < current_ && running(task(i).status); ++k) {
    const Event& e = events_[k];
    step(e.place.seq, rule->code, "close", [&] {
      if (closers_.contains({e.place.seq, rule})) return;
      const CloseSection* section = closing_section(e, task(i));
      if (section == nullptr) return;
      Time at = completion_time(e, *section);
      if (at <= bound(task(i), *section) - whole || !counts(task(i), at)) return;
      close_task(i, at, e);
    });
  }
}

// What a close replaces, and the series it ends: keys are compared where both have one.
void Walk::exclude(const Event& e) {
  for (Index i : std::exchange(closed_now_, {})) {
    for (const std::string& code : task(i).version->definition->excludes) {
      if (const Rule* rule = book_.rule(code)) exclude_rule(e, *rule, task(i).name);
    }
  }
}

void Walk::exclude_rule(const Event& e, const Rule& rule, const TaskName& closed) {
  auto concerned = [key = closed.key](const std::string& other) {
    return key.empty() || other.empty() || key == other;
  };
  std::string reason = "replaced by " + closed.rule;
  end_series(rule, [&](const Series& s) { return concerned(s.key); });
  for (Index j : std::vector<Index>(running_of(&rule))) {
    if (concerned(task(j).name.key)) {
      end(j, Status::replaced, e.place.at, e.place.seq, reason);
    }
  }
}

}  // namespace tqc

#include <algorithm>

#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

namespace {

bool names(const Section& section, const Event& e) {
  return std::find(section.on.begin(), section.on.end(), e.type->code) != section.on.end();
}

}  // namespace

// One event: each phase over all rules before the next.
void Walk::apply(const Event& e) {
  closed_now_.clear();
  if (e.type->reserved()) {
    step(e, "", "hand", [&] { hand(e); });
    exclude(e);
    return;
  }
  remember_context(e);
  close(e);
  exclude(e);
  cancel(e);
  miss(e);
  open(e);
  state_.since[e.type->code] = e.place.at;
}

void Walk::remember_context(const Event& e) {
  std::shared_ptr<Context> changed;
  for (const auto& entry : e.type->context) {
    const std::string& field = entry.first;
    const Expr& path = entry.second;
    step(e, "", "context", [&] {
      std::vector<Value> values = facts_.values(path, e);
      if (values.empty() || values[0].kind == Value::Kind::null) return;
      auto known = state_.context->find(field);
      if (known != state_.context->end() && known->second == values[0]) return;
      if (!changed) changed = std::make_shared<Context>(*state_.context);
      (*changed)[field] = std::move(values[0]);
    });
  }
  if (!changed) return;
  state_.context = std::move(changed);
  route(e);
}

// Receivers that follow the context are found anew.
void Walk::route(const Event& e) {
  std::vector<Index> following;
  for (const auto& [rule, list] : running_) {
    for (Index i : list) {
      if (task(i).follows) following.push_back(i);
    }
  }
  std::sort(following.begin(), following.end());
  for (Index i : following) {
    Task& t = task(i);
    std::vector<std::string> receivers = fill(t.version->definition->receivers, t, nullptr, true);
    std::string message = fill_message(t, nullptr);
    if (receivers == t.receivers && message == t.message) continue;
    t.receivers = std::move(receivers);
    t.message = std::move(message);
    note(i, "routed", e.place.at, e.place.seq);
  }
}

void Walk::close(const Event& e) {
  for (const Rule* rule : book_.closed_by(e.type->code)) {
    step(e, rule->code, "close", [&] { close_rule(e, *rule); });
  }
}

void Walk::close_rule(const Event& e, const Rule& rule) {
  auto list = running_.find(&rule);
  if (list == running_.end()) return;
  struct Match {
    Index task;
    Time at;
  };
  std::vector<Match> matches;
  Which which = Which::oldest;
  for (Index i : list->second) {
    const Task& t = task(i);
    const CloseSection* section = closing_section(e, t);
    if (section == nullptr) continue;
    Time at = completion_time(e, *section);
    if (at < bound(t, *section)) continue;
    if (t.version->definition->forbid && at > t.due) continue;
    if (matches.empty()) which = section->which;
    matches.push_back({i, at});
    if (which == Which::oldest) break;
  }
  if (which == Which::newest && !matches.empty()) matches = {matches.back()};
  for (const Match& m : matches) close_task(m.task, m.at, e);
}

// The section by which the event would close the task: type, predicate and key agree.
const CloseSection* Walk::closing_section(const Event& e, const Task& t) {
  const Definition& d = *t.version->definition;
  for (const CloseSection& section : d.close) {
    if (!names(section, e) || !test(section.when, e, &t)) continue;
    if (t.name.key.empty()) return &section;
    auto key = key_of(d.key_close, e);
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

// From when on a close counts.
Time Walk::bound(const Task& t, const CloseSection& section) {
  return facts_.add(std::min(t.anchor, t.opener.at), -section.early);
}

void Walk::close_task(Index i, Time closed_at, const Event& e) {
  Task& t = task(i);
  Status status = closed_at <= t.due ? Status::met : Status::late;
  if (t.version->definition->forbid) status = Status::violated;
  end(i, status, closed_at, e, "");
  closed_now_.push_back(i);
  closers_.emplace(e.place.seq, t.version->rule);
}

// What a close replaces: keys are compared where both have one.
void Walk::exclude(const Event& e) {
  for (Index i : std::exchange(closed_now_, {})) {
    const Task& closed = task(i);
    if (closed.status == Status::violated) continue;
    std::string key = closed.name.key;
    std::string reason = "replaced by " + closed.name.rule;
    for (const std::string& code : closed.version->definition->excludes) {
      auto list = running_.find(book_.rule(code));
      if (list == running_.end()) continue;
      for (Index j : std::vector<Index>(list->second)) {
        const std::string& other = task(j).name.key;
        if (!key.empty() && !other.empty() && key != other) continue;
        end(j, Status::replaced, e.place.at, e, reason);
      }
    }
  }
}

void Walk::cancel(const Event& e) {
  for (const Rule* rule : book_.cancelled_by(e.type->code)) {
    step(e, rule->code, "cancel", [&] {
      auto list = running_.find(rule);
      if (list == running_.end()) return;
      std::vector<Index> ending;
      for (Index i : list->second) {
        const Task& t = task(i);
        for (const CancelSection& s : t.version->definition->cancel) {
          if (!names(s, e) || (t.status == Status::overdue && !s.overdue)) continue;
          if (!test(s.when, e, &t) || !key_speaks_to(e, t)) continue;
          ending.push_back(i);
          break;
        }
      }
      for (Index i : ending) end(i, Status::cancelled, e.place.at, e, e.type->code);
    });
  }
}

void Walk::miss(const Event& e) {
  for (const Rule* rule : book_.missed_by(e.type->code)) {
    step(e, rule->code, "miss", [&] {
      auto list = running_.find(rule);
      if (list == running_.end()) return;
      std::vector<Index> ending;
      for (Index i : list->second) {
        const Task& t = task(i);
        for (const Section& s : t.version->definition->miss) {
          if (!names(s, e) || !test(s.when, e, &t) || !key_speaks_to(e, t)) continue;
          ending.push_back(i);
          break;
        }
      }
      for (Index i : ending) {
        Status status = task(i).status == Status::waiting ? Status::cancelled : Status::missed;
        end(i, status, e.place.at, e, e.type->code);
      }
    });
  }
}

void Walk::open(const Event& e) {
  for (const Rule* rule : book_.opened_by(e.type->code)) {
    const RuleVersion* version = rule->in_force(subject_.site, e.place.at);
    if (version == nullptr) continue;
    step(e, rule->code, "open", [&] {
      for (const OpenSection& section : version->definition->open) {
        if (!names(section, e) || !test(section.when, e)) continue;
        open_rule(e, *version, section);
        break;
      }
    });
  }
  exclude(e);
}

void Walk::open_rule(const Event& e, const RuleVersion& version, const OpenSection& section) {
  const Definition& d = *version.definition;
  const Rule& rule = *version.rule;
  auto key = key_of(d.key_open, e);
  if (!key) throw Error(sqlstate::kDataRefused, "the event lacks the key of the rule");

  bool first = !rule.never || state_.openers.emplace(rule.code, *key).second;
  if (section.again == Again::never) {
    if (!first) return;
    // A rule that came to say never only since has had openers of which the state is silent.
    bool silent = state_.withdrawn || state_.nevers != book_.nevers();
    if (!history_ && silent) throw NeedHistory();
  }
  auto& running = running_[&rule];
  if (section.again == Again::ignore && std::any_of(running.begin(), running.end(), [&](Index i) {
        return task(i).name.key == *key;
      })) {
    return;
  }

  Task t;
  t.version = &version;
  t.name = {rule.code, *key, section.again == Again::never ? 0 : e.place.seq, 1};
  t.opener = e.place;
  t.anchor = anchor_of(e, section);
  t.opened_at = facts_.add(e.place.at, section.delay);
  t.scheduled_at = t.opened_at;
  if (d.within) t.due = facts_.add(t.anchor, *d.within);
  t.status = t.opened_at > e.place.at ? Status::waiting : Status::open;
  t.context = state_.context;
  t.follows = d.follow;
  t.reminded.resize(d.reminders.size());
  if (d.keeps_open_data) t.open_data = facts_.data(e);
  t.receivers = fill(d.receivers, t, &e, true);
  t.message = fill_message(t, &e);

  Index i = state_.tasks.size();
  bool waits = t.status == Status::waiting;
  state_.tasks.push_back(std::move(t));
  stamps_.push_back(0);
  start_running(i);
  note(i, waits ? "waiting" : "opened", e.place.at, e.place.seq);
  schedule(i);
  close_by_earlier(i);
}

Time Walk::anchor_of(const Event& e, const OpenSection& section) {
  if (!section.at) return e.place.at;
  std::vector<Value> values = facts_.values(*section.at, e);
  if (values.empty()) throw Error(sqlstate::kDataRefused, "open.at yields no time");
  return facts_.read_time(values[0]);
}

// An event that stands before the opener closes the task only if it was completed after the
// bound, and if it closed no other task of the rule.
void Walk::close_by_earlier(Index i) {
  const Rule* rule = task(i).version->rule;
  Time from = kNever;  // earliest bound of the sections that an earlier event may meet
  for (const CloseSection& s : task(i).version->definition->close) {
    for (const std::string& type : s.on) {
      auto latest = state_.since.find(type);
      if (latest == state_.since.end()) continue;
      Time counts_from = bound(task(i), s);
      if (latest->second > counts_from) from = std::min(from, counts_from);
    }
  }
  if (from == kNever) return;
  if (!history_) throw NeedHistory();

  Index first = current_;
  while (first > 0 && events_[first - 1].place.at > from) --first;
  for (Index k = first; k < current_ && running(task(i).status); ++k) {
    const Event& e = events_[k];
    step(e, rule->code, "close", [&] {
      if (closers_.contains({e.place.seq, rule})) return;
      const CloseSection* section = closing_section(e, task(i));
      if (section == nullptr) return;
      Time at = completion_time(e, *section);
      if (at <= bound(task(i), *section)) return;
      if (task(i).version->definition->forbid && at > task(i).due) return;
      close_task(i, at, e);
    });
  }
}

}  // namespace tqc

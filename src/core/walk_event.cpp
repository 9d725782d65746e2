#include <algorithm>

#include "core/limits.h"
#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

// One event: each phase over all rules before the next.
void Walk::apply(const Event& e) {
  closed_now_.clear();
  armed_.clear();
  if (e.type->reserved()) {
    step(e.place.seq, "", "hand", [&] { hand(e); });
    exclude(e);
    arm(e);
    exclude(e);
    return;
  }
  remember_context(e);
  pause(e);
  close(e);
  exclude(e);
  cancel(e);
  miss(e);
  extend(e);
  open(e);
  state_.since[e.type->code] = e.place.at;
}

void Walk::remember_context(const Event& e) {
  std::shared_ptr<Context> changed;
  for (const auto& entry : e.type->context) {
    const std::string& field = entry.first;
    const Expr& path = entry.second;
    step(e.place.seq, "", "context", [&] {
      std::vector<Value> values = facts_.values(path, e);
      if (values.empty() || values[0].kind == Value::Kind::null) return;
      check_length("a field of the context", values[0].text.size(), kMostContext);
      auto known = state_.context->find(field);
      if (known != state_.context->end() && known->second == values[0]) return;
      if (!changed) changed = std::make_shared<Context>(*state_.context);
      (*changed)[field] = std::move(values[0]);
    });
  }
  if (!changed) return;
  state_.context = std::move(changed);
  replan(e);
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

// Does some section of cancel or miss name the event, is it true of it, and do the keys agree?
template <class Sections, class Fits>
bool Walk::any_speaks(const Sections& sections, const Event& e, const Definition& d,
                      const std::string& key, const std::string& open_data, Fits&& fits) {
  for (const auto& section : sections) {
    if (!names(section.on, e) || !fits(section) || !test(section.when, e, &open_data)) continue;
    if (key.empty()) return true;
    Key spoken = spoken_key(e, d);
    if (!spoken || *spoken == key) return true;
  }
  return false;
}

void Walk::cancel(const Event& e) {
  for (const Rule* rule : book_.cancelled_by(e.type->code)) {
    step(e.place.seq, rule->code, "cancel", [&] { cancel_rule(e, *rule); });
  }
}

// Overdue tasks stay unless the section says otherwise; the series ends either way.
void Walk::cancel_rule(const Event& e, const Rule& rule) {
  std::vector<Index> ending;
  for (Index i : running_of(&rule)) {
    const Task& t = task(i);
    const Definition& d = *t.version->definition;
    auto fits = [&](const CancelSection& s) { return t.status != Status::overdue || s.overdue; };
    if (any_speaks(d.cancel, e, d, t.name.key, t.open_data, fits)) ending.push_back(i);
  }
  end_series(rule, [&](const Series& s) {
    const Definition& d = *s.version->definition;
    return any_speaks(d.cancel, e, d, s.key, s.open_data, [](const auto&) { return true; });
  });
  for (Index i : ending) end(i, Status::cancelled, e.place.at, e.place.seq, e.type->code);
}

void Walk::miss(const Event& e) {
  for (const Rule* rule : book_.missed_by(e.type->code)) {
    step(e.place.seq, rule->code, "miss", [&] { miss_rule(e, *rule); });
  }
}

void Walk::miss_rule(const Event& e, const Rule& rule) {
  std::vector<Index> ending;
  for (Index i : running_of(&rule)) {
    const Task& t = task(i);
    const Definition& d = *t.version->definition;
    if (any_speaks(d.miss, e, d, t.name.key, t.open_data, [](const auto&) { return true; })) {
      ending.push_back(i);
    }
  }
  for (Index i : ending) {
    Status status = task(i).status == Status::waiting ? Status::cancelled : Status::missed;
    end(i, status, e.place.at, e.place.seq, e.type->code);
  }
}

}  // namespace tqc

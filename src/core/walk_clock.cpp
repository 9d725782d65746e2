#include <algorithm>

#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

void Walk::clock_before(Time at) {
  while (!alarms_.empty()) {
    Alarm a = alarms_.top();
    if (a.at > at || (a.at == at && a.phase >= Phase::event)) return;
    alarms_.pop();
    act(a);
  }
}

void Walk::clock_until_now(Time now) {
  while (!alarms_.empty()) {
    Alarm a = alarms_.top();
    if (a.at > now || (a.at == now && a.phase >= Phase::ending)) return;
    alarms_.pop();
    act(a);
  }
}

// The clock must have passed an instant before what ends with it happens.
Time Walk::next_alarm(Time now) {
  Time next = kNever;
  while (!alarms_.empty()) {
    const Alarm& a = alarms_.top();
    if (is_void(a)) {
      alarms_.pop();
      continue;
    }
    if (a.at != kNever) next = a.phase >= Phase::ending ? a.at + 1 : a.at;
    break;
  }
  return std::max(next, now);
}

bool Walk::is_void(const Alarm& a) const {
  return a.stamp != (a.kind == Kind::yield ? series_stamps_[a.of] : stamps_[a.of]);
}

void Walk::act(const Alarm& a) {
  if (is_void(a)) return;
  facts_.breathe();
  state_.acted = std::max(state_.acted, a.at);
  if (a.kind == Kind::yield) {
    yield_by_clock(a.of, a.at);
    return;
  }
  const Task& t = task(a.of);
  step(t.opener.seq, t.name.rule, "clock", [&] {
    if (a.kind == Kind::recalculate) recalculate(a.of, a.at);
    if (a.kind == Kind::appear) appear(a.of, a.at);
    if (a.kind == Kind::end) end_by_clock(a.of, a.planned);
    if (a.kind == Kind::remind) remind(a.of, a);
  });
}

// Sets all alarms of a task anew; those set before are void. While its clock stands, nothing
// comes but what it opens with.
void Walk::schedule(Index i) {
  const Task& t = task(i);
  ++stamps_[i];
  if (Time next = next_version(t); next != kNever) {
    alarms_.push({next, Phase::opening, Kind::recalculate, i, next, -1, stamps_[i]});
  }
  if (t.status == Status::waiting) {
    alarms_.push({t.opened_at, Phase::opening, Kind::appear, i, t.opened_at, -1, stamps_[i]});
    return;
  }
  schedule_end(i);
  if (t.due == kNever || t.paused_at != kNever) return;
  for (int r = 0; r < static_cast<int>(t.reminded.size()); ++r) schedule_reminder(i, r);
}

// The due time or the end of the window, whichever comes first.
void Walk::schedule_end(Index i) {
  const Task& t = task(i);
  bool falls_due = t.status == Status::open && (t.paused_at == kNever || t.due < t.paused_at);
  Time ends = std::min(falls_due ? t.due : kNever, t.ends);
  if (ends == kNever) return;
  alarms_.push({std::max(ends, t.scheduled_at), Phase::ending, Kind::end, i, ends, -1, stamps_[i]});
}

void Walk::appear(Index i, Time at) {
  Task& t = task(i);
  t.status = Status::open;
  t.scheduled_at = at;
  note(i, "opened", at, t.opener.seq);
  schedule(i);
}

void Walk::end_by_clock(Index i, Time planned) {
  if (planned == task(i).ends) {
    end_window(i);
  } else {
    fall_due(i);
  }
}

// A window that ends without its close is missed, even one that fell due before.
void Walk::end_window(Index i) {
  const Rule& rule = *task(i).version->rule;
  Time ends = task(i).ends;
  if (task(i).paused_at <= ends) {
    end(i, Status::cancelled, ends, 0, "paused");
    return;
  }
  end(i, Status::missed, ends, 0, "");
  missed_[&rule].push_back(i);
  Time& last = state_.missed.try_emplace(rule.code, ends).first->second;
  last = std::max(last, ends);
}

void Walk::fall_due(Index i) {
  if (task(i).version->definition->forbid) {
    end(i, Status::met, task(i).due, 0, "");
    return;
  }
  Task& t = task(i);
  t.status = Status::overdue;
  t.overdue_at = t.due;
  note(i, "overdue", t.due, 0);
  result_.effects.push_back({i, "overdue", t.due, t.receivers});
  schedule_end(i);
}

}  // namespace tqc

// Reminders: each is named by its planned instant and happens once under that name.
#include <algorithm>
#include <cmath>

#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

// An endless reminder of a task whose data speak of a distant past would have countless
// instants behind it: it catches up on the last so many.
constexpr std::int32_t kCatchUp = 100;

void Walk::schedule_reminder(Index i, int r) {
  try {
    plan_reminder(i, r);
  } catch (const Error& error) {  // an instant beyond the range of time
    fail(task(i).opener.seq, task(i).name.rule, "reminder", error);
  }
}

void Walk::plan_reminder(Index i, int r) {
  Task& t = task(i);
  const Reminder& reminder = t.version->definition->reminders[r];
  std::int32_t& k = t.reminded[r];
  std::int32_t times = reminder.times != 0 ? reminder.times : (reminder.every ? INT32_MAX : 1);
  if (k >= times) return;
  Time planned = reminder_instant(t, reminder, k);
  if (planned < t.scheduled_at && times == INT32_MAX) {
    k = std::max(k, passed(t, reminder) - kCatchUp);
    planned = reminder_instant(t, reminder, k);
  }
  Time at = std::max(planned, t.scheduled_at);
  // What is counted from the due time on follows the turn to overdue.
  bool with_due = reminder.from == Reminder::From::after && at == std::max(t.due, t.scheduled_at);
  Phase phase = with_due ? Phase::following : Phase::reminding;
  alarms_.push({at, phase, Kind::remind, i, planned, r, stamps_[i]});
}

// How many instants of an endless reminder lie before the task could heed any.
std::int32_t Walk::passed(const Task& t, const Reminder& r) {
  if (reminder_instant(t, r, kCatchUp) >= t.scheduled_at) return 0;
  std::int32_t some = kCatchUp;
  std::int32_t all = 2 * kCatchUp;
  while (all < INT32_MAX / 2 && reminder_instant(t, r, all) < t.scheduled_at) {
    some = std::exchange(all, 2 * all);
  }
  while (all - some > 1) {
    std::int32_t middle = some + (all - some) / 2;
    (reminder_instant(t, r, middle) < t.scheduled_at ? some : all) = middle;
  }
  return all;
}

Time Walk::reminder_instant(const Task& t, const Reminder& r, std::int32_t k) {
  auto first = [&]() -> Time {
    if (r.from == Reminder::From::before) return facts_.add(t.due, -r.offset);
    // After the due time the clock may have stood still as well.
    if (r.from == Reminder::From::after) return facts_.add(t.due, r.offset) + t.rested;
    // Of the way from the anchor, or from the opening where the due time lies before a
    // planned anchor.
    Time from = t.anchor < t.due ? t.anchor : std::min(t.opened_at, t.due);
    return from + std::llround(static_cast<double>(t.due - from) * r.fraction);
  };
  if (k == 0 || !r.every) return first();
  return facts_.add(first(), {r.every->months * k, r.every->days * k, r.every->micros * k});
}

void Walk::remind(Index i, const Alarm& a) {
  Task& t = task(i);
  const Reminder& r = t.version->definition->reminders[a.reminder];
  std::vector<std::string> to = r.to.empty() ? t.receivers : fill(r.to, t, nullptr, true);
  result_.effects.push_back(
      {i, "reminder-" + std::to_string(a.reminder + 1), a.planned, std::move(to)});
  ++t.reminded[a.reminder];
  schedule_reminder(i, a.reminder);
}

}  // namespace tqc

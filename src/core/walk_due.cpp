// Due times. A task's is
//
//   max(what the definition says + stood + added, floor)
//
// `stood`: working time for which its clock stood still; `added`: by hand; `floor`: what extend
// has granted. So each of them stays when the definition's part is reckoned anew, by another
// entry of the list or another version of the calendar.
#include <algorithm>

#include "core/range.h"
#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

const Calendar& Walk::calendar(const std::string& code) const {
  const Calendar* found = facts_.calendars().find(code);
  if (found == nullptr) {
    throw Error(sqlstate::kDataRefused, "calendar \"" + code + "\" does not exist");
  }
  return *found;
}

const Calendar& Walk::calendar(const Task& t) const {
  static const std::string kAlwaysOpen = "always";
  return calendar(t.entry < 0 ? kAlwaysOpen : t.version->definition->due[t.entry].calendar);
}

std::int64_t Walk::working(const Task& t, Time from, Time to) const {
  return calendar(t).working(from, to, t.reckoned);
}

Time Walk::counted(const Due& due, Time from, Time at) const {
  const Calendar& c = calendar(due.calendar);
  check_range(from);
  Time by = due.days ? c.day_end(from, *due.days, at) : c.add(from, due.within, at);
  check_range(by);
  return by;
}

/// An instant of a task's clock that has stood still since it was set.
Time Walk::moved_on(const Task& t, Time from, std::int64_t work) const {
  return work == 0 ? from : calendar(t).add(from, {0, 0, work}, t.reckoned);
}

// The first entry that is true of the context.
std::int32_t Walk::ruling(const Task& t, Time at) {
  const std::vector<Due>& entries = t.version->definition->due;
  Variables v{state_.context.get(), &t.open_data, &state_.since, at};
  for (std::size_t k = 0; k < entries.size(); ++k) {
    if (!entries[k].when || facts_.test(*entries[k].when, v)) return static_cast<std::int32_t>(k);
  }
  return -1;
}

Time Walk::reckon(const Task& t) const {
  const Definition& d = *t.version->definition;
  Time planned = t.ends;  // of a window that no entry rules
  if (d.repeats(Repeat::Kind::list)) {
    planned = moved_on(t, planned_offset(d, t.anchor, t.opener.at, t.number - 1), t.stood);
  } else if (t.entry >= 0) {
    planned = moved_on(t, counted(d.due[t.entry], t.anchor, t.reckoned), t.stood);
  }
  if (planned == kNever) return t.floor == kAlways ? kNever : t.floor;
  check_range(planned + t.added);
  return std::max(planned + t.added, t.floor);
}

// The context has changed: another entry of the list may rule.
void Walk::replan(const Event& e) {
  std::vector<Index> listed;
  for (const auto& [rule, list] : running_) {
    for (Index i : list) {
      const std::vector<Due>& due = task(i).version->definition->due;
      bool fixed = due.empty() || !due.front().when;
      if (!fixed && task(i).status != Status::overdue) listed.push_back(i);
    }
  }
  std::sort(listed.begin(), listed.end());
  for (Index i : listed) {
    step(e.place.seq, task(i).name.rule, "due", [&] { replan_task(i, e); });
  }
}

// In a chain a stricter limit gives the full new time from now on, unless the old due time comes
// first; a milder one counts from the last close.
void Walk::replan_task(Index i, const Event& e) {
  Task& t = task(i);
  const Definition& d = *t.version->definition;
  std::int32_t entry = ruling(t, e.place.at);
  if (entry == t.entry) return;
  Task planned = t;
  planned.entry = entry;
  planned.reckoned = e.place.at;
  if (d.repeats(Repeat::Kind::chain)) {
    planned.floor = kAlways;
    Time now = std::min(e.place.at, t.paused_at);
    if (entry >= 0) planned.floor = std::min(t.due, counted(d.due[entry], now, e.place.at));
  }
  planned.due = reckon(planned);
  bool same = planned.due == t.due;
  t = std::move(planned);
  if (same) {
    schedule(i);
  } else {
    due_moved(i, e.place.at, e.place.seq, "replanned");
  }
}

// Another version of the calendar is valid from here on.
void Walk::recalculate(Index i, Time at) {
  Task& t = task(i);
  t.reckoned = at;
  Time due = reckon(t);
  if (std::exchange(t.due, due) == due) {
    schedule(i);
  } else {
    due_moved(i, at, 0, "recalculated");
  }
}

/// When the due time is to be reckoned anew by itself.
Time Walk::next_version(const Task& t) const {
  if (t.entry < 0) return kNever;
  const Calendar* c = facts_.calendars().find(t.version->definition->due[t.entry].calendar);
  return c == nullptr ? kNever : c->next_version(t.reckoned);
}

// Judges by the new due time, and lets the clock begin anew.
void Walk::due_moved(Index i, Time at, std::int64_t seq, const char* kind,
                     const std::string& reason, const std::string& actor) {
  Task& t = task(i);
  t.message = fill_message(t, nullptr);
  if (t.status == Status::late && t.closed_at <= t.due) t.status = Status::met;
  if (t.status == Status::overdue && t.due >= at) {
    t.status = Status::open;
    t.overdue_at = kNever;
  }
  note(i, kind, at, seq, reason, actor);
  if (!running(t.status)) return;
  if (t.status != Status::waiting) t.scheduled_at = at;
  std::fill(t.reminded.begin(), t.reminded.end(), 0);
  schedule(i);
}

}  // namespace tqc

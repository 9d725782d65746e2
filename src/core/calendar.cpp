#include "core/calendar.h"

#include <algorithm>

#include "core/pure.h"

namespace tqc {

const Calendar::Version& Calendar::find(Time at) const {
  auto after = std::upper_bound(versions_.begin(), versions_.end(), at,
                                [](Time t, const Version& v) { return t < v.from; });
  return after == versions_.begin() ? *after : *(after - 1);
}

Time Calendar::next_version(Time after) const {
  auto next = std::upper_bound(versions_.begin(), versions_.end(), after,
                               [](Time t, const Version& v) { return t < v.from; });
  return next == versions_.end() ? kNever : next->from;
}

std::vector<const SpecialDay*> Calendar::special_days(Time from, Time to, Time at) const {
  const Timetable& table = in_force(at);
  const std::int64_t first = table.day_of(from);
  const std::int64_t last = table.day_of(to);
  std::vector<const SpecialDay*> days;
  for (const SpecialDay& s : table.specials()) {
    if (s.day >= first && s.day <= last) days.emplace_back(&s);
  }
  return days;
}

CalendarBook::CalendarBook(const std::shared_ptr<const Zone>& zone,
                           std::vector<CalendarVersion> versions) {
  calendars_[kAlwaysCode].versions_.push_back({kAlways, 1, Timetable(zone, round_the_clock())});
  std::sort(versions.begin(), versions.end(),
            [](const CalendarVersion& a, const CalendarVersion& b) {
              return std::tie(a.valid_from, a.version) < std::tie(b.valid_from, b.version);
            });
  for (CalendarVersion& v : versions) {
    auto& line = calendars_[v.code].versions_;
    Timetable table(std::move(v.zone), std::move(v.hours));
    if (!line.empty() && line.back().from == v.valid_from) line.pop_back();
    line.push_back({v.valid_from, v.version, std::move(table)});
  }
  for (auto& [code, calendar] : calendars_) calendar.versions_.front().from = kAlways;
}

const Calendar* CalendarBook::find(std::string_view code) const {
  auto it = calendars_.find(code);
  return it == calendars_.end() ? nullptr : &it->second;
}

}  // namespace tqc

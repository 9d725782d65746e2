#include "core/timetable.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "core/error.h"
#include "core/pure.h"

namespace tqc {

namespace {

constexpr std::int64_t kMostDay = kEndTime / kDay + 1;

[[noreturn]] void out_of_range() {
  throw Error("22008", "calendar arithmetic is out of range",
              "A time lies before 4713 BC, after the year 294276, or more than 400 years of "
              "working time away.");
}

Time checked(Time at) {
  if (at < kFirstTime || at >= kEndTime) out_of_range();
  return at;
}

std::int32_t checked_day(std::int64_t day) {
  if (day < -kMostDay || day > kMostDay) out_of_range();
  return static_cast<std::int32_t>(day);
}

/// The first special day that is not before `day`.
auto first_from(const std::vector<SpecialDay>& days, std::int64_t day) {
  return std::lower_bound(days.begin(), days.end(), day,
                          [](const SpecialDay& s, std::int64_t d) { return s.day < d; });
}

// Days that surely lie between two instants, however far apart.
std::int64_t whole_days(Time from, Time to) { return to / kDay - from / kDay - 1; }

// As PostgreSQL adds months: the day of the month is the same or the month's last.
std::int64_t add_months(std::int64_t day, std::int32_t months) {
  using namespace std::chrono;
  constexpr sys_days kEpoch = year(2000) / January / 1;
  constexpr std::int64_t kChronoDays = 11'000'000;  // std::chrono::year ends at 32767
  constexpr std::int32_t kChronoMonths = 12 * 30'000;
  if (day > kChronoDays || day < -kChronoDays || months > kChronoMonths ||
      months < -kChronoMonths) {
    out_of_range();
  }
  year_month_day date(kEpoch + days(day));
  std::int64_t target = static_cast<int>(date.year()) * 12 + static_cast<unsigned>(date.month()) -
                        1 + std::int64_t{months};
  std::int64_t to_year = target / 12 - (target % 12 < 0 ? 1 : 0);
  if (to_year < -4712 || to_year > 32'000) out_of_range();
  year_month to =
      year(static_cast<int>(to_year)) / month(static_cast<unsigned>(target - to_year * 12) + 1);
  year_month_day_last end = to / last;
  sys_days moved = sys_days(to / std::min(date.day(), end.day()));
  return (moved - kEpoch).count();
}

}  // namespace

int weekday(std::int64_t day) {
  constexpr int kFirst = 5;  // 2000-01-01 was a Saturday
  auto rest = static_cast<int>((day + kFirst) % 7);
  return rest < 0 ? rest + 7 : rest;
}

WorkHours round_the_clock() {
  WorkHours hours;
  hours.week.fill({{0, kDay}});
  return hours;
}

Timetable::Timetable(std::shared_ptr<const Zone> zone, WorkHours hours)
    : zone_(std::move(zone)), hours_(std::move(hours)) {
  for (const Hours& day : hours_.week) {
    if (!day.empty()) ++week_days_;
    for (const HourStretch& s : day) week_micros_ += s.end - s.begin;
  }
  if (week_micros_ == 0) {
    throw Error(sqlstate::kDefinitionRefused, "a calendar's week must have working hours");
  }
  always_ = hours_.days.empty() && hours_.week == round_the_clock().week;
}

// --- days ---

Time Timetable::start_of(std::int64_t day) const {
  Time midnight = zone_->instant({checked_day(day), 0});
  // Where a clock set back shows midnight twice, the day begins with the first.
  Zone::Civil before = zone_->civil(midnight - 1);
  return before.day == day ? midnight - 1 - before.micros : midnight;
}

std::int64_t Timetable::day_of(Time at) const {
  std::int64_t day = zone_->civil(at).day;
  return at < start_of(day) ? day - 1 : day;
}

const SpecialDay* Timetable::special(std::int64_t day) const {
  auto found = first_from(hours_.days, day);
  return found != hours_.days.end() && found->day == day ? &*found : nullptr;
}

const Hours& Timetable::hours_of(std::int64_t day) const {
  const SpecialDay* s = special(day);
  return s != nullptr ? s->hours : hours_.week[static_cast<std::size_t>(weekday(day))];
}

std::vector<Timetable::Spell> Timetable::spells(std::int64_t day) const {
  const Hours& hours = hours_of(day);
  std::vector<Spell> spells;
  if (hours.empty()) return spells;
  spells.reserve(hours.size());
  Time done = start_of(day);
  const Time next = start_of(day + 1);
  for (const HourStretch& s : hours) {
    Time begin = s.begin == 0 ? done : zone_->instant({checked_day(day), s.begin});
    Time end = s.end == kDay ? next : zone_->instant({checked_day(day), s.end});
    begin = std::max(begin, done);
    end = std::min(end, next);
    if (begin >= end) continue;
    spells.push_back({begin, end});
    done = end;
  }
  return spells;
}

Time Timetable::day_start(Time from) const { return start_of(day_of(checked(from))); }

Time Timetable::day_end(Time from, std::int32_t n) const {
  std::int64_t day = day_of(checked(from));
  if (n > 0) day = counted_after(day, n);
  if (n < 0) day = counted_before(day, -std::int64_t{n});
  return checked(start_of(day + 1) - 1);
}

std::int64_t Timetable::counted_after(std::int64_t day, std::int64_t n) const {
  while (n > 0) {
    std::int64_t weeks = std::min(usual_days_from(day + 1) / 7, (n - 1) / week_days_);
    n -= weeks * week_days_;
    day += weeks * 7 + 1;
    checked_day(day);
    if (counts(day)) --n;
  }
  return day;
}

std::int64_t Timetable::counted_before(std::int64_t day, std::int64_t n) const {
  while (n > 0) {
    std::int64_t weeks = std::min(usual_days_before(day) / 7, (n - 1) / week_days_);
    n -= weeks * week_days_;
    day -= weeks * 7 + 1;
    checked_day(day);
    if (counts(day)) --n;
  }
  return day;
}

// --- weeks as usual ---

/// How many days from `day` on are as the week has them.
std::int64_t Timetable::usual_days_from(std::int64_t day) const {
  auto next = first_from(hours_.days, day);
  return (next == hours_.days.end() ? 2 * kMostDay : next->day) - day;
}

/// The same of the days before `day`.
std::int64_t Timetable::usual_days_before(std::int64_t day) const {
  auto next = first_from(hours_.days, day);
  return day - (next == hours_.days.begin() ? -2 * kMostDay : (next - 1)->day + 1);
}

// How many whole weeks from the start of `day` on have week_micros_ of work: all usual, and no
// clock change within a day of them (a change at midnight moves the start of a day).
std::int64_t Timetable::usual_weeks_from(std::int64_t day) const {
  std::int64_t days = usual_days_from(day);
  if (days < 7) return 0;
  Time start = start_of(day);
  Zone::Stretch steady = zone_->steady(start);
  if (whole_days(steady.from, start) < 1) return 0;
  return std::max<std::int64_t>(0, std::min(days, whole_days(start, steady.to) - 1) / 7);
}

std::int64_t Timetable::usual_weeks_before(std::int64_t day) const {
  std::int64_t days = usual_days_before(day);
  if (days < 7) return 0;
  Time start = start_of(day);
  Zone::Stretch steady = zone_->steady(start);
  if (whole_days(start, steady.to) < 1) return 0;
  return std::max<std::int64_t>(0, std::min(days, whole_days(steady.from, start) - 1) / 7);
}

// --- working time ---

Time Timetable::step(Time from, const Span& span) const {
  if (span.months != 0) {
    Zone::Civil c = zone_->civil(from);
    from = zone_->instant({checked_day(add_months(c.day, span.months)), c.micros});
  }
  if (span.days != 0) {
    Zone::Civil c = zone_->civil(from);
    from = zone_->instant({checked_day(std::int64_t{c.day} + span.days), c.micros});
  }
  return checked(from);
}

Time Timetable::add(Time from, const Span& span) const {
  from = step(checked(from), span);
  if (always_) {
    Time sum = 0;
    if (__builtin_add_overflow(from, span.micros, &sum)) out_of_range();
    return checked(sum);
  }
  if (span.micros > 0) return checked(later(from, span.micros));
  if (span.micros == std::numeric_limits<std::int64_t>::min()) out_of_range();
  if (span.micros < 0) return checked(earlier(from, -span.micros));
  return from;
}

Time Timetable::later(Time from, std::int64_t micros) const {
  std::int64_t day = day_of(from);
  const std::int64_t last = day + kHorizon;
  while (day <= last) {
    for (const Spell& s : spells(day)) {
      Time begin = std::max(s.begin, from);
      if (begin >= s.end) continue;
      if (micros <= s.end - begin) return begin + micros;
      micros -= s.end - begin;
    }
    ++day;
    if (micros <= week_micros_) continue;
    std::int64_t weeks = std::min(usual_weeks_from(day), (micros - 1) / week_micros_);
    micros -= weeks * week_micros_;
    day += weeks * 7;
  }
  out_of_range();
}

Time Timetable::earlier(Time from, std::int64_t micros) const {
  std::int64_t day = day_of(from);
  const std::int64_t last = day - kHorizon;
  while (day >= last) {
    std::vector<Spell> of_day = spells(day);
    for (auto s = of_day.rbegin(); s != of_day.rend(); ++s) {
      Time end = std::min(s->end, from);
      if (s->begin >= end) continue;
      if (micros <= end - s->begin) return end - micros;
      micros -= end - s->begin;
    }
    if (micros > week_micros_) {
      std::int64_t weeks = std::min(usual_weeks_before(day), (micros - 1) / week_micros_);
      micros -= weeks * week_micros_;
      day -= weeks * 7;
    }
    --day;
  }
  out_of_range();
}

std::int64_t Timetable::working(Time from, Time to) const {
  if (to < from) return -working(to, from);
  checked(from);
  checked(to);
  if (always_) return to - from;
  std::int64_t sum = 0;
  std::int64_t day = day_of(from);
  const std::int64_t last = day_of(to);
  while (day <= last) {
    for (const Spell& s : spells(day)) {
      sum += std::max<std::int64_t>(0, std::min(s.end, to) - std::max(s.begin, from));
    }
    ++day;
    if (last - day < 7) continue;
    std::int64_t weeks = std::min(usual_weeks_from(day), (last - day) / 7);
    sum += weeks * week_micros_;
    day += weeks * 7;
  }
  return sum;
}

}  // namespace tqc

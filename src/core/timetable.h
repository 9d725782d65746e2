// One version of a calendar at work: which days count, which hours are worked, and the arithmetic
// over both. A pure function of the hours and the zone.
//
// A local day runs from its first instant to the first instant of the next: 23, 24 or 25 hours, and
// what a zone's history has besides. Working hours are written as wall clocks; a stretch of them
// runs from the instant of its first to that of its last, so a night shift over a clock change is
// an hour shorter or longer, as it is worked. Where a change skips them, neighbours never overlap.
//
// Long ways are made short: whole weeks in which no single day differs and the zone's offset stays
// are taken at once. Every search ends: a week without hours is refused, and nothing is looked for
// further away than kHorizon.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "core/time.h"
#include "core/zone.h"

namespace tqc {

/// Stretches of one day in order, apart from each other: microseconds since 00:00, at most
/// kDay.
struct HourStretch {
  std::int64_t begin;
  std::int64_t end;
  bool operator==(const HourStretch&) const = default;
};
using Hours = std::vector<HourStretch>;

/// A day that differs from its weekday: a holiday (no hours), a make-up day (hours).
struct SpecialDay {
  std::int32_t day;  // since 2000-01-01
  Hours hours;
  std::string name;
  bool operator==(const SpecialDay&) const = default;
};

struct WorkHours {
  std::array<Hours, 7> week;     // from Monday on
  std::vector<SpecialDay> days;  // by day, each once
  bool operator==(const WorkHours&) const = default;
};

/// All hours of all days.
WorkHours round_the_clock();

/// 0 is Monday.
int weekday(std::int64_t day);

class Timetable {
 public:
  static constexpr std::int64_t kHorizon = 146'097;  // days: 400 years

  /// Throws tqc::Error TQ003 if the week has no hours at all.
  Timetable(std::shared_ptr<const Zone> zone, WorkHours hours);

  /// Months and days are steps of the wall clock, in this order; the rest is working time. Working
  /// time that ends with a stretch of hours ends there, not at the beginning of the next.
  Time add(Time from, const Span& span) const;
  /// The working time between two instants; negative if `to` is the earlier.
  std::int64_t working(Time from, Time to) const;

  Time day_start(Time from) const;
  Time day_end(Time from, std::int32_t n) const;

  /// The local day an instant lies in.
  std::int64_t day_of(Time at) const;
  Time start_of(std::int64_t day) const;

  /// Does the day count as a working day?
  bool counts(std::int64_t day) const { return !hours_of(day).empty(); }
  const Hours& hours_of(std::int64_t day) const;
  /// The special day of that date, or null.
  const SpecialDay* special(std::int64_t day) const;
  const std::vector<SpecialDay>& specials() const { return hours_.days; }

  const Zone& zone() const { return *zone_; }

 private:
  struct Spell {
    Time begin;
    Time end;
  };
  std::vector<Spell> spells(std::int64_t day) const;
  Time step(Time from, const Span& span) const;
  Time later(Time from, std::int64_t micros) const;
  Time earlier(Time from, std::int64_t micros) const;
  std::int64_t counted_after(std::int64_t day, std::int64_t n) const;
  std::int64_t counted_before(std::int64_t day, std::int64_t n) const;
  std::int64_t usual_days_from(std::int64_t day) const;
  std::int64_t usual_days_before(std::int64_t day) const;
  std::int64_t usual_weeks_from(std::int64_t day) const;
  std::int64_t usual_weeks_before(std::int64_t day) const;

  std::shared_ptr<const Zone> zone_;
  WorkHours hours_;
  std::int64_t week_micros_ = 0;  // of a week without special days and clock changes
  std::int64_t week_days_ = 0;    // that count, of a week without special days
  bool always_ = false;           // no instant is free
};

}  // namespace tqc

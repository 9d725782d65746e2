// Calendars (工作日历): which hours are worked, by which version, and what a span of working time
// or a number of working days comes to. The arithmetic is timetable.h's.
//
// A version is valid from an instant on the timeline to the next version's; the earliest also holds
// for all that came before it. Every question names the instant `at` whose version is to answer.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "core/timetable.h"
#include "core/zone.h"

namespace tqc {

struct CalendarVersion {
  std::string code;
  std::int32_t version = 0;
  Time valid_from = kAlways;
  std::shared_ptr<const Zone> zone;
  WorkHours hours;
};

/// All versions of one code. Any answer may throw tqc::Error: 22008 when it is out of range.
class Calendar {
 public:
  /// `from` plus working time (negative: back), by the version in force at `at`. Date units of the
  /// span are wall-clock steps in the zone, its exact part is working time.
  Time add(Time from, const Span& span, Time at) const { return in_force(at).add(from, span); }

  /// End (one microsecond before the next day begins) of the n-th counted day after the day of
  /// `from`; 0 that day; negative before.
  Time day_end(Time from, std::int32_t n, Time at) const { return in_force(at).day_end(from, n); }

  /// Local midnight of from's day.
  Time day_start(Time from, Time at) const { return in_force(at).day_start(from); }

  /// Working microseconds between (elapsed).
  std::int64_t working(Time from, Time to, Time at) const { return in_force(at).working(from, to); }

  /// valid_from of the next version later than `after`, kNever if none.
  Time next_version(Time after) const;

  const Zone& zone(Time at) const { return in_force(at).zone(); }

  /// The number of the version in force.
  std::int32_t version(Time at) const { return find(at).number; }

  /// The days from that of `from` to that of `to` that differ from their weekday: what an
  /// explanation names (国庆节, 调休).
  std::vector<const SpecialDay*> special_days(Time from, Time to, Time at) const;

  const Timetable& in_force(Time at) const { return find(at).table; }

 private:
  friend class CalendarBook;
  struct Version {
    Time from;  // of the earliest: kAlways
    std::int32_t number;
    Timetable table;
  };
  const Version& find(Time at) const;

  std::vector<Version> versions_;  // by `from`, never empty
};

/// Calendars of a database: all versions of all codes. `always` is built in (24x7, in the zone it
/// is given: tqc.timezone).
class CalendarBook {
 public:
  static constexpr const char* kAlwaysCode = "always";

  /// Of versions of one code valid from the same instant the highest counts.
  explicit CalendarBook(const std::shared_ptr<const Zone>& zone,
                        std::vector<CalendarVersion> versions = {});

  /// nullptr if unknown.
  const Calendar* find(std::string_view code) const;

 private:
  std::map<std::string, Calendar, std::less<>> calendars_;
};

}  // namespace tqc

// Working time and counted days: what "within 8 hours" and "by the end of the second working day"
// mean. All versions of a calendar are known; each question says by which instant's version.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/time.h"

namespace tqc {

/// Wall-clock arithmetic of one time zone, given by the server (or a test).
class Zone {
 public:
  virtual ~Zone() = default;
  struct Civil {
    std::int32_t day;     // days since 2000-01-01
    std::int64_t micros;  // since that local midnight's wall clock 00:00
  };
  virtual Civil civil(Time at) const = 0;  // wall clock of an instant
  /// AT TIME ZONE as PostgreSQL has it: in a gap shifted forward, in an overlap as it does.
  virtual Time instant(Civil c) const = 0;
};

/// All versions of one calendar.
class Calendar {
 public:
  /// `from` plus working time (negative: back), by the version in force at `at`. Date units of
  /// the span are wall-clock steps in the zone, its exact part is working time.
  Time add(Time from, const Span& span, Time at) const;
  /// End (one microsecond before the next day begins) of the n-th counted day after the day of
  /// `from`; 0 that day; negative before.
  Time day_end(Time from, std::int32_t n, Time at) const;
  Time day_start(Time from, Time at) const;              // local midnight of from's day
  std::int64_t working(Time from, Time to, Time at) const;  // working microseconds between
  /// valid_from of the next version later than `after`, kNever if none.
  Time next_version(Time after) const;
  const Zone& zone(Time at) const;
};

/// Calendars of a database: all versions of all codes. `always` is built in (24x7, zone
/// tqc.timezone).
class CalendarBook {
 public:
  const Calendar* find(std::string_view code) const;  // nullptr if unknown
};

}  // namespace tqc

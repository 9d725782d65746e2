// Times in cron's five fields: minute, hour, day of the month, month, day of the week.
//
//   field   values     names      each field: * or a list of n, n-m, n-m/step, */step
//   minute  0-59
//   hour    0-23
//   day     1-31
//   month   1-12       JAN-DEC
//   weekday 0-7        SUN-SAT    0 and 7 are Sunday
//
// As in cron, a day fits if day and weekday both fit; where neither of them begins with *, if
// one of them does.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/zone.h"

namespace tqc {

struct Cron {
  std::uint64_t minutes = 0;  // bit n: value n
  std::uint32_t hours = 0;
  std::uint32_t days = 0;
  std::uint32_t months = 0;
  std::uint32_t weekdays = 0;
  bool either = false;  // day or weekday, not both

  bool on_day(std::int32_t day) const;  // counted from 2000-01-01
  bool operator==(const Cron&) const = default;
};

/// Throws tqc::Error TQ003 whose message says what was expected.
Cron parse_cron(std::string_view text);

/// The first such time later than `after`, by the wall clock of the zone: a time in a gap is
/// shifted forward, and two that give one instant are one. kNever if none comes for years.
Time next_time(const Cron& cron, const Zone& zone, Time after);

}  // namespace tqc

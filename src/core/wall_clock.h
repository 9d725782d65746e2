// Steps of the wall clock: days and months as people count them in one time zone.
#pragma once

#include <cstdint>

#include "core/calendar.h"
#include "core/time.h"

namespace tqc {

struct Date {
  std::int32_t year = 2000;
  std::int32_t month = 1;  // 1 to 12
  std::int32_t day = 1;    // 1 to 31

  bool operator==(const Date&) const = default;
};

/// Proleptic Gregorian; `day` counts from 2000-01-01, as in Zone::Civil.
Date date_of(std::int32_t day);
std::int32_t day_of(const Date& date);
std::int32_t days_in_month(std::int32_t year, std::int32_t month);
/// 0 Sunday to 6 Saturday.
std::int32_t weekday_of(std::int32_t day);

/// As PostgreSQL adds an interval to a timestamptz: months, then days on the wall clock of the
/// zone (the 31st becomes the last of a shorter month), then exact time. Throws tqc::Error TQ002
/// beyond the range of time.
Time add_on_wall_clock(const Zone& zone, Time from, const Span& span);

/// When the local day begins.
Time midnight(const Zone& zone, std::int32_t day);

/// Throws tqc::Error TQ002 unless the instant is one that no sum of the fold takes out of range.
void check_range(Time at);

}  // namespace tqc

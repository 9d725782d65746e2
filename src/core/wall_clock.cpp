#include "core/wall_clock.h"

#include <algorithm>

#include "core/error.h"
#include "core/pure.h"

namespace tqc {

namespace {

constexpr std::int64_t kDay = 24 * kHour;
constexpr std::int32_t kEpoch = 730'425;  // days from 0000-03-01 to 2000-01-01
// A good 10,000 years to either side of 2000; durations are at most 200 years.
constexpr Time kFar = 3'660'000 * kDay;

bool leap(std::int32_t year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

}  // namespace

// Years are counted from March, so that the leap day is the last of its year; 400 years have
// 146097 days, and from March on months have 31, 30, 31, 30, 31 days again and again.
Date date_of(std::int32_t day) {
  std::int64_t z = static_cast<std::int64_t>(day) + kEpoch;
  std::int64_t era = (z >= 0 ? z : z - 146'096) / 146'097;
  std::int64_t of_era = z - era * 146'097;
  std::int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36'524 - of_era / 146'096) / 365;
  std::int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  std::int64_t from_march = (5 * of_year + 2) / 153;
  Date date;
  date.day = static_cast<std::int32_t>(of_year - (153 * from_march + 2) / 5 + 1);
  date.month = static_cast<std::int32_t>(from_march < 10 ? from_march + 3 : from_march - 9);
  date.year = static_cast<std::int32_t>(year_of_era + era * 400 + (date.month <= 2 ? 1 : 0));
  return date;
}

std::int32_t day_of(const Date& date) {
  std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
  std::int64_t era = (year >= 0 ? year : year - 399) / 400;
  std::int64_t year_of_era = year - era * 400;
  std::int64_t from_march = date.month > 2 ? date.month - 3 : date.month + 9;
  std::int64_t of_year = (153 * from_march + 2) / 5 + date.day - 1;
  std::int64_t of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
  return static_cast<std::int32_t>(era * 146'097 + of_era - kEpoch);
}

std::int32_t days_in_month(std::int32_t year, std::int32_t month) {
  if (month == 2) return leap(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::int32_t weekday_of(std::int32_t day) {
  std::int32_t since_sunday = (day + 6) % 7;  // 2000-01-01 was a Saturday
  return since_sunday < 0 ? since_sunday + 7 : since_sunday;
}

void check_range(Time at) {
  if (at > kFar || at < -kFar) {
    throw Error(sqlstate::kDataRefused, "an instant is too far from the present to count from");
  }
}

Time add_on_wall_clock(const Zone& zone, Time from, const Span& span) {
  check_range(from);
  Time at = from;
  if (span.months != 0) {
    Zone::Civil c = zone.civil(at);
    Date date = date_of(c.day);
    std::int32_t months = date.year * 12 + (date.month - 1) + span.months;
    date.year = months >= 0 ? months / 12 : -((11 - months) / 12);
    date.month = months - date.year * 12 + 1;
    date.day = std::min(date.day, days_in_month(date.year, date.month));
    c.day = day_of(date);
    at = zone.instant(c);
  }
  if (span.days != 0) {
    Zone::Civil c = zone.civil(at);
    c.day += span.days;
    at = zone.instant(c);
  }
  at += span.micros;
  check_range(at);
  return at;
}

Time midnight(const Zone& zone, std::int32_t day) { return zone.instant({day, 0}); }

}  // namespace tqc

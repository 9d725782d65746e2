// Instants and durations.
//
// An instant is PostgreSQL's timestamptz: microseconds since 2000-01-01 00:00 UTC.
// A duration has three parts, as PostgreSQL's interval has: months and days are
// wall-clock steps in the zone of a calendar, microseconds are exact.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace tqc {

using Time = std::int64_t;

inline constexpr Time kNever = std::numeric_limits<Time>::max();   // timestamptz 'infinity'
inline constexpr Time kAlways = std::numeric_limits<Time>::min();  // timestamptz '-infinity'

// Of all other instants the first, and the one that ends timestamptz's range.
inline constexpr Time kFirstTime = -211'813'488'000'000'000;
inline constexpr Time kEndTime = 9'223'371'331'200'000'000;

inline constexpr std::int64_t kSecond = 1'000'000;
inline constexpr std::int64_t kMinute = 60 * kSecond;
inline constexpr std::int64_t kHour = 60 * kMinute;

struct Span {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int64_t micros = 0;

  bool zero() const { return months == 0 && days == 0 && micros == 0; }
  Span operator-() const { return {-months, -days, -micros}; }
  bool operator==(const Span&) const = default;
};

/// Reads an ISO 8601 duration ("PT8H", "P1D", "-PT30M"). Throws tqc::Error TQ003.
Span parse_duration(std::string_view text);

/// Writes a duration as ISO 8601, the inverse of parse_duration.
std::string format_duration(const Span& span);

}  // namespace tqc

// A time zone as the core sees it: wall clocks and instants. The server's zones stand behind it
// (pg/server_zone.h), in tests a list of clock changes.
#pragma once

#include <string_view>

#include "core/time.h"

namespace tqc {

inline constexpr std::int64_t kDay = 24 * kHour;  // of the clock's face; a real one may differ

/// Wall-clock arithmetic of one time zone, given by the server (or a test).
class Zone {
 public:
  virtual ~Zone() = default;

  struct Civil {
    std::int32_t day;     // days since 2000-01-01
    std::int64_t micros;  // what the wall clock shows, since 00:00
    bool operator==(const Civil&) const = default;
  };

  /// Wall clock of an instant.
  virtual Civil civil(Time at) const = 0;

  /// AT TIME ZONE as PostgreSQL has it: a wall clock that a change skips is moved on by as much as
  /// was skipped, of one shown twice the second is meant.
  virtual Time instant(Civil c) const = 0;

  /// What the zone is called ("Asia/Shanghai"); empty if it has no name.
  virtual std::string_view name() const { return {}; }

  struct Stretch {
    Time from;
    Time to;
  };
  /// A stretch [from, to) about `at` in which the offset surely stays the same; an empty one if
  /// the zone cannot tell. It only makes long ways short.
  virtual Stretch steady(Time at) const { return {at, at}; }
};

/// The zone without clock changes.
const Zone& utc();

}  // namespace tqc

// An instant as people and systems write it: RFC 3339 and what is usual round it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace tqc {

/// "2026-01-05T08:00:00.25+08:00" taken apart. Only what exists in the calendar: no 30 February.
struct WrittenTime {
  int year = 0, month = 0, day = 0;
  bool has_time = false;  // else a mere date
  int hour = 0, minute = 0, second = 0, micros = 0;
  bool has_seconds = false;
  std::optional<int> offset;  // seconds east of UTC

  /// As if it were UTC. A leap second is the first second of the next minute.
  Time as_utc() const;
};

/// Date and time parted by T or one space; seconds may lack; the offset Z, ±hh:mm, ±hhmm or ±hh
/// may lack. Nothing if it is none of these.
std::optional<WrittenTime> read_written_time(std::string_view text);

/// HL7's form, version 2 and 3: YYYYMMDD[HHMM[SS[.S…]]][±ZZZZ]. An hour without minutes is not
/// taken for a time of day. Nothing if it is none.
std::optional<WrittenTime> read_hl7_time(std::string_view text);

/// "2026-01-05T08:00:00+08:00", without what is not known.
std::string to_rfc3339(const WrittenTime& time);

/// Strictly RFC 3339: a date-time; a date ("full-date"); a time ("full-time").
bool is_rfc3339_date_time(std::string_view text);
bool is_rfc3339_date(std::string_view text);
bool is_rfc3339_time(std::string_view text);

}  // namespace tqc

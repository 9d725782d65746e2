// A calendar's documents, parsed and checked: docs/calendars.md.
//
//   week  {"mon": [["08:00","12:00"],["14:00","17:30"]], "tue": "mon", …}   a day left out is free
//   days  {"2026-10-01": [],                                       free
//          "2026-10-10": {"hours": "mon", "name": "国庆节调休"}}     worked as on a Monday
#pragma once

#include <string_view>

#include "core/timetable.h"

namespace tqc {

/// Throws tqc::Error TQ003 that names the JSON pointer (/week/mon/0, /days/2026-10-01) and what was
/// expected there. Either text may be any bytes.
WorkHours parse_work_hours(std::string_view week, std::string_view days);

/// "2026-10-01" as days since 2000-01-01, and back.
std::string format_day(std::int32_t day);

/// "08:00-12:00 14:00-17:30"; of a free day nothing.
std::string format_hours(const Hours& hours);

}  // namespace tqc

// The calendars of this database as the core uses them: parsed once, kept while they hold.
#pragma once

#include "core/calendar.h"

namespace tqc::calendar {

/// The highest tqc.calendar_version.id this snapshot sees; 0: there is none. Writers hold a lock
/// until they commit (define_calendar.cpp), so ids come in the order of commits.
int highest();

/// The versions up to that id, and `always` in the database's tqc.timezone. Valid until the next
/// call. Both need SPI, and the caller's right to read tqc.calendar_version.
const CalendarBook& book(int highest);

}  // namespace tqc::calendar

// Changes that reach into the past: a rule version effective before events that have been
// applied, a calendar version, a clock set back. The subjects concerned are queued in tqc.refold.
#pragma once

#include "core/rule_book.h"
#include "engine/cursor.h"
#include "pg/clock.h"

namespace tqc::engine {

/// The newest versions this turn sees, by id.
struct Highest {
  std::int32_t rule;
  std::int32_t calendar;
};

/// Queues what is concerned by rules above cursor.rules, calendars above cursor.calendars and by
/// the clock's generation; notes all as served. True if there was anything new.
bool reach_into_past(Cursor& cursor, const RuleBook& book, const Highest& highest,
                     const pg::Clock& clock, Time now);

}  // namespace tqc::engine

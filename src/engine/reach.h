// Changes that reach into the past: a rule version effective before events that have been
// applied, a clock set back. The subjects concerned are queued in tqc.refold.
#pragma once

#include "core/rule_book.h"
#include "engine/cursor.h"
#include "pg/clock.h"

namespace tqc::engine {

/// Queues what is concerned by rules above cursor.rules and by the clock's generation; notes
/// both as served. True if there was anything new.
bool reach_into_past(Cursor& cursor, const RuleBook& book, int highest, const pg::Clock& clock,
                     Time now);

}  // namespace tqc::engine

// Appending events that tqc itself emits: hand actions and corrections.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/time.h"

namespace tqc::ingest {

/// Appends an event of a reserved type ("tqc.close", …) to the log and rings the
/// bell; `data` is JSON text. Returns the event's seq. Needs an SPI session.
/// The caller has checked everything: no schema, no limit on the time applies.
std::int64_t append_reserved(std::string_view type, std::string_view site, std::string_view subject,
                             Time occurred_at, std::string_view data);

}  // namespace tqc::ingest

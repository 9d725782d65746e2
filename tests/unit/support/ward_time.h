// Times as a ward says them: "08:00" on the first day, "2 08:00" on the second, "0 22:00" the
// evening before; "08:00:30.5" to the microsecond. The first day is Monday, 5 January 2026, UTC.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace tqc::test {

std::optional<Time> read_ward_time(std::string_view text);
std::string ward_time(Time at);

/// The same, of what a test says: throws std::logic_error where it is no time.
Time on(std::string_view text);

}  // namespace tqc::test

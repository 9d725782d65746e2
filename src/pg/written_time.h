// Times that come as text.
#pragma once

#include <string_view>

#include "core/time.h"

namespace tqc::pg {

/// An instant from its text (core/instant.h); without offset it is read in tqc.timezone. Throws
/// tqc::Error: TQ005 for a mere date, TQ002 for what is no time.
Time read_time(std::string_view text);

}  // namespace tqc::pg

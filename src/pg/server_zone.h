// The server's time zones behind the core's interface.
#pragma once

#include <memory>
#include <string>

#include "core/zone.h"

namespace tqc::pg {

/// A name of the server's list of zones. Not an offset such as "+08" or "UTC+8": these the server
/// would take too, but as POSIX has it, with the sign the other way round.
bool is_zone_name(const char* name);

/// The zone of that name ("Asia/Shanghai"), the same object for the same name as long as the
/// process lives; nothing if is_zone_name() says it is none.
std::shared_ptr<const Zone> find_zone(const std::string& name);

}  // namespace tqc::pg

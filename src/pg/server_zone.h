// The server's time zones behind the core's interface.
#pragma once

#include <memory>
#include <string>

#include "core/zone.h"

namespace tqc::pg {

/// The zone of that name ("Asia/Shanghai"), the same object for the same name as long as the
/// process lives; nothing if the server does not know it.
std::shared_ptr<const Zone> find_zone(const std::string& name);

}  // namespace tqc::pg

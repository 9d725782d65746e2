// Message numbers for events that come without one.
#pragma once

#include <string>

namespace tqc::ingest {

/// A random (version 4) UUID as text.
std::string fresh_uuid();

}  // namespace tqc::ingest

// A task as JSON: what tqc.push carries and the board shows. Fields: docs/protocol.md.
#pragma once

#include <string>

#include "core/state.h"
#include "core/fold.h"

namespace tqc::engine {

/// `step`: of a reminder, which one; else empty. `reason` overrides the task's if not empty.
std::string payload(const Task& task, const Subject& subject, const std::string& step = {},
                    const std::string& reason = {});

/// An instant as ISO 8601 in UTC, microseconds only where there are some.
std::string iso_time(Time at);

}  // namespace tqc::engine

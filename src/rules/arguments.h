// Arguments of the functions on rules, checked.
#pragma once

#include <string>

#include "core/time.h"
#include "pg/guard.h"

namespace tqc::rules {

/// A text that must be given and not be empty.
std::string required_text(FunctionCallInfo fcinfo, int n, const char* what);

/// effective_from; NULL gives tqc.now(). Infinity is refused, minus infinity is not.
Time effective_from(FunctionCallInfo fcinfo, int n);

}  // namespace tqc::rules

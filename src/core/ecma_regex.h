// Regular expressions of ECMA 262, as JSON Schema has them, in the server's dialect (ARE).
#pragma once

#include <string>
#include <string_view>

namespace tqc::schema {

/// The same set of texts in the other dialect. Throws tqc::Error (22023) for what is no expression
/// and for what the server has no means for: named groups, Unicode properties.
std::string to_advanced_regex(std::string_view pattern);

}  // namespace tqc::schema

// From the text of a template to its parts.
#pragma once

#include <string>
#include <string_view>

#include "core/definition.h"

namespace tqc {

/// Throws tqc::Error TQ003 whose message says what was expected.
Template parse_template(std::string_view text);

/// The name as it stands between the braces; empty for a literal.
std::string part_name(const Template::Part& part);

}  // namespace tqc

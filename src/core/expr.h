// What is known of a path's text without the server.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/definition.h"

namespace tqc {

/// The variables that an SQL/JSON path names, in order, outside string literals and
/// comments.
std::vector<std::string> path_variables(std::string_view path);

}  // namespace tqc

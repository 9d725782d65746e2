// As much of SQL/JSON path as the tests speak: $.a.b[*], $ctx.x, $open.x, $since."type",
// == != < <= > >=, && ||, !, exists(…), strings, numbers, true, false.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

namespace tqc::test {

/// What "$" (under the name ""), "$ctx", "$open" and "$since" stand for; absent: nothing.
using PathRoots = std::map<std::string, nlohmann::json>;

/// What the path yields; a predicate yields true or false.
std::vector<nlohmann::json> evaluate(std::string_view path, const PathRoots& roots);

/// For parse_definition.
std::optional<std::string> complaint_about(std::string_view path);

}  // namespace tqc::test

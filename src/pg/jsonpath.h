// SQL/JSON paths, of which the server alone knows what they are.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tqc::pg {

/// The server's complaint about a text that is no SQL/JSON path, or nothing.
std::optional<std::string> jsonpath_fault(std::string_view path);

}  // namespace tqc::pg

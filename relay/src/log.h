// Log lines: one JSON object a line on standard error, {"time", "level", "event", …}.
//
// What must hold: no token, key, password or connection string ever becomes a field. Callers pass
// names and numbers; text that comes from a client is passed only where it has been checked (a
// receiver of a verified token).
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace tqc::relay {

enum class Level { debug, info, warning, error };

using Field = std::pair<std::string_view, nlohmann::json>;

void set_log_level(Level level);
bool log_enabled(Level level);
void log(Level level, std::string_view event, std::initializer_list<Field> fields = {});

}  // namespace tqc::relay

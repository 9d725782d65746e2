#include "log.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>

namespace tqc::relay {
namespace {

Level threshold = Level::info;

std::string timestamp() {
  auto now = std::chrono::system_clock::now();
  auto seconds = std::chrono::system_clock::to_time_t(now);
  auto millis =
      std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count() % 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 40> text{};
  auto n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::string fraction = std::to_string(1000 + millis);
  fraction[0] = '.';
  return std::string(text.data(), n) + fraction + "Z";
}

}  // namespace

void set_log_level(Level level) { threshold = level; }
bool log_enabled(Level level) { return level >= threshold; }

void log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  static constexpr std::array names{"debug", "info", "warning", "error"};
  if (!log_enabled(level)) return;
  nlohmann::ordered_json line;
  line["time"] = timestamp();
  line["level"] = names.at(static_cast<std::size_t>(level));
  line["event"] = event;
  for (const auto& [name, value] : fields) line[std::string(name)] = value;
  auto text = line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
  // One write a line, so that lines of several processes do not mix; a log that cannot be written
  // must not stop the relay.
  std::string_view rest = text;
  while (!rest.empty()) {
    auto n = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (n < 0 && errno != EINTR) return;
    if (n > 0) rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

}  // namespace tqc::relay

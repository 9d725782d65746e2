// Frames from clients, read from JSON text. Frames to clients are built in frame.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "codes.h"

namespace tqc::relay {

struct Hello {
  std::string token;
  std::optional<std::int64_t> since;
};
struct Ack {
  std::int64_t seq;
};
struct History {
  std::int64_t before;  // pushes below this number
  int limit;
};
struct Tasks {
  std::optional<std::vector<std::string>> receivers;  // absent: the token's own
};
struct Ping {};
struct Pong {};
struct Refused {
  const Code* code;
  std::string message;
};
using Message = std::variant<Hello, Ack, History, Tasks, Ping, Pong, Refused>;

inline constexpr int default_history = 50;
inline constexpr int max_history = 500;
inline constexpr std::size_t max_asked_receivers = 1000;

// Never throws: what cannot be read comes back as Refused. Unknown fields are ignored.
Message parse_message(std::string_view text);

}  // namespace tqc::relay

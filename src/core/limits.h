// How long what an event says may be where it is kept beside the event: in names, indexes and with
// every task and push. What is longer makes the step a failure, so that one event cannot make rows
// that the server refuses to write, which would stop the engine for everybody.
#pragma once

#include <cstddef>
#include <string>

#include "core/error.h"

namespace tqc {

inline constexpr std::size_t kMostKey = 1024;             // bytes of a business key, as JSON text
inline constexpr std::size_t kMostReceiver = 512;         // bytes of a receiver's name
inline constexpr std::size_t kMostReceivers = 16 * 1024;  // bytes of all receivers of a task
inline constexpr std::size_t kMostMessage = 16 * 1024;    // bytes of a message
inline constexpr std::size_t kMostContext = 16 * 1024;    // bytes of a field of the context
inline constexpr std::size_t kMostOpenData = 16 * 1024 * 1024;  // bytes of what $open stands for

inline void check_length(const char* what, std::size_t bytes, std::size_t most) {
  if (bytes <= most) return;
  throw Error(sqlstate::kDataRefused,
              std::string(what) + " is longer than " + std::to_string(most) + " bytes");
}

}  // namespace tqc

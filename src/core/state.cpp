#include "core/state.h"

#include <array>

#include "core/error.h"
#include "core/pure.h"

namespace tqc {

namespace {
constexpr std::array<std::string_view, 10> kStatus = {"waiting",   "open",   "overdue",  "met",
                                                      "late",      "missed", "violated", "replaced",
                                                      "cancelled", "waived"};
}

std::string_view to_string(Status s) { return kStatus[static_cast<std::size_t>(s)]; }

Status status_from(std::string_view text) {
  for (std::size_t i = 0; i < kStatus.size(); ++i) {
    if (kStatus[i] == text) return static_cast<Status>(i);
  }
  throw Error("XX000", "unknown task status \"" + std::string(text) + "\"");
}

}  // namespace tqc

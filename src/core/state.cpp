#include "core/state.h"

#include <algorithm>
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

Time Spell::since(const std::string& key) const {
  auto own = keys.find(key);
  return own == keys.end() ? all : own->second;
}

Time Spell::earliest() const {
  Time first = all;
  for (const auto& [key, at] : keys) first = std::min(first, at);
  return first;
}

void Spell::begin(const std::optional<std::string>& key, Time at) {
  if (key) {
    if (since(*key) == kNever) keys[*key] = at;
    return;
  }
  for (auto& [of, from] : keys) from = std::min(from, at);
  all = std::min(all, at);
}

void Spell::end(const std::optional<std::string>& key) {
  if (!key) {
    *this = {};
  } else if (all == kNever) {
    keys.erase(*key);
  } else {
    keys[*key] = kNever;
  }
}

void State::forget_ended() {
  std::erase_if(tasks, [](const Task& t) { return !running(t.status); });
  std::vector<std::int32_t> place(series.size(), -1);
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (!series[i].over && series[i].next != kNever) place[i] = 0;
  }
  for (const Task& t : tasks) {
    if (t.series >= 0 && !series[t.series].over) place[t.series] = 0;
  }
  std::int32_t kept = 0;
  for (std::size_t i = 0; i < series.size(); ++i) {
    if (place[i] < 0) continue;
    place[i] = kept;
    if (static_cast<std::size_t>(kept) != i) series[kept] = std::move(series[i]);
    ++kept;
  }
  series.resize(kept);
  for (Task& t : tasks) {
    if (t.series >= 0) t.series = place[t.series];
  }
}

}  // namespace tqc

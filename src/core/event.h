// Events as the fold sees them. Data stay with the server; `data` is its handle.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/expr.h"
#include "core/time.h"

namespace tqc {

/// Types of tqc's own: only its functions emit them.
inline bool is_reserved(std::string_view code) { return code.starts_with("tqc."); }

/// One definition of an event type. An event is read for ever by the one under which
/// it was taken.
struct EventType {
  std::int32_t id = 0;
  std::string code;
  std::vector<std::string> undoes;
  std::vector<std::string> amends;
  std::vector<Expr> match;
  std::vector<std::pair<std::string, Expr>> context;

  bool reserved() const { return is_reserved(code); }
  /// Acts on an earlier event, so that only a fold of the whole log can apply it.
  bool rewrites() const { return !undoes.empty() || !amends.empty() || code == "tqc.correct"; }
};

/// An event's place in the order (occurred_at, sequence NULLS LAST, seq).
struct Position {
  static constexpr std::int64_t kNoSequence = INT64_MAX;

  Time at = kAlways;
  std::int64_t sequence = kNoSequence;
  std::int64_t seq = 0;

  auto operator<=>(const Position&) const = default;
};

struct Event {
  Position place;
  const EventType* type = nullptr;
  std::uint32_t data = 0;
};

}  // namespace tqc

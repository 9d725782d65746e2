// One event on its way in, whatever door it comes through: SQL, CloudEvents, and what follows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "pg/pg.h"

namespace tqc::ingest {

/// What the sender said; an absent member was not given. The views and the data belong to the
/// caller and outlive the taking.
struct Incoming {
  std::optional<std::string_view> type;
  std::optional<std::string_view> subject;
  std::optional<std::string_view> id;  // absent: a fresh UUID, see intake.h
  std::optional<std::string_view> source;
  std::optional<std::string_view> site;
  std::optional<Time> occurred_at;  // absent: tqc.now()
  std::optional<std::int64_t> sequence;
  const Jsonb* data = nullptr;

  bool numbered = false;  // the sender gave the id
  std::string fresh_id;   // what `id` views if he did not
  int type_id = 0;        // tqc.event_type.id, once checked
};

/// The unique index over (site, source, id) must be able to hold them.
inline constexpr std::size_t kMaxNameBytes = 512;

inline constexpr const char* kDefaultSource = "sql";
inline constexpr const char* kDefaultSite = "main";

}  // namespace tqc::ingest

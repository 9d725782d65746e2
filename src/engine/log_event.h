// Rows of the log on their way to the fold.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/event.h"
#include "engine/pg_facts.h"
#include "pg/spi.h"

namespace tqc::engine {

struct LogEvent {
  std::int64_t seq;
  std::string site;
  std::string subject;
  int type_id;
  Time occurred_at;
  std::int64_t sequence;  // Position::kNoSequence if none
  Datum data;             // perhaps toasted
};

// The columns of a LogEvent, of the log as `e`. They come first in a statement.
#define TQC_EVENT_COLUMNS "e.seq, e.site, e.subject, e.type_id, e.occurred_at, e.sequence, e.data"
inline constexpr int kEventColumns = 7;

LogEvent event_of(const pg::Rows& rows, uint64 i);

/// As the fold wants them; their data become known to `facts`.
std::vector<Event> to_events(const std::vector<LogEvent>& from, PgFacts& facts);

}  // namespace tqc::engine

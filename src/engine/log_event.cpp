#include "engine/log_event.h"

#include "engine/catalog.h"

namespace tqc::engine {

LogEvent event_of(const pg::Rows& rows, uint64 i) {
  auto sequence = rows.datum(i, 6);
  return {rows.int8(i, 1),    *rows.string(i, 2),
          *rows.string(i, 3), rows.int4(i, 4),
          rows.time(i, 5),    sequence ? DatumGetInt64(*sequence) : Position::kNoSequence,
          *rows.datum(i, 7)};
}

std::vector<Event> to_events(const std::vector<LogEvent>& from, PgFacts& facts) {
  std::vector<Event> events;
  events.reserve(from.size());
  for (const LogEvent& e : from) {
    events.push_back({{e.occurred_at, e.sequence, e.seq},
                      &Catalog::instance().type(e.type_id),
                      facts.add_data(e.data)});
  }
  return events;
}

}  // namespace tqc::engine

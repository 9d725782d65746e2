#include "engine/turn.h"

#include <algorithm>

#include "calendar/book.h"
#include "engine/catalog.h"
#include "engine/cursor.h"
#include "engine/reach.h"
#include "engine/turn_settings.h"
#include "engine/work.h"
#include "engine/write.h"
#include "pg/clock.h"
#include "ipc/own_lock.h"

namespace tqc::engine {

namespace {

constexpr int kRefolds = 500;  // subjects of tqc.refold a turn

int highest_rule() {
  static pg::Statement highest("SELECT coalesce(max(id), 0) FROM tqc.rule", {});
  return highest.run({}).int4(0, 1);
}

// Takes subjects off the refold queue. Returns how many.
int take_refolds(Batch& batch, const Cursor& cursor, int limit) {
  static pg::Statement take(
      "WITH taken AS ("
      "  DELETE FROM tqc.refold WHERE id = ANY (ARRAY("
      "    SELECT id FROM tqc.refold r WHERE $1 = 1 OR tqc.engine_of(r.site, r.subject, $1) = $2"
      "     ORDER BY id LIMIT $3)) RETURNING site, subject)"
      "SELECT * FROM taken",
      {INT4OID, INT4OID, INT8OID});
  pg::Rows rows =
      take.run({pg::int4_arg(cursor.engines), pg::int4_arg(cursor.engine), pg::int8_arg(limit)});
  for (uint64 i = 0; i < rows.size(); ++i) {
    batch.of(*rows.string(i, 1), *rows.string(i, 2)).from_beginning = true;
  }
  return static_cast<int>(rows.size());
}

// Adds the subjects whose alarm has come. Returns how many.
int take_alarms(Batch& batch, Cursor& cursor, Time now, int limit) {
  static pg::Statement due(
      "SELECT s.site, s.subject, s.alarm, s.id, s.pending_from, s.state FROM tqc.subject s"
      " WHERE s.alarm > $3 AND s.alarm <= $4"
      "   AND ($1 = 1 OR tqc.engine_of(s.site, s.subject, $1) = $2)"
      " ORDER BY s.alarm LIMIT $5",
      {INT4OID, INT4OID, TIMESTAMPTZOID, TIMESTAMPTZOID, INT8OID});
  if (cursor.alarm_floor >= now) return 0;
  pg::Rows rows =
      due.run({pg::int4_arg(cursor.engines), pg::int4_arg(cursor.engine),
               pg::time_arg(cursor.alarm_floor), pg::time_arg(now), pg::int8_arg(limit)});
  for (uint64 i = 0; i < rows.size(); ++i) {
    Work& w = batch.of(*rows.string(i, 1), *rows.string(i, 2));
    w.id = rows.int8(i, 4);
    if (auto pending = rows.datum(i, 5)) {
      w.pending_from = std::min<Time>(w.pending_from, DatumGetTimestampTz(*pending));
    }
    w.encoded = pg::bytes(*rows.datum(i, 6));
  }
  // All alarms up to now are served, or those before the last one taken: dead index entries
  // below the floor are never walked over again.
  bool all = rows.size() < static_cast<uint64>(limit);
  cursor.alarm_floor = all ? now : rows.time(rows.size() - 1, 3) - 1;
  return static_cast<int>(rows.size());
}

Time next_alarm(const Cursor& cursor) {
  static pg::Statement next(
      "SELECT s.alarm FROM tqc.subject s WHERE s.alarm > $3"
      "   AND ($1 = 1 OR tqc.engine_of(s.site, s.subject, $1) = $2) ORDER BY s.alarm LIMIT 1",
      {INT4OID, INT4OID, TIMESTAMPTZOID});
  pg::Rows rows = next.run({pg::int4_arg(cursor.engines), pg::int4_arg(cursor.engine),
                            pg::time_arg(cursor.alarm_floor)});
  return rows.empty() ? kNever : rows.time(0, 1);
}

// `again`: the subject's state may hold the event already, so it cannot be folded on.
void add_events(Batch& batch, std::vector<LogEvent> events, Time now, bool again) {
  for (LogEvent& e : events) {
    Work& w = batch.of(e.site, e.subject);
    w.from_beginning = w.from_beginning || again;
    if (e.occurred_at > now) {
      w.pending_from = std::min(w.pending_from, e.occurred_at);
    } else {
      w.events.push_back(std::move(e));
    }
  }
}

}  // namespace

TurnResult turn(int engine, int engines, int batch_size) {
  pg::SpiSession spi;
  TurnSettings settings;
  ipc::lock_until_end(ipc::LockClass::turn, static_cast<std::uint32_t>(engine));
  // What committed while we waited for the lock must be seen.
  pg::call([] {
    PopActiveSnapshot();
    PushActiveSnapshot(GetTransactionSnapshot());
  });

  TurnResult result;
  Cursor cursor(engine, engines);
  bool again = cursor.rereading();
  std::vector<LogEvent> events = cursor.read(batch_size);
  // After the reading: what was emitted just now must not lie in the future.
  const pg::Clock& clock = pg::clock();
  result.now = pg::now();
  result.speed = clock.speed;

  const Highest highest{highest_rule(), calendar::highest()};
  Catalog::instance().refresh();
  const RuleBook& book = Catalog::instance().rules(highest.rule);
  const CalendarBook& calendars = calendar::book(highest.calendar);
  bool moved = reach_into_past(cursor, book, highest, clock, result.now);

  Batch batch;
  const int most_refolds = std::min(kRefolds, batch_size);
  int refolds = take_refolds(batch, cursor, most_refolds);
  int alarms = take_alarms(batch, cursor, result.now, batch_size);
  result.events = static_cast<std::int64_t>(events.size());
  result.more = refolds == most_refolds || alarms == batch_size || !cursor.caught_up();
  add_events(batch, std::move(events), result.now, again);
  result.subjects = static_cast<std::int64_t>(batch.works().size());

  if (!batch.empty()) {
    load_states(batch);
    fold(batch, cursor, book, calendars, result.now);
    result.told = write_back(batch, result.now);
  }
  if (!batch.empty() || moved || cursor.fresh() || result.more) cursor.save(result.events);
  if (!result.more) result.next_alarm = next_alarm(cursor);
  return result;
}

}  // namespace tqc::engine

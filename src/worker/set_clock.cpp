// tqc.set_clock(at, speed) and tqc.reset_clock(): one row of tqc.clock, and everybody is told:
// caches by an invalidation, engines by the bell, boards by NOTIFY tqc_clock. Never by tqc, the
// doorbell of the outbox: whoever listens to that finds the same two numbers in each notification.
#include <cmath>

#include "ipc/bell.h"
#include "pg/clock.h"
#include "pg/spi.h"

namespace tqc::worker {

namespace {

/// Locks the row and reads it as it is now: the setting before ours, whoever made it.
pg::Clock lock_clock() {
  static pg::Statement lock(
      "SELECT real_base, virtual_base, speed, generation FROM tqc.clock FOR UPDATE", {});
  pg::Rows rows = lock.run({});
  if (rows.empty()) throw Error("55000", "tqc.clock has no row");
  pg::Clock clock;
  clock.real_base = rows.time(0, 1);
  clock.virtual_base = rows.datum(0, 2) ? rows.time(0, 2) : kNever;
  clock.speed = DatumGetFloat8(*rows.datum(0, 3));
  clock.generation = rows.int8(0, 4);
  return clock;
}

/// `at` is kNever for the real clock.
void set(Time at, double speed) {
  pg::SpiSession spi;
  pg::Clock before = lock_clock();
  Time real = GetCurrentTimestamp();
  // Set back: what was done after `at` is to be undone, so every subject is folded anew.
  bool back = (at == kNever ? real : at) < before.at(real);
  static pg::Statement update(
      "UPDATE tqc.clock SET real_base = $1, virtual_base = $2, speed = $3,"
      "       generation = generation + CASE WHEN $4 THEN 1 ELSE 0 END",
      {TIMESTAMPTZOID, TIMESTAMPTZOID, FLOAT8OID, BOOLOID});
  update.run({pg::time_arg(real), at == kNever ? pg::Arg() : pg::time_arg(at),
              pg::Arg(Float8GetDatum(speed)), pg::bool_arg(back)});
  pg::call([] {
    Oid schema = get_namespace_oid("tqc", false);
    CacheInvalidateRelcacheByRelid(get_relname_relid("clock", schema));
    Async_Notify("tqc_clock", "");
  });
  ipc::ring_on_commit();
}

}  // namespace

}  // namespace tqc::worker

TQC_FUNCTION(tqc_set_clock) {
  TimestampTz at = PG_GETARG_TIMESTAMPTZ(0);
  double speed = PG_GETARG_FLOAT8(1);
  if (TIMESTAMP_NOT_FINITE(at)) {
    throw tqc::Error("22008", "the clock cannot be set to an infinite time");
  }
  if (!std::isfinite(speed) || speed < 0) {
    throw tqc::Error("22023", "the clock's speed must be 0 or more", {},
                     "0 stands still, 1 runs as the real clock.");
  }
  tqc::worker::set(at, speed);
  PG_RETURN_VOID();
}

TQC_FUNCTION(tqc_reset_clock) {
  tqc::worker::set(tqc::kNever, 1);
  PG_RETURN_VOID();
}

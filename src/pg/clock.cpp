// The clock is one row of tqc.clock, read by its current version whatever the transaction's
// snapshot, because tqc.now() is the same for all. A change invalidates the relation in the
// caches of all sessions (set_clock.cpp), and so the copy kept here.
#include "pg/clock.h"

#include <algorithm>
#include <cmath>

#include "pg/guard.h"

namespace tqc::pg {

namespace {

struct Row {
  bool found;
  Time real_base;
  Time virtual_base;
  double speed;
  std::int64_t generation;
};

enum Column { kOnly = 1, kRealBase, kVirtualBase, kSpeed, kGeneration };

constexpr Time kLongest = END_TIMESTAMP / 2;  // for which a virtual clock runs

Clock cached;
Oid relation = InvalidOid;
bool valid = false;

void on_relation_change(Datum, Oid changed) {
  if (changed == InvalidOid || changed == relation) valid = false;
}

Oid find_relation() {
  Oid schema = get_namespace_oid("tqc", true);
  return OidIsValid(schema) ? get_relname_relid("clock", schema) : InvalidOid;
}

Row read_row() {
  Row row{};
  Relation table = table_open(relation, AccessShareLock);
  // As a catalog is read: with a snapshot taken now.
  SysScanDesc scan = systable_beginscan(table, InvalidOid, false, nullptr, 0, nullptr);
  HeapTuple tuple = systable_getnext(scan);
  if (HeapTupleIsValid(tuple)) {
    TupleDesc shape = RelationGetDescr(table);
    bool null = false;
    row.found = true;
    row.real_base = DatumGetTimestampTz(heap_getattr(tuple, kRealBase, shape, &null));
    Datum base = heap_getattr(tuple, kVirtualBase, shape, &null);
    row.virtual_base = null ? kNever : DatumGetTimestampTz(base);
    row.speed = DatumGetFloat8(heap_getattr(tuple, kSpeed, shape, &null));
    row.generation = DatumGetInt64(heap_getattr(tuple, kGeneration, shape, &null));
  }
  systable_endscan(scan);
  table_close(table, AccessShareLock);
  return row;
}

}  // namespace

Time Clock::at(Time real) const {
  if (is_real()) return real;
  // It comes to the end of time sooner or later, at a great speed at once, and stands there.
  double passed = static_cast<double>(real - real_base) * speed;
  Time left = virtual_base < kLongest ? kLongest : END_TIMESTAMP - 1 - virtual_base;
  if (passed >= static_cast<double>(left)) return virtual_base + left;
  return virtual_base + static_cast<Time>(std::max(passed, 0.0));
}

Time Clock::real(Time instant) const {
  if (instant == kNever || is_real()) return instant;
  if (instant <= virtual_base) return real_base;
  if (speed == 0) return kNever;
  double wait = std::ceil(static_cast<double>(instant - virtual_base) / speed);
  if (wait >= static_cast<double>(kNever - real_base)) return kNever;
  Time result = real_base + static_cast<Time>(wait);
  while (at(result) < instant) ++result;  // what rounding left out
  return result;
}

const Clock& clock() {
  if (valid) return cached;
  static bool listening = false;
  if (!listening) {
    call([] { CacheRegisterRelcacheCallback(on_relation_change, 0); });
    listening = true;
  }
  relation = call([] { return find_relation(); });
  if (relation == InvalidOid) throw Error("55000", "extension \"tqc\" is not installed here");
  valid = true;  // before reading: a change meanwhile takes it back
  try {
    Row row = {};
    call([&] { row = read_row(); });
    if (!row.found) throw Error("55000", "tqc.clock has no row");
    cached = {row.real_base, row.virtual_base, row.speed, row.generation};
  } catch (...) {
    valid = false;
    throw;
  }
  return cached;
}

Time now() { return clock().at(GetCurrentTimestamp()); }

}  // namespace tqc::pg

TQC_FUNCTION(tqc_now) { PG_RETURN_TIMESTAMPTZ(tqc::pg::now()); }

#include "ipc/bell.h"

#include "ipc/hold.h"
#include "ipc/shared.h"

namespace tqc::ipc {

namespace {

constexpr int kMaxPending = 8;

/// What this transaction will ring for. Plain data: the callbacks must not throw.
struct Pending {
  bool events;
  bool change;
  bool settings;
  bool told;
  int emitted_level;  // lowest nesting level that has emitted; 0: none
  int rechecks;       // more than fit: all
  Oid recheck[kMaxPending];
  int holds;  // more than fit run out by themselves
  Oid hold[kMaxPending];
};

Pending pending;
bool committed = false;  // and not yet rung

void wake(Slot& slot) {
  if (Latch* latch = slot.latch.load()) SetLatch(latch);
}

void ring(Slot& slot, bool change) {
  if (change) slot.changes.fetch_add(1);
  slot.rings.fetch_add(1);
  Sleep sleep = slot.sleep.load();
  if (sleep == Sleep::idle || (sleep == Sleep::paused && change)) wake(slot);
}

void ring_workers(Oid database, bool change) {
  for (Slot& slot : *shared) {
    Oid of = slot.database.load(std::memory_order_relaxed);
    if (of == InvalidOid || (database != InvalidOid && of != database)) continue;
    ring(slot, change);
  }
}

void ring_kafka() {
  for (Slot& slot : *shared) {
    if (slot.database.load(std::memory_order_relaxed) != MyDatabaseId) continue;
    if (slot.role == Role::kafka) ring(slot, false);
  }
}

void on_commit() {
  if (pending.settings) {
    pg::settings::touch();
    ring_workers(InvalidOid, true);
    ring_launcher_for_all();  // a database may have got brokers
  } else if (pending.events || pending.change) {
    ring_workers(MyDatabaseId, pending.change);
  } else if (pending.told) {
    ring_kafka();
  }
  if (pending.rechecks > kMaxPending) {
    ring_launcher_for_all();
  } else {
    for (int i = 0; i < pending.rechecks; ++i) ring_launcher(pending.recheck[i]);
  }
}

void forget() {
  for (int i = 0; i < pending.holds; ++i) release(pending.hold[i]);
  pending = {};
}

void at_end_of_transaction(XactEvent event, void*) {
  switch (event) {
    case XACT_EVENT_COMMIT:
      committed = true;  // at_release() goes on
      break;
    case XACT_EVENT_PREPARE:  // the hook on COMMIT PREPARED rings
    case XACT_EVENT_ABORT:
    case XACT_EVENT_PARALLEL_COMMIT:
    case XACT_EVENT_PARALLEL_ABORT:
      forget();
      break;
    default:
      break;
  }
}

/// At XACT_EVENT_COMMIT the server has not sent this transaction's invalidations yet: an engine
/// woken there could take its turn with the old clock in its cache, and sleep on it. Its locks are
/// let go after they are sent.
void at_release(ResourceReleasePhase phase, bool is_commit, bool is_top, void*) {
  if (phase != RESOURCE_RELEASE_AFTER_LOCKS || !committed || !is_commit || !is_top) return;
  committed = false;
  on_commit();
  forget();
}

void at_end_of_subtransaction(SubXactEvent event, SubTransactionId, SubTransactionId, void*) {
  int level = GetCurrentTransactionNestLevel();
  if (pending.emitted_level < level) return;
  if (event == SUBXACT_EVENT_ABORT_SUB) pending.emitted_level = 0;
  if (event == SUBXACT_EVENT_COMMIT_SUB) pending.emitted_level = level - 1;
}

}  // namespace

void ring_on_commit() {
  if (shared != nullptr) pending.change = true;
}

void emitted() {
  if (shared == nullptr) return;  // then there are no callbacks to end it
  pending.events = true;
  int level = GetCurrentTransactionNestLevel();
  if (pending.emitted_level == 0 || level < pending.emitted_level) pending.emitted_level = level;
}

void told() {
  if (shared != nullptr) pending.told = true;
}

bool has_emitted() { return pending.emitted_level != 0; }

void recheck_on_commit(Oid database) {
  if (shared == nullptr || database == InvalidOid) return;
  if (pending.rechecks < kMaxPending) pending.recheck[pending.rechecks] = database;
  if (pending.rechecks <= kMaxPending) ++pending.rechecks;
}

void release_at_end(Oid database) {
  if (pending.holds < kMaxPending) pending.hold[pending.holds++] = database;
}

void settings_change_on_commit() {
  if (shared != nullptr) pending.settings = true;
}

void ring_now() {
  if (shared != nullptr) ring_workers(MyDatabaseId, true);
}

void ring_all_now() {
  if (shared != nullptr) ring_workers(InvalidOid, true);
}

void ring_launcher(Oid database) {
  if (shared == nullptr) return;
  bool listed = false;
  for (auto& entry : shared->recheck) {
    // An entry that already names the database serves us too: whoever takes it out looks at the
    // database afterwards, and what we ring for is visible by now.
    Oid found = InvalidOid;
    if (entry.compare_exchange_strong(found, database) || found == database) {
      listed = true;
      break;
    }
  }
  if (!listed) shared->recheck_all = true;
  if (Latch* latch = shared->launcher.load()) SetLatch(latch);
}

void ring_launcher_for_all() {
  if (shared == nullptr) return;
  shared->recheck_all = true;
  if (Latch* latch = shared->launcher.load()) SetLatch(latch);
}

void install_bell() {
  RegisterXactCallback(at_end_of_transaction, nullptr);
  RegisterSubXactCallback(at_end_of_subtransaction, nullptr);
  RegisterResourceReleaseCallback(at_release, nullptr);
}

}  // namespace tqc::ipc

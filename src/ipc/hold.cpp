#include "ipc/hold.h"

#include <csignal>

#include "ipc/bell.h"

namespace tqc::ipc {

namespace {

constexpr long kGraceMs = 1000;     // to end a turn; then it is cancelled, and rolled back
constexpr long kPatienceMs = 5000;  // as long as the server itself waits for others to leave

/// Without a free place nothing is held, and the command may meet an engine that came back early.
void take_place(Oid database) {
  TimestampTz now = GetCurrentTimestamp();
  for (Hold& hold : shared->holds) {
    if (hold.database.load() != InvalidOid && hold.until >= now) continue;
    hold.until = TimestampTzPlusMilliseconds(now, kHoldSeconds * 1000);
    hold.database = database;
    return;
  }
}

bool occupied(Oid database) {
  Locked locked(LW_SHARED);
  for (const Slot& slot : *shared) {
    if (slot.database.load() != database) continue;
    if (slot.state == State::starting || slot.pid != 0) return true;
  }
  return false;
}

/// A turn may take long, or wait for a lock that this very transaction has.
void cancel_turns(Oid database) {
  Locked locked(LW_SHARED);
  for (const Slot& slot : *shared) {
    if (slot.database.load() == database && slot.pid != 0) kill(slot.pid, SIGINT);
  }
}

}  // namespace

void hold(Oid database) {
  release_at_end(database);
  {
    Locked locked;
    take_place(database);
    for (Slot& slot : *shared) {
      if (slot.database.load() != database) continue;
      slot.stop = true;
      if (Latch* latch = slot.latch.load()) SetLatch(latch);
    }
  }
  TimestampTz start = GetCurrentTimestamp();
  pg::call([] { ConditionVariablePrepareToSleep(&shared->progress); });
  bool cancelled = false;
  while (occupied(database)) {
    long waited = TimestampDifferenceMilliseconds(start, GetCurrentTimestamp());
    if (waited >= kPatienceMs) break;
    if (waited >= kGraceMs && !cancelled) {
      cancel_turns(database);
      cancelled = true;
    }
    long wait = (cancelled ? kPatienceMs : kGraceMs) - waited;
    pg::call([wait] { ConditionVariableTimedSleep(&shared->progress, wait, PG_WAIT_EXTENSION); });
  }
  ConditionVariableCancelSleep();
}

void release(Oid database) noexcept {
  for (Hold& hold : shared->holds) {
    Oid held = database;
    if (hold.database.compare_exchange_strong(held, InvalidOid)) break;  // others have their own
  }
  ring_launcher(database);
}

TimestampTz held_until(Oid database, TimestampTz now) {
  for (const Hold& hold : shared->holds) {
    if (hold.database.load() == database && hold.until > now) return hold.until;
  }
  return 0;
}

}  // namespace tqc::ipc

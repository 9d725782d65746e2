#include "worker/attach.h"

#include "ipc/own_lock.h"

namespace tqc::worker {

namespace {

using ipc::ExitReason;
using ipc::Locked;
using ipc::shared;
using ipc::Sleep;
using ipc::Slot;
using ipc::State;

bool schema_changed = true;

void on_schema_change(Datum, int, uint32) { schema_changed = true; }

void wake_launcher() {
  if (Latch* latch = shared->launcher.load()) SetLatch(latch);
}

/// Runs when the process has left the ProcArray (it was registered before it entered), so that
/// whoever waits for the slot to be empty no longer meets the process there.
void detach(int code, Datum argument) {
  auto& slot = *reinterpret_cast<Slot*>(DatumGetPointer(argument));
  slot.latch = nullptr;
  slot.sleep = Sleep::awake;
  {
    Locked locked;
    slot.pid = 0;
    slot.state = State::exited;
    if (slot.exit_reason == ExitReason::none && slot.last_error[0] == '\0') {
      std::snprintf(slot.last_error, sizeof slot.last_error,
                    "the worker ended with exit code %d, see the server log", code);
      slot.last_error_at = GetCurrentTimestamp();
    }
  }
  ConditionVariableBroadcast(&shared->progress);
  wake_launcher();
}

/// Two engines of one number would be a bug of the launcher; this makes it a refused start.
void lock_number(const Slot& slot) {
  LOCKTAG tag;
  SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, slot.engines, slot.engine,
                       static_cast<uint16>(ipc::LockClass::engine));
  if (LockAcquire(&tag, ExclusiveLock, true, true) == LOCKACQUIRE_NOT_AVAIL) {
    ereport(FATAL, (errcode(ERRCODE_OBJECT_IN_USE),
                    errmsg("another process is %s %d of %d", name_of(slot.role), slot.engine,
                           slot.engines)));
  }
}

void set_for_session(const char* name, const char* value) {
  SetConfigOption(name, value, PGC_SUSET, PGC_S_OVERRIDE);
}

/// What ALTER DATABASE or ALTER ROLE may have set and an engine must not depend on.
void settle_session() {
  set_for_session("search_path", "pg_catalog, pg_temp");
  set_for_session("TimeZone", "UTC");
  set_for_session("DateStyle", "ISO, YMD");
  set_for_session("IntervalStyle", "iso_8601");
  set_for_session("default_transaction_isolation", "read committed");
  set_for_session("default_transaction_read_only", "off");
  set_for_session("lock_timeout", "0");
  // Of two in a deadlock the one that looks first gives way: an engine simply tries again.
  set_for_session("deadlock_timeout", "100ms");
  set_for_session("jit", "off");  // compiling costs more than any statement here takes
}

}  // namespace

Slot& attach(int slot_number) {
  Slot& slot = shared->slots[slot_number];
  Order order;
  std::memcpy(&order, MyBgworkerEntry->bgw_extra, sizeof order);
  bool stale = false;
  {
    Locked locked;
    stale = slot.incarnation != order.incarnation || slot.state != State::starting;
    if (!stale) slot.pid = MyProcPid;
  }
  if (stale) proc_exit(0);
  on_shmem_exit(detach, PointerGetDatum(&slot));
  slot.latch = MyLatch;
  if (slot.stop) leave(slot, ExitReason::asked);

  pg::call([&] {
    BackgroundWorkerInitializeConnectionByOid(order.database, InvalidOid, 0);
    settle_session();
    CacheRegisterSyscacheCallback(NAMESPACEOID, on_schema_change, 0);
    StartTransactionCommand();
  });
  bool present = extension_present();
  pg::call([&] {
    CommitTransactionCommand();
    if (present) lock_number(slot);
  });
  if (!present) leave(slot, ExitReason::no_extension);
  {
    Locked locked;
    slot.state = State::running;
  }
  ConditionVariableBroadcast(&shared->progress);
  wake_launcher();  // it may start the engines beside this one
  return slot;
}

void leave(Slot& slot, ExitReason reason) {
  {
    Locked locked;
    slot.exit_reason = reason;
  }
  proc_exit(0);
}

bool extension_present() {
  static bool present = false;
  if (!schema_changed) return present;
  schema_changed = false;  // first, so that a change while we look counts
  present = pg::call([] { return OidIsValid(get_extension_oid("tqc", true)); });
  return present;
}

}  // namespace tqc::worker

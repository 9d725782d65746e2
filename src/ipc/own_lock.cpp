#include "ipc/own_lock.h"

#include "pg/spi.h"

namespace tqc::ipc {

void lock_until_end(LockClass what, std::uint32_t number, LOCKMODE mode) {
  pg::call([=] {
    LOCKTAG tag;
    SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, number, static_cast<std::uint16_t>(what));
    (void)LockAcquire(&tag, mode, false, false);
  });
}

}  // namespace tqc::ipc

// tqc.own_lock(what, number, shared)
TQC_FUNCTION(tqc_own_lock) {
  using namespace tqc;
  using ipc::LockClass;
  std::string what = pg::to_string(pg::call([&] { return PG_GETARG_TEXT_PP(0); }));
  if (what != "turn" && what != "outbox" && what != "consumer") {
    throw Error("22023", "tqc has no lock \"" + what + "\"");
  }
  LockClass lock = what == "turn"     ? LockClass::turn
                   : what == "outbox" ? LockClass::outbox
                                      : LockClass::consumer;
  ipc::lock_until_end(lock, static_cast<std::uint32_t>(PG_GETARG_INT32(1)),
                      PG_GETARG_BOOL(2) ? ShareLock : ExclusiveLock);
  PG_RETURN_VOID();
}

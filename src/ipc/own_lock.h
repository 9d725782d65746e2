// Locks of tqc until the end of the transaction. Advisory locks, but of a class that no SQL
// function can name: pg_advisory_lock() is everybody's, and whoever held such a lock would hold up
// all.
#pragma once

#include <cstdint>

#include "pg/guard.h"

namespace tqc::ipc {

// The fourth field of an advisory lock's tag is 1 or 2 from SQL, so no user can take one of these.
enum class LockClass : std::uint16_t {
  engine = 0x7471,  // being engine k of n; held as long as the process lives
  turn,             // a turn of an engine
  outbox,           // giving numbers in tqc.push
  consumer,         // moving a group
};

void lock_until_end(LockClass what, std::uint32_t number, LOCKMODE mode = ExclusiveLock);

}  // namespace tqc::ipc

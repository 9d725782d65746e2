// Keeping engines out of a database while a command needs it for itself: DROP DATABASE, RENAME,
// SET TABLESPACE, or use as a template, which the server refuses while anybody is connected; DROP
// and ALTER EXTENSION, whose locks would come across those of a turn and end in a deadlock.
//
// hold() and the launcher's decision to start an engine exclude each other by the lock of `shared`:
// either the launcher sees the hold and does not start, or hold() sees the new slot and asks it to
// leave. A hold ends with the transaction that took it, and by itself after kHoldSeconds should
// its session be killed; an engine started then merely waits for the command's lock on the
// database.
#pragma once

#include "ipc/shared.h"

namespace tqc::ipc {

inline constexpr int kHoldSeconds = 60;

/// Asks the engines of the database to leave, cancels their turns after a second, and waits until
/// they have left, up to five; keeps new ones out until this transaction ends. Interruptible:
/// raises server errors.
void hold(Oid database);

/// Ends a hold: no lock, no error, since the end of a transaction calls it.
void release(Oid database) noexcept;

/// Until when the database is held; 0: it is not. Under the lock.
TimestampTz held_until(Oid database, TimestampTz now);

}  // namespace tqc::ipc

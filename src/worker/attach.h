// An engine process and its slot: coming, going, and the guard against a second one.
#pragma once

#include "ipc/shared.h"

namespace tqc::worker {

/// What the launcher hands to an engine in bgw_extra.
struct Order {
  std::uint64_t incarnation;  // of the slot at launch; another one means the order is stale
  Oid database;
};
static_assert(sizeof(Order) <= BGW_EXTRALEN);

/// Takes the slot and connects to its database. Does not return if the order is stale, the slot
/// is asked to leave, or the database lacks the extension.
ipc::Slot& attach(int slot_number);

/// Leaves the slot and ends the process, with exit code 0.
[[noreturn]] void leave(ipc::Slot& slot, ipc::ExitReason reason);

/// Does this database still have the extension? Costs nothing unless a schema has changed since
/// the last answer. Needs a transaction.
bool extension_present();

}  // namespace tqc::worker

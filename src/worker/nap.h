// How a worker sleeps: until a commit rings, an instant comes, or it is asked to leave. Nothing
// polls; an idle engine with no alarm is not woken at all.
#pragma once

#include <cstdint>

#include "ipc/shared.h"

namespace tqc::worker {

/// From the start of an engine process.
void prepare_naps();

/// A socket to be woken by: when it can be read, or written if there is something to write.
struct Watch {
  pgsocket socket;
  bool write;
  bool ready = false;  // that woke us
};

/// Sleeps until `until` (real time, kNever: no end), or until the counter that `how` listens to
/// (rings, or changes for a pause) is no longer `seen`, or slot.stop, or a reload is pending.
/// The timer is setitimer's, exact to microseconds; latch timeouts are whole milliseconds.
void nap(ipc::Slot& slot, ipc::Sleep how, std::uint64_t seen, Time until, Watch* watch = nullptr);

}  // namespace tqc::worker

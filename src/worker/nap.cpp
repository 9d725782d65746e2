#include "worker/nap.h"

#include <algorithm>

namespace tqc::worker {

namespace {

using ipc::Sleep;
using ipc::Slot;

TimeoutId timer;

/// In a signal handler: nothing but the latch.
void on_timer() { SetLatch(MyLatch); }

/// The server gathers a process's statistics and writes them about once a second. Returns when
/// what is still held back should be written, kNever if nothing is.
Time report_statistics(bool force) {
#if PG_VERSION_NUM >= 150000
  long wait = pgstat_report_stat(force);
  return wait > 0 ? TimestampTzPlusMilliseconds(GetCurrentTimestamp(), wait) : kNever;
#else
  pgstat_report_stat(force);
  return kNever;
#endif
}

void handle_interrupts() {
  QueryCancelPending = false;  // nothing is running that could be cancelled
  CHECK_FOR_INTERRUPTS();
  if (catchupInterruptPending) ProcessCatchupInterrupt();
}

void wait(Time wake, Watch* watch) {
  int events = WL_LATCH_SET | WL_EXIT_ON_PM_DEATH;
  pgsocket socket = PGINVALID_SOCKET;
  if (watch != nullptr) {
    events |= WL_SOCKET_READABLE | (watch->write ? WL_SOCKET_WRITEABLE : 0);
    socket = watch->socket;
  }
  if (wake != kNever) enable_timeout_at(timer, wake);
  int woken = WaitLatchOrSocket(MyLatch, events, socket, 0, PG_WAIT_EXTENSION);
  ResetLatch(MyLatch);
  if (wake != kNever) disable_timeout(timer, false);
  if (watch != nullptr) watch->ready = (woken & WL_SOCKET_MASK) != 0;
  handle_interrupts();
}

}  // namespace

void prepare_naps() { timer = RegisterTimeout(USER_TIMEOUT, on_timer); }

void nap(Slot& slot, Sleep how, std::uint64_t seen, Time until, Watch* watch) {
  pgstat_report_activity(STATE_IDLE, nullptr);
  Time report_at = pg::call([] { return report_statistics(false); });
  const auto& counter = how == Sleep::idle ? slot.rings : slot.changes;

  slot.sleep = how;  // before the checks below: ipc/bell.h
  while (counter == seen && !slot.stop && !ConfigReloadPending &&
         (watch == nullptr || !watch->ready)) {
    Time now = GetCurrentTimestamp();
    if (now >= until) break;
    if (now >= report_at) report_at = pg::call([] { return report_statistics(true); });
    Time wake = std::min(until, report_at);
    pg::call([=] { wait(wake, watch); });
  }
  slot.sleep = Sleep::awake;
}

}  // namespace tqc::worker

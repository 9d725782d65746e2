#include "worker/launcher.h"

#include "ipc/bell.h"
#include "worker/supervisor.h"

namespace tqc::worker {

namespace {

using ipc::Locked;
using ipc::shared;

/// Runs at the end of the process, so that nobody signals whoever gets its PGPROC next.
void forget_launcher(int, Datum) {
  shared->launcher = nullptr;
  Locked locked;
  shared->launcher_pid = 0;
}

void reload(Roster& roster) {
  pg::call([] { ProcessConfigFile(PGC_SIGHUP); });
  pg::settings::publish();
  ipc::ring_all_now();
  roster.ring_all();
  roster.refresh();
}

void wait(TimestampTz until) {
  pg::call([until] {
    long timeout = -1;
    int events = WL_LATCH_SET | WL_EXIT_ON_PM_DEATH;
    if (until != kNever) {
      // Rounded up: to wake before the time would be to look in vain.
      timeout = TimestampDifferenceMilliseconds(GetCurrentTimestamp(), until) + 1;
      events |= WL_TIMEOUT;
    }
    WaitLatch(MyLatch, events, timeout, PG_WAIT_EXTENSION);
    ResetLatch(MyLatch);
    CHECK_FOR_INTERRUPTS();
  });
}

[[noreturn]] void run() {
  pg::call([] { BackgroundWorkerInitializeConnection(nullptr, nullptr, 0); });
  before_shmem_exit(forget_launcher, 0);
  {
    Locked locked;
    shared->launcher_pid = MyProcPid;
  }
  shared->launcher = MyLatch;
  pg::settings::publish();  // the server's values may have changed while there was no launcher

  Roster roster;
  Supervisor supervisor(roster);
  supervisor.take_over();
  roster.refresh();
  for (;;) {
    if (ConfigReloadPending) {
      ConfigReloadPending = false;
      reload(roster);
    }
    if (roster.take_rings()) roster.refresh();
    supervisor.reap();
    wait(supervisor.plan());
  }
}

}  // namespace

void register_launcher() {
  BackgroundWorker worker{};
  worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
  worker.bgw_start_time = BgWorkerStart_RecoveryFinished;  // no engine writes on a standby
  worker.bgw_restart_time = 5;
  std::snprintf(worker.bgw_library_name, BGW_MAXLEN, "tqc");
  std::snprintf(worker.bgw_function_name, BGW_MAXLEN, "tqc_launcher_main");
  std::snprintf(worker.bgw_name, BGW_MAXLEN, "tqc launcher");
  std::snprintf(worker.bgw_type, BGW_MAXLEN, "tqc launcher");
  RegisterBackgroundWorker(&worker);
}

}  // namespace tqc::worker

extern "C" PGDLLEXPORT void tqc_launcher_main(Datum argument);

void tqc_launcher_main(Datum) {
  pqsignal(SIGHUP, SignalHandlerForConfigReload);
  pqsignal(SIGTERM, die);
  BackgroundWorkerUnblockSignals();
  tqc::pg::boundary([] { tqc::worker::run(); });
}

// One engine: a background worker that takes turns (engine/turn.h) until nothing is left to do,
// then sleeps until the next alarm or the next commit. One transaction a turn.
#include <algorithm>
#include <string>

#include "engine/turn.h"
#include "ipc/bell.h"
#include "pg/clock.h"
#include "worker/attach.h"
#include "worker/attempt.h"
#include "worker/nap.h"

namespace tqc::worker {

namespace {

using ipc::ExitReason;
using ipc::Locked;
using ipc::shared;
using ipc::Sleep;
using ipc::Slot;
using ipc::State;

constexpr std::int64_t kFirstPause = kSecond / 10;
constexpr std::int64_t kLongestPause = 30 * kSecond;
constexpr std::int64_t kLongestGather = kSecond / 100;
constexpr int kMostHalved = 20;  // from the largest tqc.batch_size to one

struct Turn {
  engine::TurnResult result;
  Time wake_at = kNever;  // real time
};

Turn take_turn(Slot& slot, int batch_size) {
  pg::call([] {
    SetCurrentStatementStartTimestamp();
    pgstat_report_activity(STATE_RUNNING, "tqc: turn");
    StartTransactionCommand();
    PushActiveSnapshot(GetTransactionSnapshot());
  });
  if (!extension_present()) leave(slot, ExitReason::no_extension);
  Turn turn;
  turn.result = engine::turn(slot.engine, slot.engines, batch_size);
  if (turn.result.next_alarm != kNever) {
    turn.wake_at = pg::clock().real(turn.result.next_alarm);
  }
  // What nobody has been told need not wait for the disk: after a crash the log is read again.
  if (turn.result.told) {
    ipc::told();
  } else {
    pg::call([] {
      set_config_option("synchronous_commit", "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_LOCAL,
                        true, 0, false);
    });
  }
  pg::call([] {
    PopActiveSnapshot();
    CommitTransactionCommand();
  });
  if (!turn.result.more && turn.result.next_alarm <= turn.result.now) {
    throw Error("XX000", "the turn left an alarm behind that was due");
  }
  return turn;
}

void log_fault(const Slot& slot, const Fault& fault) {
  const char* state = fault.sqlstate.c_str();
  const char* message = fault.message.c_str();
  const char* detail = fault.detail.c_str();
  pg::call([&] {
    ereport(WARNING,
            (errcode(MAKE_SQLSTATE(state[0], state[1], state[2], state[3], state[4])),
             errmsg("tqc engine %d of %d: a turn failed: %s", slot.engine, slot.engines, message),
             *detail != '\0' ? errdetail_internal("%s", detail) : 0,
             errhint("It is tried again; this is not logged again until it changes.")));
  });
}

class Engine {
 public:
  explicit Engine(Slot& slot) : slot_(slot) {}

  [[noreturn]] void run() {
    for (;;) {
      if (slot_.stop) leave(slot_, ExitReason::asked);
      pg::call([] {
        CHECK_FOR_INTERRUPTS();
        if (ConfigReloadPending) {
          ConfigReloadPending = false;
          ProcessConfigFile(PGC_SIGHUP);
        }
      });
      step();
    }
  }

 private:
  void step() {
    // Read before the turn takes its snapshot: what comes later is counted later.
    std::uint64_t rings = slot_.rings;
    std::uint64_t changes = slot_.changes;
    std::uint64_t ticket = slot_.requested;
    Time began = GetCurrentTimestamp();
    Turn turn;
    Fault fault;
    if (!attempt(fault, [&] { turn = take_turn(slot_, batch_size()); })) {
      failed(fault);
      nap(slot_, Sleep::paused, changes, GetCurrentTimestamp() + pause_);
      return;
    }
    succeeded(turn.result);
    if (turn.result.more) return;
    if (slot_.done != ticket) {
      slot_.done = ticket;
      ConditionVariableBroadcast(&shared->progress);
    }
    if (slot_.rings != rings) gather(began, changes, turn.wake_at);
    nap(slot_, Sleep::idle, rings, turn.wake_at);
  }

  // What fails together may well succeed in smaller parts: each failure halves the batch.
  int batch_size() const { return std::max(pg::settings::batch_size() >> halved_, 1); }

  // Commits came during the turn. A stream of them, each answered at once, would keep the engine in
  // turns of an event or two and take a core from those who emit; so it lets some gather, for four
  // times as long as the turn took: a fifth of a core. An alarm, a change or tqc.sync() does not
  // wait for that.
  void gather(Time began, std::uint64_t changes, Time alarm) {
    Time now = GetCurrentTimestamp();
    std::int64_t rest = std::clamp<std::int64_t>(4 * (now - began), 0, kLongestGather);
    nap(slot_, Sleep::paused, changes, std::min(now + rest, alarm));
  }

  void succeeded(const engine::TurnResult& result) {
    pause_ = 0;
    if (halved_ > 0) --halved_;
    logged_.clear();
    Locked locked;
    slot_.state = State::running;
    slot_.failures = 0;
    slot_.next_alarm = result.next_alarm;
    if (result.events == 0 && result.subjects == 0) return;
    slot_.events += result.events;
    slot_.batches += 1;
    slot_.last_batch_at = GetCurrentTimestamp();
  }

  void failed(const Fault& fault) {
    if (slot_.stop) leave(slot_, ExitReason::asked);  // whoever asked has cancelled the turn
    // A turn that waited for DROP EXTENSION fails because its tables are gone.
    Fault ignored;
    bool present = true;
    attempt(ignored, [&] {
      pg::call([] { StartTransactionCommand(); });
      present = extension_present();
      pg::call([] { CommitTransactionCommand(); });
    });
    if (!present) leave(slot_, ExitReason::no_extension);

    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    if (halved_ < kMostHalved) ++halved_;
    {
      Locked locked;
      slot_.state = State::failing;
      slot_.errors += 1;
      slot_.last_error_at = GetCurrentTimestamp();
      std::snprintf(slot_.last_error, sizeof slot_.last_error, "%s: %s", fault.sqlstate.c_str(),
                    fault.message.c_str());
    }
    if (logged_ != fault.message) log_fault(slot_, fault);
    logged_ = fault.message;
  }

  Slot& slot_;
  std::int64_t pause_ = 0;  // 0: the last turn went well
  int halved_ = 0;          // how often the batch is
  std::string logged_;      // the message logged last since then
};

}  // namespace

}  // namespace tqc::worker

extern "C" PGDLLEXPORT void tqc_engine_main(Datum argument);

void tqc_engine_main(Datum argument) {
  using namespace tqc::worker;
  pqsignal(SIGHUP, SignalHandlerForConfigReload);
  pqsignal(SIGTERM, die);
  BackgroundWorkerUnblockSignals();
  tqc::pg::boundary([&] {
    Slot& slot = attach(DatumGetInt32(argument));
    prepare_naps();
    Engine(slot).run();
  });
}

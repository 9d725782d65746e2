#include "worker/supervisor.h"

#include <algorithm>

#include "ipc/hold.h"

namespace tqc::worker {

namespace {

using ipc::ExitReason;
using ipc::Locked;
using ipc::Role;
using ipc::shared;
using ipc::Slot;
using ipc::State;

constexpr int kFirstRetryMs = 1000;
constexpr int kLongestRetryMs = 60000;

void empty(Slot& slot) {
  slot.database = InvalidOid;
  slot.state = State::free;
}

/// The engine ended, or never began: the slot waits for another try.
void await_retry(Slot& slot, const char* error) {
  int wait = std::min(kFirstRetryMs << std::min(slot.failures, 10), kLongestRetryMs);
  ++slot.failures;
  slot.state = State::waiting;
  slot.retry_at = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), wait);
  if (error != nullptr) {
    std::snprintf(slot.last_error, sizeof slot.last_error, "%s", error);
    slot.last_error_at = GetCurrentTimestamp();
  }
}

void dismiss(Slot& slot) {
  slot.stop = true;
  if (Latch* latch = slot.latch.load()) SetLatch(latch);
}

Slot* find(Oid database, Role role, int engine) {
  for (Slot& slot : *shared) {
    if (slot.database.load() != database) continue;
    if (slot.role == role && slot.engine == engine) return &slot;
  }
  return nullptr;
}

Slot* find_free() {
  for (Slot& slot : *shared) {
    if (slot.database.load() == InvalidOid) return &slot;
  }
  return nullptr;
}

/// Makes a free slot that of a worker; `database` last, for then commits begin to ring it.
void assign(Slot& slot, Oid database, Role role, int engine, int engines) {
  slot.rings = slot.changes = slot.requested = slot.done = 0;
  slot.role = role;
  slot.engine = engine;
  slot.engines = engines;
  slot.failures = 0;
  slot.last_error[0] = '\0';
  slot.last_error_at = 0;
  slot.events = slot.batches = slot.errors = 0;
  slot.last_batch_at = 0;
  slot.next_alarm = kNever;
  slot.database = database;
}

bool has_stopped(BackgroundWorkerHandle* handle) {
  if (handle == nullptr) return false;
  pid_t pid;
  return pg::call([&] { return GetBackgroundWorkerPid(handle, &pid); }) == BGWH_STOPPED;
}

}  // namespace

void Supervisor::take_over() {
  Locked locked;
  for (Slot& slot : *shared) {
    if (slot.state == State::free) continue;
    if (slot.pid != 0) {
      dismiss(slot);
    } else {
      ++slot.incarnation;
      empty(slot);
    }
  }
}

void Supervisor::reap() {
  for (int i = 0; i < shared->slot_count; ++i) {
    Slot& slot = shared->slots[i];
    bool stopped = has_stopped(handles_[i]);
    Locked locked;
    if (slot.state == State::running || slot.state == State::failing) {
      roster_.extension_present(slot.database);
    } else if (slot.state == State::starting && slot.pid == 0 && stopped) {
      await_retry(slot, "the worker ended before it began, see the server log");
    } else if (slot.state == State::exited) {
      if (slot.exit_reason == ExitReason::no_extension) roster_.extension_absent(slot.database);
      if (slot.exit_reason == ExitReason::not_wanted) roster_.kafka_unwanted(slot.database);
      if (slot.exit_reason == ExitReason::none) {
        await_retry(slot, nullptr);
      } else {
        empty(slot);
      }
    }
  }
}

TimestampTz Supervisor::plan() {
  next_ = kNever;
  for (const Claim& claim : claims()) start(claim);
  return next_;
}

int Supervisor::wanted(Oid database) const {
  auto found = roster_.databases().find(database);
  if (found == roster_.databases().end()) return 0;
  if (found->second.extension == Extension::absent) return 0;
  return pg::settings::engines();
}

/// Is this slot still wanted as what it is?
bool Supervisor::wanted(const Slot& slot) const {
  if (slot.role == Role::engine) return slot.engines == wanted(slot.database);
  auto found = roster_.databases().find(slot.database);
  return found != roster_.databases().end() && found->second.extension != Extension::absent;
}

/// What to start now. What must go first is dismissed here, and its end wakes the launcher: no
/// engine of a new split runs beside one of the old.
std::vector<Supervisor::Claim> Supervisor::claims() {
  std::vector<Claim> result;
  TimestampTz now = GetCurrentTimestamp();
  Locked locked;
  for (Slot& slot : *shared) {
    if (slot.state == State::free || wanted(slot)) continue;
    if (slot.state == State::waiting) {
      empty(slot);
    } else {
      dismiss(slot);
    }
  }
  for (const auto& [oid, database] : roster_.databases()) {
    int engines = wanted(oid);
    TimestampTz held = ipc::held_until(oid, now);
    bool leaving = std::any_of(shared->begin(), shared->end(), [oid = oid](const Slot& slot) {
      return slot.database.load() == oid && slot.stop;
    });
    if (held != 0) next_ = std::min(next_, held);
    if (held != 0 || leaving) continue;
    // The first engine finds out whether there is anything to do for the others.
    int count = database.extension == Extension::present ? engines : std::min(engines, 1);
    for (int engine = 0; engine < count; ++engine) {
      claim(result, {oid, Role::engine, engine, engines}, now);
    }
    // Where there are no engines, the Kafka worker finds out about the extension itself.
    bool known = database.extension == Extension::present ||
                 (engines == 0 && database.extension == Extension::unknown);
    if (!known || database.kafka_unwanted) continue;
    if (claim(result, {oid, Role::kafka, 0, 0}, now)) roster_.kafka_looks(oid);
  }
  return result;
}

/// Takes the slot of a worker that is not there, unless it is to wait. Under the lock.
bool Supervisor::claim(std::vector<Claim>& claims, const Post& post, TimestampTz now) {
  Slot* slot = find(post.database, post.role, post.engine);
  if (slot != nullptr && slot->state != State::waiting) return false;
  if (slot != nullptr && slot->retry_at > now) {
    next_ = std::min(next_, slot->retry_at);
    return false;
  }
  if (slot == nullptr) {
    slot = find_free();
    if (slot == nullptr) {
      complain("no slot is free for another worker of tqc");
      return false;
    }
    assign(*slot, post.database, post.role, post.engine, post.engines);
  }
  slot->state = State::starting;
  slot->exit_reason = ExitReason::none;
  slot->stop = false;
  Order order{++slot->incarnation, post.database};
  claims.push_back({static_cast<int>(slot - shared->begin()), order});
  return true;
}

void Supervisor::start(const Claim& claim) {
  Slot& slot = shared->slots[claim.slot];
  BackgroundWorker worker{};
  worker.bgw_flags = BGWORKER_SHMEM_ACCESS | BGWORKER_BACKEND_DATABASE_CONNECTION;
  worker.bgw_start_time = BgWorkerStart_RecoveryFinished;
  worker.bgw_restart_time = BGW_NEVER_RESTART;  // the launcher decides
  worker.bgw_notify_pid = MyProcPid;
  worker.bgw_main_arg = Int32GetDatum(claim.slot);
  std::snprintf(worker.bgw_library_name, BGW_MAXLEN, "tqc");
  const char* type = name_of(slot.role);
  std::snprintf(worker.bgw_type, BGW_MAXLEN, "%s", type);
  if (slot.role == Role::kafka) {
    std::snprintf(worker.bgw_function_name, BGW_MAXLEN, "tqc_kafka_main");
    std::snprintf(worker.bgw_name, BGW_MAXLEN, "%s in database %u", type, claim.order.database);
  } else {
    std::snprintf(worker.bgw_function_name, BGW_MAXLEN, "tqc_engine_main");
    std::snprintf(worker.bgw_name, BGW_MAXLEN, "%s %d of %d in database %u", type, slot.engine,
                  slot.engines, claim.order.database);
  }
  std::memcpy(worker.bgw_extra, &claim.order, sizeof claim.order);

  auto& handle = handles_[claim.slot];
  if (handle != nullptr) pfree(handle);
  handle = nullptr;
  if (pg::call([&] { return RegisterDynamicBackgroundWorker(&worker, &handle); })) {
    complained_ = false;
    return;
  }
  complain("too few background workers for those of tqc");
  Locked locked;
  if (slot.state != State::starting) return;
  await_retry(slot, "no background worker is free: raise max_worker_processes");
  next_ = std::min(next_, slot.retry_at);
}

void Supervisor::complain(const char* what) {
  // Another worker may end without a word to us, so look again after a while.
  next_ = std::min(next_, TimestampTzPlusMilliseconds(GetCurrentTimestamp(), kLongestRetryMs));
  if (complained_) return;
  complained_ = true;
  pg::call([what] {
    ereport(WARNING, (errcode(ERRCODE_CONFIGURATION_LIMIT_EXCEEDED), errmsg_internal("%s", what),
                      errhint("Raise max_worker_processes, or set tqc.databases.")));
  });
}

}  // namespace tqc::worker

// What the processes of tqc share: a slot for each worker (an engine, or a database's Kafka
// worker), the launcher's bell, the list of databases that engines must keep out of. Exists only
// when tqc is in shared_preload_libraries.
//
// The fields of a slot fall in three groups. What commits ring is atomic and read without a lock,
// since a commit must not wait. What says whose slot it is changes under the lock only. The
// counters and texts are the engine's own and written under the lock, so that health() reads
// them whole.
#pragma once

#include <atomic>
#include <cstdint>

#include "core/time.h"
#include "pg/pg.h"
#include "pg/settings.h"

namespace tqc::ipc {

/// The life of a slot; src/worker/README.md draws it.
enum class State : int {
  free,      // -> starting
  starting,  // registered with the postmaster, not yet here  -> running, exited, waiting, free
  running,   // attached                                      -> failing, exited
  failing,   // the last turn failed, it pauses               -> running, exited
  exited,    // has left; the launcher has not looked yet     -> free, waiting
  waiting,   // failed at all, starts again at retry_at       -> starting, free
};

enum class ExitReason : int {
  none,
  no_extension,
  asked,
  not_wanted,  // a Kafka worker that has nothing to do here
};

/// What a slot's process does.
enum class Role : int { engine, kafka };

/// Who may wake a sleeping engine.
enum class Sleep : int {
  awake,   // nobody needs to
  idle,    // any commit
  paused,  // only a change or tqc.sync(): after a failed turn, or to let commits gather
};

struct Slot {
  // Rung without a lock.
  std::atomic<Oid> database;  // InvalidOid: a free slot
  std::atomic<Latch*> latch;  // of the engine; a PGPROC's, so never a dangling pointer
  std::atomic<Sleep> sleep;
  std::atomic<std::uint64_t> rings;      // commits that may have left work
  std::atomic<std::uint64_t> changes;    // those that changed rules, clock, settings
  std::atomic<std::uint64_t> requested;  // tickets of tqc.sync() given out
  std::atomic<std::uint64_t> done;       // tickets served
  std::atomic<bool> stop;                // leave after this turn

  // Changed under the lock.
  std::uint64_t incarnation;  // counts the launches of this slot
  State state;
  ExitReason exit_reason;
  Role role;
  int engine;            // 0 .. engines-1; 0 of other roles
  int engines;           // into how many the subjects are split; 0 of other roles
  pid_t pid;             // 0: nobody attached
  int failures;          // launches in a row that ended badly
  TimestampTz retry_at;  // of state waiting

  // For health(), under the lock.
  char last_error[512];
  TimestampTz last_error_at;
  std::int64_t events;
  std::int64_t batches;
  std::int64_t errors;
  TimestampTz last_batch_at;
  Time next_alarm;  // in tqc.now()'s time
};

/// A database that engines keep out of, because a command needs it for itself.
struct Hold {
  std::atomic<Oid> database;  // InvalidOid: none; set under the lock, cleared without
  TimestampTz until;          // under the lock
};

inline constexpr int kHolds = 16;
inline constexpr int kRechecks = 64;

struct Shared {
  LWLock* lock;

  // The launcher's bell: databases to look at again; all, when there are too many to list.
  std::atomic<Latch*> launcher;
  pid_t launcher_pid;  // under the lock
  std::atomic<Oid> recheck[kRechecks];
  std::atomic<bool> recheck_all;

  ConditionVariable progress;  // a ticket was served, an engine came or left

  Hold holds[kHolds];

  pg::settings::ServerWide settings;

  int slot_count;
  Slot slots[FLEXIBLE_ARRAY_MEMBER];

  Slot* begin() { return slots; }
  Slot* end() { return slots + slot_count; }
};

/// As pg_stat_activity.backend_type has it.
inline const char* name_of(Role role) { return role == Role::kafka ? "tqc kafka" : "tqc engine"; }

/// Null when tqc is not preloaded.
extern Shared* shared;

/// From _PG_init while libraries are preloaded.
void request_shared_memory();

/// Holds the lock of `shared` for a scope. Nothing in the scope may raise a server error.
class Locked {
 public:
  explicit Locked(LWLockMode mode = LW_EXCLUSIVE) { LWLockAcquire(shared->lock, mode); }
  ~Locked() { LWLockRelease(shared->lock); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;
};

}  // namespace tqc::ipc

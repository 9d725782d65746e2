#include "ipc/shared.h"

#include <new>

namespace tqc::ipc {

static_assert(std::atomic<std::uint64_t>::is_always_lock_free &&
                  std::atomic<Latch*>::is_always_lock_free &&
                  std::atomic<Sleep>::is_always_lock_free && std::atomic<Oid>::is_always_lock_free,
              "atomics in shared memory must not need a lock of one process");

Shared* shared = nullptr;

namespace {

shmem_startup_hook_type previous_startup = nullptr;
#if PG_VERSION_NUM >= 150000
shmem_request_hook_type previous_request = nullptr;
#endif

/// Every engine is a background worker, so there are never more.
int slot_count() { return max_worker_processes; }

Size size() { return add_size(offsetof(Shared, slots), mul_size(slot_count(), sizeof(Slot))); }

void request() {
#if PG_VERSION_NUM >= 150000
  if (previous_request != nullptr) previous_request();
#endif
  RequestAddinShmemSpace(size());
  RequestNamedLWLockTranche("tqc", 1);
}

void startup() {
  if (previous_startup != nullptr) previous_startup();
  bool found = false;
  LWLockAcquire(AddinShmemInitLock, LW_EXCLUSIVE);
  void* memory = ShmemInitStruct("tqc", size(), &found);
  if (!found) {
    std::memset(memory, 0, size());
    // Start the lifetime of the atomics; zero is the right value of every field but these.
    shared = static_cast<Shared*>(memory);
    shared->lock = &GetNamedLWLockTranche("tqc")->lock;
    ConditionVariableInit(&shared->progress);
    new (&shared->settings) pg::settings::ServerWide;
    SpinLockInit(&shared->settings.mutex);
    shared->slot_count = slot_count();
    for (Slot& slot : *shared) slot.next_alarm = kNever;
  }
  shared = static_cast<Shared*>(memory);
  pg::settings::share(&shared->settings);
  if (!found) pg::settings::publish();
  LWLockRelease(AddinShmemInitLock);
}

}  // namespace

void request_shared_memory() {
  previous_startup = shmem_startup_hook;
  shmem_startup_hook = startup;
#if PG_VERSION_NUM >= 150000
  previous_request = shmem_request_hook;
  shmem_request_hook = request;
#else
  request();
#endif
}

}  // namespace tqc::ipc

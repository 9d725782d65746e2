// Starts workers, notices their end, starts them again. All decisions about slots are taken here,
// in the launcher's process; README.md draws the states.
#pragma once

#include <vector>

#include "ipc/shared.h"
#include "worker/attach.h"
#include "worker/roster.h"

namespace tqc::worker {

class Supervisor {
 public:
  explicit Supervisor(Roster& roster)
      : roster_(roster), handles_(ipc::shared->slot_count, nullptr) {}

  /// Engines of an earlier launcher: they are asked to leave; orders not yet obeyed are void.
  void take_over();

  /// Looks at every slot: who has come, who has left, and why.
  void reap();

  /// Brings slots to what is wanted: dismisses and starts engines. Returns when to do so again
  /// though nobody rings: the earliest retry or end of a hold, kNever if none.
  TimestampTz plan();

 private:
  struct Claim {
    int slot;
    Order order;
  };

  /// What is to be there.
  struct Post {
    Oid database;
    ipc::Role role;
    int engine;
    int engines;
  };

  std::vector<Claim> claims();
  bool claim(std::vector<Claim>& claims, const Post& post, TimestampTz now);
  void start(const Claim& claim);
  int wanted(Oid database) const;
  bool wanted(const ipc::Slot& slot) const;
  void complain(const char* what);

  Roster& roster_;
  std::vector<BackgroundWorkerHandle*> handles_;  // by slot
  TimestampTz next_ = kNever;                     // what plan() will return
  bool complained_ = false;                       // of too few workers, once until it is mended
};

}  // namespace tqc::worker

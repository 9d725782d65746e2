// One turn of the engine: read a batch of the log, fold, write back what changed.
//
// A turn is a function of the database: it keeps nothing that must survive it
// (compiled rules are only a cache). The caller owns the transaction; a turn whose
// transaction aborts has not happened.
#pragma once

#include <cstdint>

#include "core/time.h"

namespace tqc::engine {

struct TurnResult {
  std::int64_t events = 0;    // events applied
  std::int64_t subjects = 0;  // subjects folded, by event, alarm or refold
  bool more = false;          // work is left: take another turn at once
  bool told = false;          // wrote what somebody can see: a task, an effect, a push, a failure
  Time now = 0;               // tqc.now() the turn worked with
  Time next_alarm = kNever;   // in tqc.now()'s time: when the next turn is due by itself
  double speed = 1;           // of the clock; 0: next_alarm never comes by itself
};

/// Runs one turn as engine `engine` of `engines`, taking at most `batch_size` events and
/// alarms. Connects to SPI itself. Needs an active transaction and snapshot; serialises
/// with any other session's turn of the same engine by a lock until its end.
TurnResult turn(int engine, int engines, int batch_size);

}  // namespace tqc::engine

// The one clock of tqc on the server side.
#pragma once

#include "core/time.h"

namespace tqc::pg {

struct Clock {
  Time real_base = 0;
  Time virtual_base = 0;  // kNever: the real clock
  double speed = 1;
  std::int64_t generation = 0;

  bool is_real() const { return virtual_base == kNever; }

  /// What the clock shows at a real instant.
  Time at(Time real) const;

  /// The first real instant at which the clock shows `instant` or later; kNever if none.
  Time real(Time instant) const;
};

/// The setting of tqc.clock, cached and refreshed when it changes. Needs a transaction.
const Clock& clock();

/// tqc.now(): at the call, not at the start of the transaction.
Time now();

}  // namespace tqc::pg

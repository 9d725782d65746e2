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
  Time at(Time real) const;
};

/// The setting of tqc.clock, cached and refreshed when it changes. Opens SPI if needed.
const Clock& clock();

/// tqc.now(): at the call, not at the start of the transaction.
Time now();

}  // namespace tqc::pg

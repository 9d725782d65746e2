// How far from the present an instant may lie that durations are counted from.
#pragma once

#include "core/error.h"
#include "core/time.h"
#include "core/zone.h"

namespace tqc {

/// 10,000 years to either side of 2000: no sum of such an instant and the durations of a
/// definition leaves the range of time.
inline constexpr Time kFar = 3'652'425 * kDay;

inline void check_range(Time at) {
  if (at > kFar || at < -kFar) throw Error("22008", "an instant is out of range");
}

}  // namespace tqc

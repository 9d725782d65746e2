// Steps of the fold that failed, kept in tqc.failure; and events that do not count.
#pragma once

#include "engine/work.h"

namespace tqc::engine {

/// Records new failures, resolves those that a fold from the beginning no longer meets, and
/// keeps tqc.voided in step for subjects whose history holds undos.
void write_failures(Batch& batch);

}  // namespace tqc::engine

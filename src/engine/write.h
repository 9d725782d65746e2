// Writing back what a turn changed: a fixed number of statements, whatever the batch.
#pragma once

#include "engine/work.h"

namespace tqc::engine {

/// Gives ids to new tasks and subjects, then writes tasks, effects, history, failures,
/// states and, last, the outbox. False if nobody can see a difference: only states were written.
bool write_back(Batch& batch, Time now);

}  // namespace tqc::engine

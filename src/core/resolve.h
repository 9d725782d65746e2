// What counts: one forward walk over a subject's events that applies undo and amend
// before anything else.
//
// Each undo and amend picks, at its own place, the latest event before it, of a type it
// names, with equal `match`, that counts at that place; later undos do not change earlier
// picks. An undo takes along the amends laid on its target; an undo of an undo brings both
// back. An amend changes its target's data at the target's place, never its time.
#pragma once

#include <vector>

#include "core/facts.h"
#include "core/fold.h"

namespace tqc {

/// Sorts `events`, drops those that do not count and lays amendments over the data of the
/// others (Facts::compose). What has no target is a failure.
std::vector<Event> resolve(std::vector<Event> events, Facts& facts, std::vector<Failure>& failures,
                           std::vector<Voided>& voided);

}  // namespace tqc

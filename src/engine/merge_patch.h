// JSON merge patch (RFC 7396) on the server's jsonb: what an amending event lays over the earlier
// one's data. By itself and not by SQL, because an amend of any depth and size must be merged or
// become a failure; an error of a statement would abort the turn, and with it the engine.
#pragma once

#include "pg/pg.h"

namespace tqc::engine {

/// In the current memory context, never one of the arguments. May ereport: what is nested too deep
/// or has become too large is a data error.
Jsonb* merge_patch(Jsonb* target, Jsonb* patch);

}  // namespace tqc::engine

// The bell: a commit wakes the workers of its database. (The doorbell is another: the NOTIFY by
// which an engine tells those outside.)
//
// Why nothing is missed. A commit becomes visible (the transaction leaves the ProcArray), tells all
// caches what it has made invalid, then its callback counts slot.rings up, then reads slot.sleep.
// An engine reads slot.rings, then takes its snapshot and works; before it sleeps it writes
// slot.sleep, then reads slot.rings again. All four are sequentially consistent, so of "commit
// counts, then looks whether the engine sleeps" and "engine says it sleeps, then looks whether
// anything was counted" at least one sees the other:
//   - the engine sees the count: it takes another turn, whose snapshot holds the commit;
//   - or the commit sees the sleeper, and sets its latch.
// An engine at work is never signalled, so a busy system pays one atomic addition a commit.
#pragma once

#include "pg/pg.h"

namespace tqc::ipc {

/// This transaction changes rules, calendars, the clock, or asks for a refold: ring when it
/// commits.
void ring_on_commit();

/// This transaction has appended to the log: ring when it commits. Also makes has_emitted() true.
void emitted();

/// This transaction, an engine's, has written what others are to be told: ring the Kafka worker
/// when it commits.
void told();

/// Has this transaction appended to the log, in a part that is not rolled back?
bool has_emitted();

/// The launcher is to look at this database when this transaction commits.
void recheck_on_commit(Oid database);

/// The hold on this database (hold.h) ends with this transaction, however it ends.
void release_at_end(Oid database);

/// The settings of some database change when this transaction commits.
void settings_change_on_commit();

/// At once: wakes the engines of this database, or of all, also those that pause after an error.
void ring_now();
void ring_all_now();

/// At once: the launcher is to look at a database, or at all of them. Never blocks, never throws.
void ring_launcher(Oid database);
void ring_launcher_for_all();

/// From _PG_init while libraries are preloaded.
void install_bell();

}  // namespace tqc::ipc

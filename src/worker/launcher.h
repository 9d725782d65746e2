// The launcher: one process a server that keeps one engine running for each database and number.
// It acts when something has changed and sleeps otherwise; what wakes it: an engine that comes or
// goes, the bell's list of databases (ipc/bell.h), a reload.
#pragma once

namespace tqc::worker {

/// From _PG_init while libraries are preloaded.
void register_launcher();

}  // namespace tqc::worker

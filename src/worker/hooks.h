// What tqc must hear of besides its own functions: extensions and databases that come and go,
// prepared transactions, settings of databases.
#pragma once

namespace tqc::worker {

/// From _PG_init while libraries are preloaded.
void install_hooks();

}  // namespace tqc::worker

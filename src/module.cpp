// The module: what is done when the library is loaded.
#include "ipc/bell.h"
#include "ipc/shared.h"
#include "kafka/options.h"
#include "pg/settings.h"
#include "worker/hooks.h"
#include "worker/launcher.h"

extern "C" {
PG_MODULE_MAGIC;
PGDLLEXPORT void _PG_init();
}

void _PG_init() {
  tqc::pg::define_settings();
  tqc::kafka::define_settings();

  // The rest needs shared memory, and that only the server's start can give. Without it all works
  // but the engines; tqc.step() takes their place.
  if (!process_shared_preload_libraries_in_progress || IsBinaryUpgrade) return;
  tqc::ipc::request_shared_memory();
  tqc::ipc::install_bell();
  tqc::worker::install_hooks();
  tqc::worker::register_launcher();
}

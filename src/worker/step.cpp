// tqc.step(): the engine in the calling session, for servers where no background worker may run.
#include <algorithm>

#include "engine/turn.h"
#include "ipc/bell.h"
#include "pg/guard.h"
#include "pg/settings.h"

namespace tqc::worker {

namespace {

/// One engine's turns until it has nothing left to do or has applied a batch, in the caller's
/// transaction.
std::int64_t run_engine(int engine, int engines, int batch_size) {
  std::int64_t events = 0;
  bool more = true;
  while (more && events < batch_size) {
    pg::call([] {
      CHECK_FOR_INTERRUPTS();
      PushActiveSnapshot(GetTransactionSnapshot());
    });
    engine::TurnResult result = engine::turn(engine, engines, batch_size);
    pg::call([] { PopActiveSnapshot(); });
    if (result.told) ipc::told();
    events += result.events;
    more = result.more;
  }
  return events;
}

}  // namespace

}  // namespace tqc::worker

TQC_FUNCTION(tqc_step) {
  int engines = std::max(tqc::pg::settings::engines(), 1);
  std::int64_t events = 0;
  for (int engine = 0; engine < engines; ++engine) {
    events += tqc::worker::run_engine(engine, engines, tqc::pg::settings::batch_size());
  }
  PG_RETURN_INT64(events);
}

// The trigger of tqc.kafka_topic: worker and launcher look again when the transaction commits.
#include "ipc/bell.h"
#include "pg/guard.h"

extern "C" {
#include "commands/trigger.h"
}

TQC_FUNCTION(tqc_kafka_changed) {
  auto* trigger = reinterpret_cast<TriggerData*>(fcinfo->context);
  if (!CALLED_AS_TRIGGER(fcinfo)) throw tqc::Error("39P01", "not called by trigger manager");
  tqc::ipc::ring_on_commit();
  tqc::ipc::recheck_on_commit(MyDatabaseId);
  return PointerGetDatum(trigger->tg_trigtuple);
}

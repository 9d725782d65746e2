// tqc_emit(): one event from SQL.
#include "ingest/failure.h"
#include "ingest/intake.h"
#include "pg/settings.h"

namespace tqc::ingest {

namespace {

std::optional<std::string_view> text_view(FunctionCallInfo fcinfo, int n) {
  if (PG_ARGISNULL(n)) return std::nullopt;
  return pg::to_view(pg::call([&] { return PointerGetDatum(PG_GETARG_TEXT_PP(n)); }));
}

Incoming arguments(FunctionCallInfo fcinfo) {
  Incoming event;
  event.type = text_view(fcinfo, 0);
  event.subject = text_view(fcinfo, 1);
  if (!PG_ARGISNULL(2)) event.data = pg::call([&] { return PG_GETARG_JSONB_P(2); });
  if (!PG_ARGISNULL(3)) event.occurred_at = PG_GETARG_TIMESTAMPTZ(3);
  event.id = text_view(fcinfo, 4);
  event.source = text_view(fcinfo, 5);
  event.site = text_view(fcinfo, 6);
  if (!PG_ARGISNULL(7)) event.sequence = PG_GETARG_INT64(7);
  return event;
}

}  // namespace

}  // namespace tqc::ingest

TQC_FUNCTION(tqc_emit) {
  using namespace tqc;
  pg::SpiSession spi;
  ingest::Incoming event = ingest::arguments(fcinfo);
  if (pg::settings::on_invalid() == pg::OnInvalid::error) {
    PG_RETURN_INT64(ingest::take(event).seq);
  }
  std::optional<Error> refusal;
  try {
    PG_RETURN_INT64(ingest::take(event).seq);
  } catch (const Error& e) {
    if (!ingest::is_refusal(e)) throw;
    refusal = e;
  }
  ingest::keep_failure(event, *refusal);
  PG_RETURN_NULL();
}

// tqc_emit_xml(), tqc_emit_hl7(), tqc_emit_json(): one event from a document of another system.
#include "ingest/document.h"
#include "ingest/failure.h"
#include "pg/settings.h"

namespace tqc::ingest {

namespace {

std::optional<std::string_view> text_view(FunctionCallInfo fcinfo, int n) {
  if (PG_ARGISNULL(n)) return std::nullopt;
  return pg::to_view(pg::call([&] { return PointerGetDatum(PG_GETARG_TEXT_PP(n)); }));
}

void put_text(FunctionCallInfo fcinfo, int n, Given& given) {
  auto text = text_view(fcinfo, n);
  given.present = text.has_value();
  if (text) given.text = *text;
}

Datum emit(FunctionCallInfo fcinfo, const Given& given) {
  Reading reading;
  std::optional<Error> refusal;
  try {
    read_document(given, reading);
    PG_RETURN_INT64(take(reading.event).seq);
  } catch (const Error& e) {
    if (!is_refusal(e) || pg::settings::on_invalid() == pg::OnInvalid::error) throw;
    refusal = e;
  }
  Failures failures;
  failures.add(*refusal, to_payload(given), reading.event.site, reading.event.subject);
  failures.write();
  PG_RETURN_NULL();
}

}  // namespace

}  // namespace tqc::ingest

TQC_FUNCTION(tqc_emit_xml) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  Given given;
  given.format = mapping::Format::xml;
  given.type = text_view(fcinfo, 0);
  put_text(fcinfo, 1, given);  // the type xml is stored as text
  given.site = text_view(fcinfo, 2);
  return emit(fcinfo, given);
}

TQC_FUNCTION(tqc_emit_hl7) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  Given given;
  given.format = mapping::Format::hl7;
  put_text(fcinfo, 0, given);
  given.site = text_view(fcinfo, 1);
  return emit(fcinfo, given);
}

TQC_FUNCTION(tqc_emit_json) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  Given given;
  given.type = text_view(fcinfo, 0);
  given.present = !PG_ARGISNULL(1);
  if (given.present) given.json = pg::call([&] { return PG_GETARG_JSONB_P(1); });
  given.site = text_view(fcinfo, 2);
  return emit(fcinfo, given);
}

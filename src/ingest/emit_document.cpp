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

[[noreturn]] void no_document() {
  throw Error(sqlstate::kDataRefused, "document must not be null");
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
  auto text = text_view(fcinfo, 1);  // the type xml is stored as text
  if (!text) no_document();
  given.text = *text;
  given.site = text_view(fcinfo, 2);
  return emit(fcinfo, given);
}

TQC_FUNCTION(tqc_emit_hl7) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  Given given;
  given.format = mapping::Format::hl7;
  auto text = text_view(fcinfo, 0);
  if (!text) no_document();
  given.text = *text;
  given.site = text_view(fcinfo, 1);
  return emit(fcinfo, given);
}

TQC_FUNCTION(tqc_emit_json) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  Given given;
  given.type = text_view(fcinfo, 0);
  if (PG_ARGISNULL(1)) no_document();
  given.json = pg::call([&] { return PG_GETARG_JSONB_P(1); });
  given.site = text_view(fcinfo, 2);
  return emit(fcinfo, given);
}

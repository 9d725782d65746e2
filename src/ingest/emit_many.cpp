// tqc_emit_many(): many events at once, each for itself.
#include <vector>

#include "ingest/cloud_event.h"
#include "ingest/failure.h"
#include "ingest/jsonb_view.h"
#include "ingest/many.h"
#include "pg/settings.h"

namespace tqc::ingest {

namespace {

std::vector<Element> read_all(const Jsonb* events) {
  auto* root = const_cast<JsonbContainer*>(&events->root);
  if (!JsonContainerIsArray(root) || JsonContainerIsScalar(root)) {
    throw Error(sqlstate::kDataRefused, "events refused: expected an array of CloudEvents objects");
  }
  std::vector<Element> elements;
  elements.reserve(JsonContainerSize(root));
  JsonbView(events).each_item([&](const JsonbView& item) {
    Element& element = elements.emplace_back();
    element.object = item.value();
    read_element(element, [](Element& e) { read_cloud_event(e.object, e.event); });
    return true;
  });
  return elements;
}

void put_row(ReturnSetInfo* result, int ord, const Element& element) {
  Datum values[5] = {Int32GetDatum(ord), 0, BoolGetDatum(false), 0, 0};
  bool nulls[5] = {false, true, false, true, true};
  if (element.taken) {
    values[1] = Int64GetDatum(element.taken->seq);
    values[2] = BoolGetDatum(element.taken->duplicate);
    nulls[1] = false;
  } else {
    values[3] = pg::text_arg(element.refusal->sqlstate).value;
    values[4] = pg::text_arg(failure_message(*element.refusal)).value;
    nulls[3] = nulls[4] = false;
  }
  Datum* v = values;
  bool* n = nulls;
  pg::call([=] { tuplestore_putvalues(result->setResult, result->setDesc, v, n); });
}

}  // namespace

}  // namespace tqc::ingest

TQC_FUNCTION(tqc_emit_many) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::call([&] { InitMaterializedSRF(fcinfo, 0); });
  if (PG_ARGISNULL(0)) throw Error(sqlstate::kDataRefused, "events must not be null");

  pg::SpiSession spi;
  auto elements = read_all(pg::call([&] { return PG_GETARG_JSONB_P(0); }));
  take_all(elements);
  if (pg::settings::on_invalid() == pg::OnInvalid::failure) keep_refused(elements);

  auto* result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  for (std::size_t i = 0; i < elements.size(); ++i) {
    put_row(result, static_cast<int>(i) + 1, elements[i]);
  }
  PG_RETURN_NULL();
}

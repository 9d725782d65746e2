// SQL functions of the engine's room that are not tied to a worker.
#include "ingest/append.h"
#include "pg/clock.h"
#include "pg/spi.h"

// tqc.append_reserved(type, site, subject, data) -> seq
TQC_FUNCTION(tqc_append_reserved) {
  tqc::pg::SpiSession spi;
  auto argument = [&](int i) {
    Datum d = PG_GETARG_DATUM(i);
    return tqc::pg::to_string(tqc::pg::call([=] { return DatumGetTextPP(d); }));
  };
  std::int64_t seq =
      tqc::ingest::append_reserved(argument(0), argument(1), argument(2), tqc::pg::now(),
                                   tqc::pg::jsonb_text(PG_GETARG_DATUM(3)));
  return Int64GetDatum(seq);
}

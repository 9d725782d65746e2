#include "ingest/append.h"

#include "ingest/type_cache.h"
#include "ingest/uuid.h"
#include "ipc/bell.h"
#include "pg/clock.h"
#include "pg/spi.h"

namespace tqc::ingest {

std::int64_t append_reserved(std::string_view type, std::string_view site, std::string_view subject,
                             Time occurred_at, std::string_view data) {
  static pg::Statement append(
      "INSERT INTO tqc.event_log (site, source, id, type_id, subject, occurred_at, data)"
      " VALUES ($1, 'tqc', $2, $3, $4, $5, $6) RETURNING seq",
      {TEXTOID, TEXTOID, INT4OID, TEXTOID, TIMESTAMPTZOID, JSONBOID});
  const KnownType* known = find_type(type);
  if (known == nullptr) {
    throw Error(sqlstate::kUnknownType, "event type \"" + std::string(type) + "\" is unknown");
  }
  int type_id = known->id;
  pg::Rows rows =
      append.run({pg::text_arg(site), pg::text_arg(fresh_uuid()), pg::int4_arg(type_id),
                  pg::text_arg(subject), pg::time_arg(occurred_at), pg::jsonb_arg(data)});
  ipc::emitted();
  return rows.int8(0, 1);
}

}  // namespace tqc::ingest

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

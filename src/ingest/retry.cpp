// tqc.retry_failure() and tqc.discard_failure(): what becomes of failures by hand (数据修正).
#include "ingest/append.h"
#include "ingest/document.h"
#include "ingest/failure.h"
#include "ingest/intake.h"
#include "ingest/jsonb_view.h"
#include "ingest/schema_server.h"
#include "ipc/bell.h"
#include "pg/clock.h"
#include "pg/settings.h"

namespace tqc::ingest {

namespace {

struct Failure {
  std::int64_t id;
  std::string stage;
  std::optional<std::int64_t> event_seq;
  const Jsonb* payload;
  std::optional<std::string> site, subject;
};

/// Locks it, so that two officers do not resolve it twice.
Failure open_failure(std::int64_t id) {
  static pg::Statement read(
      "SELECT stage, event_seq, payload, site, subject, resolved_at FROM tqc.failure"
      " WHERE id = $1 FOR UPDATE",
      {INT8OID});
  pg::Rows rows = read.run({pg::int8_arg(id)});
  if (rows.empty()) throw Error("42704", "failure " + std::to_string(id) + " does not exist");
  if (rows.datum(0, 6)) {
    throw Error(sqlstate::kWrongState, "failure " + std::to_string(id) + " is already resolved");
  }
  Failure failure{id,      *rows.string(0, 1), std::nullopt,
                  nullptr, rows.string(0, 4),  rows.string(0, 5)};
  if (auto seq = rows.datum(0, 2)) failure.event_seq = DatumGetInt64(*seq);
  if (auto payload = rows.datum(0, 3)) {
    Datum datum = *payload;
    failure.payload = pg::call([&] { return DatumGetJsonbP(datum); });
  }
  return failure;
}

void resolve(std::int64_t id, const std::string& resolution, int tries) {
  static pg::Statement update(
      "UPDATE tqc.failure SET resolved_at = clock_timestamp(), resolution = $2,"
      " retries = retries + $3 WHERE id = $1",
      {INT8OID, TEXTOID, INT4OID});
  update.run({pg::int8_arg(id), pg::text_arg(resolution), pg::int4_arg(tries)});
}

/// Still open; of an error the message, of a correction the new payload is kept.
void tried(std::int64_t id, const Error* error, const Jsonb* payload) {
  static pg::Statement update(
      "UPDATE tqc.failure SET retries = retries + 1, sqlstate = coalesce($2, sqlstate),"
      " message = coalesce($3, message), payload = coalesce($4, payload) WHERE id = $1",
      {INT8OID, TEXTOID, TEXTOID, JSONBOID});
  update.run({pg::int8_arg(id), error ? pg::text_arg(error->sqlstate) : pg::Arg(),
              error ? pg::text_arg(failure_message(*error)) : pg::Arg(),
              payload != nullptr ? pg::Arg(JsonbPGetDatum(payload)) : pg::Arg()});
}

/// Emits the event again, as it was refused or as it has been corrected.
bool retry_emit(const Failure& failure, const Jsonb* correction) {
  std::optional<Error> refusal;
  try {
    JsonbValue object;
    object.type = jbvNull;
    if (const Jsonb* event = correction != nullptr ? correction : failure.payload) {
      object = JsonbView(event).value();
    }
    Taken taken = take_payload(object);
    resolve(failure.id,
            "retried by " + pg::settings::actor() + ": event " + std::to_string(taken.seq), 1);
    return true;
  } catch (const Error& e) {
    if (!is_refusal(e)) throw;
    refusal = e;
  }
  tried(failure.id, &*refusal, correction);
  return false;
}

/// The corrected data must be such as the event's own type would have taken.
void check_correction(std::int64_t event_seq, const Jsonb* data) {
  static pg::Statement read(
      "SELECT t.code, t.json_schema FROM tqc.event_log e JOIN tqc.event_type t ON t.id = e.type_id"
      " WHERE e.seq = $1",
      {INT8OID});
  pg::Rows rows = read.run({pg::int8_arg(event_seq)});
  if (rows.empty()) {
    throw Error(sqlstate::kWrongState,
                "event " + std::to_string(event_seq) + " is no longer in the log");
  }
  auto schema = rows.datum(0, 2);
  if (schema) check_data(*rows.string(0, 1), *compile_schema(pg::jsonb_text(*schema)), data);
}

/// Folds the subject again, with the event's data replaced if there is a correction. The fold
/// resolves the failure when it succeeds.
void retry_fold(const Failure& failure, const Jsonb* correction) {
  static pg::Statement refold(
      "INSERT INTO tqc.refold (site, subject, reason) VALUES ($1, $2, 'retry')",
      {TEXTOID, TEXTOID});
  if (!failure.site || !failure.subject) {
    throw Error(sqlstate::kWrongState,
                "failure " + std::to_string(failure.id) + " belongs to no subject", {},
                "It can only be discarded.");
  }
  if (correction == nullptr) {
    tried(failure.id, nullptr, nullptr);
    refold.run({pg::text_arg(*failure.site), pg::text_arg(*failure.subject)});
    ipc::ring_on_commit();
    return;
  }
  if (!failure.event_seq) {
    throw Error(sqlstate::kWrongState,
                "failure " + std::to_string(failure.id) + " has no event to correct", {},
                "Retry it without a payload.");
  }
  std::optional<Error> refusal;
  try {
    check_correction(*failure.event_seq, correction);
  } catch (const Error& e) {
    if (e.sqlstate == sqlstate::kWrongState) throw;
    refusal = e;
  }
  tried(failure.id, refusal ? &*refusal : nullptr, correction);
  if (refusal) return;
  append_reserved("tqc.correct", *failure.site, *failure.subject, pg::now(),
                  "{\"seq\":" + std::to_string(*failure.event_seq) +
                      ",\"data\":" + pg::jsonb_text(JsonbPGetDatum(correction)) + "}");
}

}  // namespace

}  // namespace tqc::ingest

TQC_FUNCTION(tqc_retry_failure) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  if (PG_ARGISNULL(0)) throw Error("22004", "failure id must not be null");
  Failure failure = open_failure(PG_GETARG_INT64(0));
  const Jsonb* correction = nullptr;
  if (!PG_ARGISNULL(1)) correction = pg::call([&] { return PG_GETARG_JSONB_P(1); });
  if (failure.stage == "emit") PG_RETURN_BOOL(retry_emit(failure, correction));
  retry_fold(failure, correction);
  PG_RETURN_BOOL(false);
}

TQC_FUNCTION(tqc_discard_failure) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  if (PG_ARGISNULL(0)) throw Error("22004", "failure id must not be null");
  std::string reason;
  if (!PG_ARGISNULL(1)) {
    reason = pg::to_view(pg::call([&] { return PointerGetDatum(PG_GETARG_TEXT_PP(1)); }));
  }
  if (reason.find_first_not_of(" \t\r\n") == reason.npos) {
    throw Error("22023", "a reason must be given");
  }
  Failure failure = open_failure(PG_GETARG_INT64(0));
  resolve(failure.id, "discarded by " + pg::settings::actor() + ": " + reason, 0);
  PG_RETURN_VOID();
}

#include "ingest/failure.h"

#include "core/clip.h"
#include "ingest/cloud_event.h"
#include "ingest/intake.h"

namespace tqc::ingest {

std::string failure_message(const Error& error) {
  std::string message = error.what();
  if (!error.detail.empty()) message += " (" + error.detail + ")";
  return message;
}

void Failures::add(const Error& error, const Jsonb* payload, std::optional<std::string_view> site,
                   std::optional<std::string_view> subject) {
  // What nobody could read is not kept: the row would stand in the way of all others.
  bool readable = !holds_endless_number(payload);
  payloads_.add(readable ? pg::Arg(JsonbPGetDatum(payload)) : pg::Arg());
  states_.add(pg::text_arg(error.sqlstate));
  messages_.add(pg::text_arg(failure_message(error)));
  // For an index, which holds no text of any length; the payload has them whole.
  auto name = [](std::optional<std::string_view> s) {
    return s ? pg::text_arg(clipped(*s, kMaxNameBytes)) : pg::Arg();
  };
  sites_.add(name(site));
  subjects_.add(name(subject));
}

void Failures::write() const {
  static pg::Statement insert(
      "INSERT INTO tqc.failure (stage, payload, sqlstate, message, site, subject)"
      " SELECT 'emit', f.payload, f.state, f.message, f.site, f.subject"
      "   FROM unnest($1, $2, $3, $4, $5) AS f(payload, state, message, site, subject)",
      {JSONBARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID});
  if (states_.size() == 0) return;
  insert.run(
      {payloads_.array(), states_.array(), messages_.array(), sites_.array(), subjects_.array()});
}

void keep_failure(const Incoming& event, const Error& error) {
  Failures failures;
  failures.add(error, to_cloud_event(event), event.site, event.subject);
  failures.write();
}

}  // namespace tqc::ingest

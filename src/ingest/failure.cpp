#include "ingest/failure.h"

#include "ingest/cloud_event.h"

namespace tqc::ingest {

std::string failure_message(const Error& error) {
  std::string message = error.what();
  if (!error.detail.empty()) message += " (" + error.detail + ")";
  return message;
}

void Failures::add(const Error& error, const Jsonb* payload, std::optional<std::string_view> site,
                   std::optional<std::string_view> subject) {
  auto text = [](std::optional<std::string_view> s) { return s ? pg::text_arg(*s) : pg::Arg(); };
  payloads_.add(pg::Arg(JsonbPGetDatum(payload)));
  states_.add(pg::text_arg(error.sqlstate));
  messages_.add(pg::text_arg(failure_message(error)));
  sites_.add(text(site));
  subjects_.add(text(subject));
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

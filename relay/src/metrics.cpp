#include "metrics.h"

#include <sstream>

namespace tqc::relay {
namespace {

void head(std::ostream& out, const char* name, const char* type, const char* help) {
  out << "# HELP " << name << ' ' << help << "\n# TYPE " << name << ' ' << type << '\n';
}

template <class T>
void single(std::ostream& out, const char* name, const char* type, const char* help, T value) {
  head(out, name, type, help);
  out << name << ' ' << value << '\n';
}

void by_code(std::ostream& out, const char* name, const char* help,
             const std::map<std::string, std::uint64_t, std::less<>>& values) {
  head(out, name, "counter", help);
  for (const auto& [code, value] : values)
    out << name << "{code=\"" << code << "\"} " << value << '\n';
}

}  // namespace

void Histogram::observe(double seconds) {
  for (std::size_t i = 0; i < bounds.size(); ++i)
    if (seconds <= bounds.at(i)) ++counts.at(i);
  ++count;
  sum += seconds;
}

Metrics::Metrics() {
  for (const auto& code : codes)
    (code.then == Then::stay ? errors : ends)[std::string(code.name)] = 0;
}

std::string Metrics::text() const {
  std::ostringstream out;
  single(out, "tqc_relay_connections", "gauge", "Open connections of any kind.", connections);
  single(out, "tqc_relay_sessions", "gauge", "Sessions that have been welcomed.", sessions);
  single(out, "tqc_relay_sessions_total", "counter", "Sessions welcomed so far.", sessions_total);
  single(out, "tqc_relay_pushes_read_total", "counter", "Pushes read from the outbox for fan-out.",
         pushes_read);
  single(out, "tqc_relay_frames_sent_total", "counter", "Frames written to clients.", frames_sent);
  single(out, "tqc_relay_bytes_sent_total", "counter", "Payload bytes of these frames, as sent.",
         bytes_sent);
  single(out, "tqc_relay_frames_received_total", "counter", "Frames received from clients.",
         frames_received);
  single(out, "tqc_relay_acks_total", "counter", "Acks received.", acks);
  single(out, "tqc_relay_unrecovered_total", "counter", "Sessions welcomed with recovered = false.",
         catchups_unrecovered);
  single(out, "tqc_relay_doorbells_total", "counter", "Notifications received from the database.",
         doorbells);
  single(out, "tqc_relay_database_losses_total", "counter",
         "Times the listening connection was lost.", database_losses);
  single(out, "tqc_relay_database_up", "gauge", "1 while the relay listens to the database.",
         database_up ? 1 : 0);
  single(out, "tqc_relay_last_seq", "gauge", "Number of the last push fanned out.", last_seq);
  by_code(out, "tqc_relay_ends_total", "Sessions ended by the relay, by code.", ends);
  by_code(out, "tqc_relay_errors_total", "Error frames that left the session open, by code.",
          errors);
  head(out, "tqc_relay_fan_out_seconds", "histogram",
       "From the doorbell until every write has been started.");
  for (std::size_t i = 0; i < Histogram::bounds.size(); ++i)
    out << "tqc_relay_fan_out_seconds_bucket{le=\"" << Histogram::bounds.at(i) << "\"} "
        << fan_out.counts.at(i) << '\n';
  out << "tqc_relay_fan_out_seconds_bucket{le=\"+Inf\"} " << fan_out.count
      << "\ntqc_relay_fan_out_seconds_sum " << fan_out.sum << "\ntqc_relay_fan_out_seconds_count "
      << fan_out.count << '\n';
  return out.str();
}

std::string kafka_text(const std::vector<std::string>& lags) {
  if (lags.empty()) return {};
  std::ostringstream out;
  head(out, "tqc_kafka_lag", "gauge", "Messages the broker has and the log has not.");
  for (const auto& lag : lags) out << "tqc_kafka_lag" << lag << '\n';
  return out.str();
}

}  // namespace tqc::relay

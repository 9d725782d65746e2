// Counters of the relay and their Prometheus text. Names are documented in docs/protocol.md.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "codes.h"

namespace tqc::relay {

struct Histogram {
  static constexpr std::array bounds{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0};
  std::array<std::uint64_t, bounds.size()> counts{};
  std::uint64_t count = 0;
  double sum = 0;
  void observe(double seconds);
};

struct Metrics {
  std::int64_t connections = 0;  // sockets, of any kind
  std::int64_t sessions = 0;     // welcomed
  std::uint64_t sessions_total = 0;
  std::uint64_t pushes_read = 0;
  std::uint64_t frames_sent = 0;
  std::uint64_t bytes_sent = 0;  // payloads as sent, compressed or not
  std::uint64_t frames_received = 0;
  std::uint64_t acks = 0;
  std::uint64_t catchups_unrecovered = 0;
  std::uint64_t doorbells = 0;
  std::uint64_t database_losses = 0;
  bool database_up = false;
  std::int64_t last_seq = 0;
  std::map<std::string, std::uint64_t, std::less<>> ends;  // by code: sessions ended by the relay
  std::map<std::string, std::uint64_t, std::less<>>
      errors;         // by code: error frames that left the session open
  Histogram fan_out;  // doorbell heard until every write was started

  Metrics();
  void count(const Code& code) {
    ++(code.then == Then::stay ? errors : ends)[std::string(code.name)];
  }
  [[nodiscard]] std::string text() const;
};

// What the database says of Kafka, in the same form.
std::string kafka_text(const std::vector<std::string>& lags);

}  // namespace tqc::relay

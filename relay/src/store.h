// The tqc.relay_* functions as calls. Every answer comes later, on the same thread; `nullopt` means
// that the database could not answer.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ack_book.h"
#include "frame.h"
#include "pg_pool.h"

namespace tqc::relay {

struct Position {
  std::int64_t lowest;   // oldest push still there, highest + 1 if there is none
  std::int64_t highest;  // last push ever given
  std::int64_t acked;    // of this sub
  ClockReading clock;
};

struct InboxPage {
  std::int64_t lowest;  // as of the same snapshot
  std::vector<FramePtr> frames;
};

class Store {
 public:
  template <class T>
  using Answer = std::function<void(std::optional<T>)>;

  Store(const Executor& executor, std::string conninfo, int connections);

  void start() { pool_.start(); }
  void close() { pool_.close(); }
  [[nodiscard]] bool ready() const { return pool_.ready(); }

  void position(const std::string& sub, Answer<Position> answer);
  void inbox(const std::string& receivers, std::int64_t since, std::int64_t upto, int max,
             Answer<InboxPage> answer);
  void history(const std::string& receivers, std::int64_t before, int max,
               Answer<std::vector<std::string>> answer);
  void tasks(const std::string& receivers, Answer<std::vector<std::string>> answer);
  // Lines of Prometheus text, without comments; none where there is no Kafka.
  void kafka_lag(Answer<std::vector<std::string>> answer);
  // A round trip to the database.
  void probe(std::function<void(bool)> answer);

  // Returns at once; see ack_book.h.
  void ack(const std::string& sub, std::int64_t seq);
  // True when no ack waits to be written.
  [[nodiscard]] bool acks_written() const { return acks_.empty(); }

 private:
  void write_acks();

  PgPool pool_;
  AckBook acks_;
  Timer ack_retry_;
};

// A row (seq, at, receiver, kind, payload), `first` being the column of seq.
Push read_push(const Rows& rows, int row, int first);
// "2026-01-05 08:00:00.25+00", as PostgreSQL writes it in UTC, as ISO 8601.
std::string iso_time(std::string_view text);

}  // namespace tqc::relay

// From the database to Kafka: events of the log, or transitions of tasks, in windows as engines
// read them (engine/cursor.h), slice by slice. A slice is handed to the child whole; when the
// broker has all of it, the place after it is saved and the next one read. What is killed in
// between has the slice sent again, under the same ids: at least once, in order for each subject.
//
// Between two slices all that is known stands in tqc.kafka_cursor.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "kafka/wire.h"
#include "pg/spi.h"

namespace tqc::kafka {

class Outgoing {
 public:
  enum class Source : std::uint32_t { event, task };
  explicit Outgoing(Source source) : source_(source) {}

  /// Is there a topic to go to? Needs a transaction.
  void load();
  bool wanted() const { return wanted_; }

  /// Nothing is with the child: step() may be called.
  bool idle() const { return open_ == 0; }

  /// Saves the place after what was delivered, if anything was, and reads the next slice; false if
  /// there is none. Needs a transaction; may be called again when that failed.
  bool step();

  /// To be called when the transaction of step() has been committed: writes the slice as frames.
  void write(std::string& out);

  /// The child says what became of a message of this source. `final`: the broker would refuse it
  /// for ever, so it becomes a failure.
  void delivered(std::uint32_t number, std::string_view error, bool final);

  /// All of the slice was reported, but not all delivered: it is sent again by the next step().
  bool stuck() const { return idle() && !error_.empty(); }
  const std::string& error() const { return error_; }

  /// The child has gone, and what it had with it.
  void forget();

  Source source() const { return source_; }

 private:
  struct Row {
    std::int64_t seq = 0;
    std::string topic, key, value;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string refused;  // why, for ever
  };

  struct Window {
    pg::Arg seen, upto;
    std::uint64_t xid = 0;
    std::int64_t seq = 0;
  };
  bool read_part(pg::Statement& part, const Window& window);
  void save();
  void keep_refused();

  const Source source_;
  bool wanted_ = false;
  std::vector<Row> slice_;  // in the order of seq
  std::size_t open_ = 0;    // of them, with the child
  std::string error_;       // of one that was not delivered, this time
  // The place after the slice.
  std::string upto_;  // of its window, as text
  std::uint64_t xid_ = 0;
  std::int64_t seq_ = 0;
  bool exhausted_ = false;  // the window ends with it
};

}  // namespace tqc::kafka

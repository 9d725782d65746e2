// Batches from Kafka into the log: events and offsets in one transaction, so each message counts
// exactly once, whatever is killed when.
//
// The newest row of tqc.kafka_batch is the whole truth of how far each partition has been taken.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kafka/message.h"
#include "worker/attempt.h"

namespace tqc::kafka {

using Place = std::pair<std::string, std::int32_t>;  // topic, partition

struct Watermark {
  Place place;
  std::int64_t low, high;
};

class Incoming {
 public:
  /// Reads topics and places anew. Needs a transaction, as all below; each opens SPI itself.
  void load();

  const std::map<std::string, Topic>& topics() const { return topics_; }
  const std::map<Place, std::int64_t>& next() const { return next_; }

  /// Takes messages and saves the places after them. What is refused becomes a failure.
  void take(const std::vector<Message>& messages);

  /// Gives a message up that the server could not take for a reason that lies in it.
  void give_up(const Message& message, const worker::Fault& fault);

  /// Records that messages are missing, and goes on at `low`.
  void skip_gap(const Place& place, std::int64_t wanted, std::int64_t low, std::int64_t high);

  /// To be called when the transaction of one of the above has been committed.
  void committed();

  void save_watermarks(const std::vector<Watermark>& watermarks);

 private:
  void save_places(std::size_t messages);

  std::map<std::string, Topic> topics_;
  std::map<Place, std::int64_t> next_;
  std::map<Place, std::int64_t> pending_;  // in the transaction under way
  std::int64_t batches_ = 0;
};

}  // namespace tqc::kafka

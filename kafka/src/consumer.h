// Messages of the wanted partitions, from the offsets that the worker has committed.
//
// Kafka's own bookkeeping of groups is not used: partitions are assigned by hand, and where to go
// on stands in the database. A partition that is new to the database is read from its beginning.
#pragma once

#include <chrono>
#include <set>
#include <vector>

#include "client.h"

namespace tqc::kafka {

class Consumer {
 public:
  Consumer(const Order& order, Link& link, int event_fd);

  /// Sends one batch if there are messages and the worker has room. True if there may be more.
  bool step();

  void taken() { --under_way_; }

  /// Looks for partitions if it is time; blocks for kLookUp at most.
  void look_for_partitions();

  /// What the broker holds of each partition, as far as is known, for a heartbeat.
  void watermarks(FrameWriter& frame);

 private:
  using Clock = std::chrono::steady_clock;

  void assign();
  bool find_again(const Place& place);
  void send(const std::vector<Owned<rd_kafka_message_t>>& messages);
  void fault(const rd_kafka_message_t& message);

  Order order_;
  Link& link_;
  Owned<rd_kafka_t> rk_;
  Owned<rd_kafka_queue_t> queue_;
  std::vector<Owned<rd_kafka_topic_t>> topics_;  // makes the client fetch their metadata
  std::set<Place> assigned_;
  std::set<Place> lost_;  // what was wanted of them is not there
  Clock::time_point look_at_{};
  std::uint64_t batch_ = 0;
  int under_way_ = 0;
};

}  // namespace tqc::kafka

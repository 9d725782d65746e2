// Messages to the broker: idempotent, in order for each key, and never given up by time. What
// became of each the worker learns from a frame `delivered`.
#pragma once

#include "client.h"

namespace tqc::kafka {

class Producer {
 public:
  Producer(const Order& order, Link& link, int event_fd);

  void produce(FrameReader& frame);

  /// Reports what has been delivered.
  void step();

 private:
  Link& link_;
  Owned<rd_kafka_t> rk_;
  Owned<rd_kafka_queue_t> queue_;
};

}  // namespace tqc::kafka

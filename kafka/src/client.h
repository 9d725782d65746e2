// What the consumer and the producer have in common: properties, handles, the log of librdkafka.
#pragma once

#include <librdkafka/rdkafka.h>

#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <utility>

#include "link.h"
#include "order.h"

namespace tqc::kafka {

/// The client cannot work with what it was given; the message is for the administrator.
class Refused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Release {
  void operator()(rd_kafka_t* p) const { rd_kafka_destroy(p); }
  void operator()(rd_kafka_conf_t* p) const { rd_kafka_conf_destroy(p); }
  void operator()(rd_kafka_queue_t* p) const { rd_kafka_queue_destroy(p); }
  void operator()(rd_kafka_topic_t* p) const { rd_kafka_topic_destroy(p); }
  void operator()(rd_kafka_message_t* p) const { rd_kafka_message_destroy(p); }
  void operator()(rd_kafka_topic_partition_list_t* p) const {
    rd_kafka_topic_partition_list_destroy(p);
  }
  void operator()(const rd_kafka_metadata_t* p) const { rd_kafka_metadata_destroy(p); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

using Properties = std::initializer_list<std::pair<const char*, const char*>>;

/// `defaults` give way to what the administrator has set, `fixed` do not. Throws Refused.
Owned<rd_kafka_conf_t> configuration(const Order& order, Properties defaults, Properties fixed,
                                     Link& link);

/// Throws Refused.
Owned<rd_kafka_t> open(rd_kafka_type_t type, Owned<rd_kafka_conf_t> configuration);

/// Writes 8 bytes to `event_fd` whenever the queue is no longer empty.
void signal_by(rd_kafka_queue_t* queue, int event_fd);

}  // namespace tqc::kafka

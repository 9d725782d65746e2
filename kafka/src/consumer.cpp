#include "consumer.h"

#include <algorithm>

namespace tqc::kafka {

namespace {

constexpr std::size_t kMessages = 2000;       // a batch
constexpr std::size_t kBytes = 4U << 20;      // a batch, but one message may be larger
constexpr int kLookUpMs = 500;                // the longest a look-up may block
constexpr std::chrono::seconds kRetry{2};     // while topics are missing
constexpr std::chrono::seconds kRefresh{30};  // to find partitions added later

std::string_view view(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), size};
}

std::vector<Header> headers_of(const rd_kafka_message_t& m) {
  std::vector<Header> result;
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&m, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return result;
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    result.emplace_back(name, value != nullptr ? OptionalView(view(value, size)) : std::nullopt);
  }
  return result;
}

// Headers too: a few thousand long ones must not make a frame that the worker refuses for ever.
std::size_t size_of(const rd_kafka_message_t& m) {
  std::size_t size = m.len + m.key_len;
  for (const auto& [name, value] : headers_of(m)) size += name.size() + value.value_or("").size();
  return size;
}

}  // namespace

Consumer::Consumer(const Order& order, Link& link, int event_fd) : order_(order), link_(link) {
  rk_ = open(RD_KAFKA_CONSUMER,
             configuration(order,
                           {{"queued.min.messages", "20000"},
                            {"queued.max.messages.kbytes", "16384"},
                            {"fetch.wait.max.ms", "100"},
                            {"client.id", "tqc"}},
                           {{"enable.auto.commit", "false"},
                            {"enable.auto.offset.store", "false"},
                            {"enable.partition.eof", "false"},
                            {"allow.auto.create.topics", "false"},
                            // Never another place than the one asked for, unknown to anybody.
                            {"auto.offset.reset", "error"}},
                           link));
  rd_kafka_poll_set_consumer(rk_.get());
  queue_.reset(rd_kafka_queue_get_consumer(rk_.get()));
  signal_by(queue_.get(), event_fd);
  topics_.reserve(order_.topics.size());
  for (const auto& topic : order_.topics) {
    topics_.emplace_back(rd_kafka_topic_new(rk_.get(), topic.c_str(), nullptr));
    if (topics_.back() == nullptr) throw Refused("\"" + topic + "\" is no name of a topic");
  }
}

void Consumer::look_for_partitions() {
  auto now = Clock::now();
  if (now < look_at_) return;
  const rd_kafka_metadata_t* raw = nullptr;
  auto error = rd_kafka_metadata(rk_.get(), 0, nullptr, &raw, kLookUpMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    link_.note(Severity::warning,
               std::string("cannot look for partitions: ") + rd_kafka_err2str(error));
    look_at_ = Clock::now() + kRetry;
    return;
  }
  Owned<const rd_kafka_metadata_t> metadata(raw);
  std::set<Place> found;
  bool complete = true;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const auto& topic = metadata->topics[i];
    if (topic.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      complete = false;
      link_.note(Severity::warning,
                 "topic \"" + std::string(topic.topic) + "\": " + rd_kafka_err2str(topic.err));
    }
    for (int p = 0; p < topic.partition_cnt; ++p) {
      if (order_.wants(topic.partitions[p].id)) {
        found.insert({topic.topic, topic.partitions[p].id});
      }
    }
  }
  bool more = !std::includes(assigned_.begin(), assigned_.end(), found.begin(), found.end());
  assigned_.insert(found.begin(), found.end());
  for (auto it = lost_.begin(); it != lost_.end();) {
    if (find_again(*it)) {
      it = lost_.erase(it);
      more = true;
    } else {
      complete = false;
      ++it;
    }
  }
  if (more) assign();
  look_at_ = Clock::now() + (complete ? std::chrono::seconds(kRefresh) : kRetry);
}

void Consumer::assign() {
  Owned<rd_kafka_topic_partition_list_t> list(
      rd_kafka_topic_partition_list_new(static_cast<int>(assigned_.size())));
  for (const auto& place : assigned_) {
    if (lost_.contains(place)) continue;
    auto* entry = rd_kafka_topic_partition_list_add(list.get(), place.first.c_str(), place.second);
    auto next = order_.next.find(place);
    entry->offset = next != order_.next.end() ? next->second : RD_KAFKA_OFFSET_BEGINNING;
  }
  auto error = rd_kafka_assign(rk_.get(), list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw Refused(std::string("cannot assign partitions: ") + rd_kafka_err2str(error));
  }
}

// The broker no longer has, or has never had, what comes next by our books: its data was removed
// or its topic made anew. What is there is read from its beginning, and the worker told of the gap.
bool Consumer::find_again(const Place& place) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  auto error = rd_kafka_query_watermark_offsets(rk_.get(), place.first.c_str(), place.second, &low,
                                                &high, kLookUpMs);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  auto next = order_.next.find(place);
  if (next == order_.next.end() || (next->second >= low && next->second <= high)) return true;
  FrameWriter frame(link_.out(), Kind::gap);
  frame.text(place.first);
  frame.number(place.second);
  frame.number(next->second);
  frame.number(low);
  frame.number(high);
  next->second = low;
  return true;
}

void Consumer::fault(const rd_kafka_message_t& message) {
  switch (message.err) {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      if (message.rkt != nullptr) {
        lost_.insert({rd_kafka_topic_name(message.rkt), message.partition});
        look_at_ = {};
      }
      return;
    default:
      link_.note(Severity::warning, rd_kafka_message_errstr(&message));
  }
}

bool Consumer::step() {
  if (under_way_ >= kCredit) return false;
  std::vector<Owned<rd_kafka_message_t>> messages;
  std::size_t bytes = 0;
  bool more = true;
  while (more && messages.size() < kMessages && bytes < kBytes) {
    rd_kafka_message_t* got[256];
    ssize_t n = rd_kafka_consume_batch_queue(queue_.get(), 0, got, std::size(got));
    more = n > 0;
    for (ssize_t i = 0; i < n; ++i) {
      Owned<rd_kafka_message_t> message(got[i]);
      if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
        fault(*message);
      } else {
        bytes += size_of(*message);
        messages.push_back(std::move(message));
      }
    }
  }
  if (!messages.empty()) send(messages);
  return more && under_way_ < kCredit;
}

void Consumer::send(const std::vector<Owned<rd_kafka_message_t>>& messages) {
  {
    FrameWriter frame(link_.out(), Kind::batch);
    frame.number(++batch_);
    frame.count(messages.size());
    for (const auto& m : messages) {
      std::string_view topic = rd_kafka_topic_name(m->rkt);
      frame.text(topic);
      frame.number(m->partition);
      frame.number(m->offset);
      rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
      std::int64_t timestamp = rd_kafka_message_timestamp(m.get(), &type);
      frame.number<std::int64_t>(type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? -1 : timestamp);
      frame.optional(m->key != nullptr ? OptionalView(view(m->key, m->key_len)) : std::nullopt);
      frame.optional(m->payload != nullptr ? OptionalView(view(m->payload, m->len)) : std::nullopt);
      frame.headers(headers_of(*m));
      order_.next[{std::string(topic), m->partition}] = m->offset + 1;
    }
  }
  ++under_way_;
  link_.flush();
}

void Consumer::watermarks(FrameWriter& frame) {
  struct Known {
    const Place& place;
    std::int64_t low, high;
  };
  std::vector<Known> known;
  known.reserve(assigned_.size());
  for (const auto& place : assigned_) {
    std::int64_t low = RD_KAFKA_OFFSET_INVALID;
    std::int64_t high = RD_KAFKA_OFFSET_INVALID;
    rd_kafka_get_watermark_offsets(rk_.get(), place.first.c_str(), place.second, &low, &high);
    if (high >= 0) known.push_back({place, low < 0 ? 0 : low, high});
  }
  frame.count(known.size());
  for (const auto& k : known) {
    frame.text(k.place.first);
    frame.number(k.place.second);
    frame.number(k.low);
    frame.number(k.high);
  }
}

}  // namespace tqc::kafka

#include "producer.h"

namespace tqc::kafka {

namespace {

void report(Link& link, std::uint64_t token, rd_kafka_resp_err_t error) {
  FrameWriter frame(link.out(), Kind::delivered);
  frame.number(token);
  frame.text(error == RD_KAFKA_RESP_ERR_NO_ERROR ? "" : rd_kafka_err2str(error));
  switch (error) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      frame.number<std::uint8_t>(1);  // it would be refused for ever
      break;
    default:
      frame.number<std::uint8_t>(0);
  }
}

std::uint64_t token_of(void* opaque) { return reinterpret_cast<std::uintptr_t>(opaque); }

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  report(*static_cast<Link*>(opaque), token_of(message->_private), message->err);
}

}  // namespace

Producer::Producer(const Order& order, Link& link, int event_fd) : link_(link) {
  auto conf = configuration(order,
                            {{"linger.ms", "5"},
                             // As Java's clients have it: a key's partition is the same for all.
                             {"partitioner", "murmur2_random"},
                             {"queue.buffering.max.kbytes", "65536"},
                             {"client.id", "tqc"}},
                            {{"enable.idempotence", "true"}, {"message.timeout.ms", "0"}}, link);
  rd_kafka_conf_set_dr_msg_cb(conf.get(), on_delivery);
  rk_ = open(RD_KAFKA_PRODUCER, std::move(conf));
  queue_.reset(rd_kafka_queue_get_main(rk_.get()));
  signal_by(queue_.get(), event_fd);
}

void Producer::produce(FrameReader& frame) {
  auto token = frame.number<std::uint64_t>();
  std::string topic(frame.text());
  OptionalView key = frame.optional();
  OptionalView value = frame.optional();
  rd_kafka_headers_t* headers = rd_kafka_headers_new(8);
  for (const auto& [name, text] : frame.headers()) {
    rd_kafka_header_add(headers, name.data(), static_cast<ssize_t>(name.size()),
                        text ? text->data() : nullptr,
                        text ? static_cast<ssize_t>(text->size()) : 0);
  }
  std::string_view k = key.value_or(std::string_view());
  std::string_view v = value.value_or(std::string_view());
  auto* opaque = reinterpret_cast<void*>(static_cast<std::uintptr_t>(token));
  auto error = rd_kafka_producev(
      rk_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_KEY(k.data(), k.size()), RD_KAFKA_V_VALUE(const_cast<char*>(v.data()), v.size()),
      RD_KAFKA_V_HEADERS(headers), RD_KAFKA_V_OPAQUE(opaque), RD_KAFKA_V_END);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;  // the headers are librdkafka's now
  rd_kafka_headers_destroy(headers);
  report(link_, token, error);
}

void Producer::step() { rd_kafka_poll(rk_.get(), 0); }

}  // namespace tqc::kafka

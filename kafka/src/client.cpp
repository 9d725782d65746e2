#include "client.h"

#include <cstdint>
#include <cstring>

namespace tqc::kafka {

namespace {

void set(rd_kafka_conf_t* conf, const char* name, const char* value) {
  char error[512];
  if (rd_kafka_conf_set(conf, name, value, error, sizeof error) != RD_KAFKA_CONF_OK) {
    throw Refused(error);
  }
}

// Both are called on our own thread, from a poll, because of log.queue. No exception may pass
// through librdkafka, so they only write frames, which the loop sends.
void on_log(const rd_kafka_t* rk, int level, const char* facility, const char* text) {
  constexpr int kWarning = 4;  // of syslog
  constexpr int kNotice = 5;
  if (level > kNotice) return;
  auto& link = *static_cast<Link*>(rd_kafka_opaque(rk));
  // The first two come by on_error() too; that a property of the consumer means nothing to the
  // producer is no fault.
  for (const char* other : {"FAIL", "ERROR", "CONFWARN"}) {
    if (std::strcmp(facility, other) == 0) return;
  }
  link.note(level <= kWarning ? Severity::warning : Severity::info, text);
}

void on_error(rd_kafka_t* rk, int error, const char* reason, void* opaque) {
  auto& link = *static_cast<Link*>(opaque);
  if (error != RD_KAFKA_RESP_ERR__FATAL) return link.note(Severity::warning, reason);
  char text[512];
  rd_kafka_fatal_error(rk, text, sizeof text);
  link.note(Severity::fatal, text);
}

}  // namespace

Owned<rd_kafka_conf_t> configuration(const Order& order, Properties defaults, Properties fixed,
                                     Link& link) {
  Owned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  for (auto [name, value] : defaults) set(conf.get(), name, value);
  for (const auto& [name, value] : order.properties) set(conf.get(), name.c_str(), value.c_str());
  for (auto [name, value] : fixed) set(conf.get(), name, value);
  set(conf.get(), "log.queue", "true");
  rd_kafka_conf_set_opaque(conf.get(), &link);
  rd_kafka_conf_set_log_cb(conf.get(), on_log);
  rd_kafka_conf_set_error_cb(conf.get(), on_error);
  return conf;
}

Owned<rd_kafka_t> open(rd_kafka_type_t type, Owned<rd_kafka_conf_t> configuration) {
  char error[512];
  rd_kafka_t* rk = rd_kafka_new(type, configuration.get(), error, sizeof error);
  if (rk == nullptr) throw Refused(error);
  configuration.release();  // NOLINT(bugprone-unused-return-value): it is rk's now
  rd_kafka_set_log_queue(rk, nullptr);
  return Owned<rd_kafka_t>(rk);
}

void signal_by(rd_kafka_queue_t* queue, int event_fd) {
  std::uint64_t one = 1;
  rd_kafka_queue_io_event_enable(queue, event_fd, &one, sizeof one);
}

}  // namespace tqc::kafka

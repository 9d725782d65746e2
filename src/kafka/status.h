// How the Kafka worker does, for tqc.health() and the server's log.
#pragma once

#include <set>
#include <string>

#include "ipc/shared.h"
#include "kafka/wire.h"
#include "worker/attempt.h"

namespace tqc::kafka {

class Status {
 public:
  explicit Status(ipc::Slot& slot) : slot_(slot) {}

  /// A line for the log, once until messages flow again: brokers that are away make librdkafka say
  /// the same again and again, with other numbers in it, and how often in brackets.
  void note(Severity severity, const std::string& text);

  /// Something did not succeed and will be tried again.
  void failed(const worker::Fault& fault);

  /// Messages flow: what is said from now on is news.
  void flowing() { noted_.clear(); }

  /// A batch was taken.
  void taken(std::size_t messages);

  /// The client is alive, and nothing waits for a failure to pass.
  void well();

 private:
  void show_error(const std::string& text);

  ipc::Slot& slot_;
  std::set<std::string> noted_;  // since messages flowed, without numbers
};

}  // namespace tqc::kafka

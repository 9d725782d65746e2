#include "kafka/status.h"

#include <algorithm>
#include <iterator>

namespace tqc::kafka {

namespace {

constexpr std::size_t kRemembered = 64;

}  // namespace

void Status::note(Severity severity, const std::string& text) {
  if (severity == Severity::warning) show_error(text);
  std::string shape;
  auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(text.size(), text.find(" (")));
  std::remove_copy_if(text.begin(), end, std::back_inserter(shape),
                      [](unsigned char c) { return c >= '0' && c <= '9'; });
  if (noted_.size() >= kRemembered || !noted_.insert(shape).second) return;
  const char* line = text.c_str();
  pg::call([=] {
    ereport(severity == Severity::info ? LOG : WARNING,
            (errmsg("tqc kafka: %s", line), errhint("Said once until messages flow again.")));
  });
}

void Status::failed(const worker::Fault& fault) {
  {
    ipc::Locked locked;
    slot_.state = ipc::State::failing;
    slot_.errors += 1;
  }
  note(Severity::warning, fault.sqlstate + ": " + fault.message);
}

void Status::taken(std::size_t messages) {
  flowing();
  ipc::Locked locked;
  slot_.state = ipc::State::running;
  slot_.failures = 0;
  slot_.events += static_cast<std::int64_t>(messages);
  slot_.batches += 1;
  slot_.last_batch_at = GetCurrentTimestamp();
}

void Status::well() {
  ipc::Locked locked;
  slot_.state = ipc::State::running;
  slot_.failures = 0;
}

void Status::show_error(const std::string& text) {
  ipc::Locked locked;
  slot_.last_error_at = GetCurrentTimestamp();
  std::snprintf(slot_.last_error, sizeof slot_.last_error, "%s", text.c_str());
}

}  // namespace tqc::kafka

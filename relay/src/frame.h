// Frames to clients. A frame is built once, is immutable, and is shared by all sessions that send
// it; so is its compressed form.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "codes.h"

namespace tqc::relay {

class Frame {
 public:
  explicit Frame(std::string text, std::int64_t seq = 0) : seq_(seq), text_(std::move(text)) {}

  // The number of the push this frame carries, 0 if it carries none.
  [[nodiscard]] std::int64_t seq() const { return seq_; }
  [[nodiscard]] const std::string& text() const { return text_; }
  // Whether it is worth sending compressed.
  [[nodiscard]] bool compressible() const;
  // Compressed on first use. Only meaningful if compressible().
  [[nodiscard]] const std::string& deflated() const { return deflated_; }

 private:
  std::int64_t seq_;
  std::string text_;
  mutable std::string deflated_;
  mutable bool tried_ = false;
};

using FramePtr = std::shared_ptr<const Frame>;

// A row of the outbox as the tqc.relay_* functions give it.
struct Push {
  std::int64_t seq = 0;
  std::string at;  // ISO 8601, UTC
  std::string receiver;
  std::string kind;
  std::string payload;  // JSON text
};

// The state of the database's clock: tqc.now() and how fast it runs.
struct ClockReading {
  std::string now;    // ISO 8601, UTC
  std::string speed;  // JSON number
};

struct Welcome {
  const std::vector<std::string>* receivers;
  std::int64_t seq;
  std::int64_t head;
  bool recovered;
  int heartbeat;
  ClockReading clock;
};

FramePtr push_frame(const Push& push);
FramePtr welcome_frame(const Welcome& welcome);
FramePtr clock_frame(const ClockReading& clock);
// Whether the relay is in touch with the database; if not, for how long there has been no word
// from it.
FramePtr status_frame(std::optional<std::chrono::seconds> silent);
FramePtr error_frame(const Code& code, std::string_view message);
// `type` is "history" or "tasks", the items are JSON texts.
FramePtr list_frame(std::string_view type, const std::vector<std::string>& items);
FramePtr simple_frame(std::string_view type);

}  // namespace tqc::relay

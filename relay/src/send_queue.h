// What waits to be written to one client. Bounded: when it is full the client is slow and is
// closed, because leaving anything out would break the promise that a stream has no holes.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>

#include "frame.h"

namespace tqc::relay {

struct QueueLimits {
  std::size_t frames = 512;
  std::size_t bytes = std::size_t{1} << 20;
};

class SendQueue {
 public:
  explicit SendQueue(const QueueLimits& limits) : limits_(limits) {}

  // False if the frame does not fit; the queue is then unchanged. A single frame always fits an
  // empty queue, however large.
  [[nodiscard]] bool push(FramePtr frame) {
    if (!empty() && (size() >= limits_.frames || bytes_ + frame->text().size() > limits_.bytes))
      return false;
    push_always(std::move(frame));
    return true;
  }

  // For what is bounded by other means: a page of the outbox, the last words to a client.
  void push_always(FramePtr frame) {
    bytes_ += frame->text().size();
    if (!frames_) frames_ = std::make_unique<std::deque<FramePtr>>();
    frames_->push_back(std::move(frame));
  }

  FramePtr pop() {
    auto frame = std::move(frames_->front());
    frames_->pop_front();
    bytes_ -= frame->text().size();
    if (frames_->empty()) frames_.reset();  // an idle session keeps no memory for it
    return frame;
  }

  // From half full down to a quarter: time to hold back what can wait (hub.h).
  [[nodiscard]] bool crowded(bool before) const {
    const std::size_t part = before ? 4 : 2;
    return !empty() && (size() >= limits_.frames / part || bytes_ >= limits_.bytes / part);
  }

  void clear() {
    frames_.reset();
    bytes_ = 0;
  }

  [[nodiscard]] bool empty() const { return !frames_; }
  [[nodiscard]] std::size_t size() const { return frames_ ? frames_->size() : 0; }

 private:
  const QueueLimits& limits_;
  std::size_t bytes_ = 0;
  std::unique_ptr<std::deque<FramePtr>> frames_;
};

}  // namespace tqc::relay

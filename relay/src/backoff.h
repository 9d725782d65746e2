// How long to wait before the next attempt: doubles from `first` to `most`, and the actual wait is
// drawn from the upper half of it so that many relays do not knock at the same moment.
#pragma once

#include <algorithm>
#include <chrono>
#include <random>

namespace tqc::relay {

class Backoff {
 public:
  using Millis = std::chrono::milliseconds;

  explicit Backoff(Millis first = Millis(100), Millis most = Millis(5000))
      : first_(first), most_(most), next_(first) {}

  Millis wait() {
    std::uniform_int_distribution<Millis::rep> draw(next_.count() / 2, next_.count());
    next_ = std::min(next_ * 2, most_);
    return Millis(draw(random_));
  }
  void reset() { next_ = first_; }

 private:
  Millis first_, most_, next_;
  std::mt19937 random_{std::random_device{}()};
};

}  // namespace tqc::relay

// Acknowledgements on their way to the database.
//
// Acks are many and small, so they are collected: each sub has at most one pending number, and one
// statement writes all that came while the previous one was under way. Until it is known to be
// written, an ack still counts here: a hello that follows it on another connection asks position()
// *before* it asks the database, and takes the higher of the two answers.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <unordered_map>

namespace tqc::relay {

class AckBook {
 public:
  using Batch = std::unordered_map<std::string, std::int64_t>;

  void note(const std::string& sub, std::int64_t seq) { raise(pending_, sub, seq); }

  // The highest ack of this sub that may not be in the database yet, 0 if there is none.
  [[nodiscard]] std::int64_t position(const std::string& sub) const {
    std::int64_t seq = 0;
    for (const auto* batch : {&pending_, &writing_})
      if (auto it = batch->find(sub); it != batch->end()) seq = std::max(seq, it->second);
    return seq;
  }

  [[nodiscard]] bool empty() const { return pending_.empty() && writing_.empty(); }
  [[nodiscard]] bool ready() const { return writing_.empty() && !pending_.empty(); }

  // Only when ready(): what to write now.
  const Batch& begin() {
    writing_.swap(pending_);
    return writing_;
  }
  void written() { writing_.clear(); }
  void failed() {
    for (const auto& [sub, seq] : writing_) raise(pending_, sub, seq);
    writing_.clear();
  }

 private:
  static void raise(Batch& batch, const std::string& sub, std::int64_t seq) {
    auto& known = batch[sub];
    known = std::max(known, seq);
  }
  Batch pending_;
  Batch writing_;
};

}  // namespace tqc::relay

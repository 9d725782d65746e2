// Who gets what: the index from receivers to sessions, and the number up to which pushes have been
// fanned out.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "codes.h"
#include "frame.h"
#include "metrics.h"

namespace tqc::relay {

// What the hub knows of a session. Sessions leave in their destructor, never while the hub calls
// them.
class Member {
 public:
  Member() = default;
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;
  virtual void deliver(const FramePtr& push) = 0;
  virtual void send(const FramePtr& frame) = 0;
  virtual void end(const Code& code) = 0;

 protected:
  ~Member() = default;
};

class Hub {
 public:
  explicit Hub(Metrics& metrics) : metrics_(metrics) {}

  // The last push handed to the sessions.
  [[nodiscard]] std::int64_t fanned_out() const { return fanned_out_; }
  // Starts anew from here, without the pushes before: only while no session relies on them.
  void reset(std::int64_t seq) { fanned_out_ = seq; }

  void join(Member& member, const std::vector<std::string>& receivers);
  void leave(Member& member, const std::vector<std::string>& receivers);

  // Pushes in the order of seq, all above fanned_out().
  void fan_out(const std::vector<Push>& pushes);
  // To every session that has joined.
  void broadcast(const FramePtr& frame);
  void end_all(const Code& code);

 private:
  Metrics& metrics_;
  std::int64_t fanned_out_ = 0;
  std::unordered_map<std::string, std::vector<Member*>> by_receiver_;
  std::unordered_set<Member*> members_;
};

}  // namespace tqc::relay

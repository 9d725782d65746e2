// Who gets what: the index from receivers to sessions, and the number up to which pushes have been
// fanned out.
//
// A burst of pushes must not overrun clients that read as fast as they can: the relay itself may be
// what is slow. So a session whose queue is half full reports itself as crowded, and while there is
// one the doorbell holds the next push back, for a limited time (doorbell.h).
#pragma once

#include <cstdint>
#include <functional>
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
  // Its client does not take what is written.
  [[nodiscard]] virtual bool blocked() = 0;

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

  // The next push in the order of seq.
  void fan_out(const Push& push);
  void set_crowded(Member& member, bool crowded);
  [[nodiscard]] bool crowded() const { return !crowded_.empty(); }
  // Called when no session is crowded any more.
  std::function<void()> on_relief;
  // To every session that has joined.
  void broadcast(const FramePtr& frame);
  void end_all(const Code& code);
  // Those whose client is to blame for it.
  void end_blocked(const Code& code);

 private:
  Metrics& metrics_;
  std::int64_t fanned_out_ = 0;
  std::unordered_map<std::string, std::vector<Member*>> by_receiver_;
  std::unordered_set<Member*> members_;
  std::unordered_set<Member*> crowded_;
};

}  // namespace tqc::relay

#include "hub.h"

#include <algorithm>

namespace tqc::relay {

void Hub::join(Member& member, const std::vector<std::string>& receivers) {
  members_.insert(&member);
  for (const auto& receiver : receivers) by_receiver_[receiver].push_back(&member);
}

void Hub::leave(Member& member, const std::vector<std::string>& receivers) {
  members_.erase(&member);
  set_crowded(member, false);
  for (const auto& receiver : receivers) {
    auto it = by_receiver_.find(receiver);
    if (it == by_receiver_.end()) continue;
    auto& list = it->second;
    auto place = std::find(list.begin(), list.end(), &member);
    if (place != list.end()) {
      *place = list.back();
      list.pop_back();
    }
    if (list.empty()) by_receiver_.erase(it);
  }
}

void Hub::fan_out(const Push& push) {
  ++metrics_.pushes_read;
  fanned_out_ = push.seq;
  auto it = by_receiver_.find(push.receiver);
  if (it == by_receiver_.end()) return;
  auto frame = push_frame(push);
  for (auto* member : it->second) member->deliver(frame);
}

void Hub::set_crowded(Member& member, bool crowded) {
  if (crowded) {
    crowded_.insert(&member);
  } else if (crowded_.erase(&member) != 0 && crowded_.empty() && on_relief) {
    on_relief();
  }
}

void Hub::end_blocked(const Code& code) {
  // Each leaves the set as it ends.
  for (auto* member : std::vector<Member*>(crowded_.begin(), crowded_.end()))
    if (member->blocked()) member->end(code);
}

void Hub::broadcast(const FramePtr& frame) {
  for (auto* member : members_) member->send(frame);
}

void Hub::end_all(const Code& code) {
  for (auto* member : members_) member->end(code);
}

}  // namespace tqc::relay

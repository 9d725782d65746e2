#include "frame.h"

#include <nlohmann/json.hpp>

#include "deflate.h"

namespace tqc::relay {
namespace {

std::string json_text(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

bool Frame::compressible() const {
  if (!tried_) {
    tried_ = true;
    if (text_.size() >= deflate_threshold) {
      deflated_ = deflate_message(text_);
      if (deflated_.size() >= text_.size()) deflated_.clear();
      deflated_.shrink_to_fit();
    }
  }
  return !deflated_.empty();
}

FramePtr push_frame(const Push& push) {
  std::string text;
  text.reserve(push.payload.size() + 128);
  text.append(R"({"type":"push","seq":)").append(std::to_string(push.seq));
  text.append(R"(,"at":")").append(push.at);
  text.append(R"(","receiver":)").append(json_text(push.receiver));
  text.append(R"(,"kind":)").append(json_text(push.kind));
  text.append(R"(,"task":)").append(push.payload).append("}");
  return std::make_shared<Frame>(std::move(text), push.seq);
}

FramePtr welcome_frame(const Welcome& welcome) {
  std::string text =
      R"({"type":"welcome","receivers":)" + nlohmann::json(*welcome.receivers).dump();
  text.append(R"(,"seq":)").append(std::to_string(welcome.seq));
  text.append(R"(,"head":)").append(std::to_string(welcome.head));
  text.append(R"(,"recovered":)").append(welcome.recovered ? "true" : "false");
  text.append(R"(,"heartbeat":)").append(std::to_string(welcome.heartbeat));
  text.append(R"(,"now":")").append(welcome.clock.now);
  text.append(R"(","speed":)").append(welcome.clock.speed).append("}");
  return std::make_shared<Frame>(std::move(text));
}

FramePtr clock_frame(const ClockReading& clock) {
  return std::make_shared<Frame>(R"({"type":"clock","now":")" + clock.now + R"(","speed":)" +
                                 clock.speed + "}");
}

FramePtr status_frame(std::optional<std::chrono::seconds> silent) {
  return std::make_shared<Frame>(silent ? R"({"type":"status","database":"lost","silent":)" +
                                              std::to_string(silent->count()) + "}"
                                        : R"({"type":"status","database":"live"})");
}

FramePtr error_frame(const Code& code, std::string_view message) {
  return std::make_shared<Frame>(R"({"type":"error","code":)" + json_text(code.name) +
                                 R"(,"message":)" + json_text(message) + "}");
}

FramePtr list_frame(std::string_view type, const std::vector<std::string>& items) {
  std::string text = R"({"type":")" + std::string(type) + R"(","items":[)";
  for (const auto& item : items) {
    if (&item != &items.front()) text += ',';
    text += item;
  }
  return std::make_shared<Frame>(text + "]}");
}

FramePtr simple_frame(std::string_view type) {
  return std::make_shared<Frame>(R"({"type":")" + std::string(type) + R"("})");
}

}  // namespace tqc::relay

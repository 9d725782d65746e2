// What the worker asks for: the frame `configure`, read from behind the version.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "kafka/wire.h"

namespace tqc::kafka {

using Place = std::pair<std::string, std::int32_t>;  // topic, partition

struct Order {
  std::vector<std::pair<std::string, std::string>> properties;  // of librdkafka
  std::vector<std::string> topics;                              // to consume
  std::map<Place, std::int64_t> next;                           // offsets to go on at
  std::vector<std::pair<std::int32_t, std::int32_t>> ranges;    // partitions; empty: all
  bool produces = false;

  explicit Order(FrameReader& frame) {
    for (auto n = frame.count(); n > 0; --n) {
      std::string name(frame.text());
      properties.emplace_back(name, frame.text());
    }
    for (auto n = frame.count(); n > 0; --n) topics.emplace_back(frame.text());
    for (auto n = frame.count(); n > 0; --n) {
      std::string topic(frame.text());
      auto partition = frame.number<std::int32_t>();
      next[{topic, partition}] = frame.number<std::int64_t>();
    }
    for (auto n = frame.count(); n > 0; --n) {
      auto from = frame.number<std::int32_t>();
      ranges.emplace_back(from, frame.number<std::int32_t>());
    }
    produces = frame.number<std::uint8_t>() != 0;
  }

  bool wants(std::int32_t partition) const {
    for (auto [from, to] : ranges) {
      if (partition >= from && partition <= to) return true;
    }
    return ranges.empty();
  }
};

}  // namespace tqc::kafka

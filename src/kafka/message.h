// One Kafka message as an event (docs/kafka.md tells the formats).
#pragma once

#include <optional>
#include <string>

#include "ingest/many.h"
#include "kafka/wire.h"

namespace tqc::kafka {

enum class Format { detect, structured, binary, json };  // detect: "auto"

/// A line of tqc.kafka_topic with direction in.
struct Topic {
  std::string name;
  std::optional<std::string> type;
  Format format = Format::detect;
  std::string site;
  bool operator==(const Topic&) const = default;
};

/// Reads, checks and keeps the refusal, if any, in the element. What the element says points into
/// the message, which must not move, the topic and the current memory context. Needs an SPI
/// session.
ingest::Element read_message(const Topic& topic, const Message& message);

}  // namespace tqc::kafka

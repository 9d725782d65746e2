// Events refused at the door, kept for correction and retry (tqc.failure, stage 'emit').
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "ingest/incoming.h"
#include "pg/spi.h"

namespace tqc::ingest {

/// Rows of tqc.failure for one set-based statement.
class Failures {
 public:
  /// `payload`: the event as a CloudEvents object.
  void add(const Error& error, const Jsonb* payload, std::optional<std::string_view> site,
           std::optional<std::string_view> subject);
  void write() const;

 private:
  pg::Column payloads_{JSONBOID}, states_{TEXTOID}, messages_{TEXTOID}, sites_{TEXTOID},
      subjects_{TEXTOID};
};

/// What tqc.failure.message says: the message, and the detail if there is one.
std::string failure_message(const Error& error);

/// Keeps one refused event. It is complete (intake.h) as far as its sender gave it.
void keep_failure(const Incoming& event, const Error& error);

}  // namespace tqc::ingest

// Taking events: check, then append to the log.
//
// Nothing is written before everything is checked, so a refused event (tqc::Error) leaves the
// caller's transaction as it was and needs no subtransaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"
#include "ingest/incoming.h"
#include "ingest/type_cache.h"
#include "pg/spi.h"

namespace tqc::ingest {

struct Taken {
  std::int64_t seq = 0;
  bool duplicate = false;  // the log already held it; seq is the first one's
};

/// True for errors that say something about the event: those may become a failure. Any other is the
/// server's or ours.
bool is_refusal(const Error& error);

/// Does it hold a number of more digits than anybody writes out? Such data are refused.
bool holds_endless_number(const Jsonb* data);

/// The version in force of a type that may be emitted. Throws tqc::Error TQ001. As find_type().
const KnownType& require_type(const std::optional<std::string_view>& code);

/// Gives the event the number and the time it came without.
void complete(Incoming& event);

/// Throws tqc::Error if the event must not be taken; sets type_id. The event is complete.
void check(Incoming& event);

/// complete, check and append one event, and ring the bell. An event that the log already holds
/// under its number is not judged again. Throws tqc::Error. Needs an SPI session.
Taken take(Incoming& event);

/// What the log holds under a number.
struct Holder {
  std::int64_t seq;
  std::string type;
  std::string subject;
  const Jsonb* data;
};

/// The columns site, source and id of tqc.event_log for a set-based statement.
struct Numbers {
  pg::Column sites{TEXTOID}, sources{TEXTOID}, ids{TEXTOID};
  void add(const Incoming& event);
};

/// Who holds these numbers: one answer for each, in their order.
std::vector<std::optional<Holder>> find_holders(const Numbers& numbers);

/// A resent event has the type, subject and data of the first.
bool is_same(const Incoming& event, const Holder& holder);

/// Only an event with a number, a site and a source can be there already.
bool can_be_held(const Incoming& event);

[[nodiscard]] Error number_reused(const Incoming& event, const Holder& holder);

}  // namespace tqc::ingest

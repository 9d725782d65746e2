// What the fold asks of the server: the truth of predicates, the values of paths, and
// arithmetic in time zones. Every question may throw tqc::Error, which makes the step
// that asked a failure; any other exception aborts the batch.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/calendar.h"
#include "core/event.h"
#include "core/expr.h"
#include "core/value.h"

namespace tqc {

/// Latest instant at which an event of each type occurred.
using SinceMap = std::map<std::string, Time, std::less<>>;

/// The variables a predicate may use.
struct Variables {
  const Context* context = nullptr;        // $ctx
  const std::string* open_data = nullptr;  // $open, JSON text
  const SinceMap* since = nullptr;         // $since, counted from `at` in seconds
  Time at = 0;
};

class Facts {
 public:
  virtual ~Facts() = default;

  /// True only if the predicate yields true on the event's data.
  virtual bool test(const Expr& predicate, const Event& event, const Variables& variables) = 0;
  /// The same on the context, which is then both $ and $ctx.
  virtual bool test(const Expr& predicate, const Variables& variables) = 0;
  /// All values the path yields on the event's data.
  virtual std::vector<Value> values(const Expr& path, const Event& event) = 0;
  /// The same on a JSON text that the state has kept.
  virtual std::vector<Value> values(const Expr& path, const std::string& json) = 0;
  /// The event's data as JSON text, amendments included.
  virtual std::string data(const Event& event) = 0;

  /// Lays `patches` in order over the event's own data; none restores them. A patch is
  /// the patching event's data as they are composed now, merged in (RFC 7396), or with
  /// `replace` the member `data` of them, put in place of all.
  struct Patch {
    const Event* event;
    bool replace;
  };
  virtual void compose(const Event& event, const std::vector<Patch>& patches) = 0;

  /// An instant written in data; without offset it is read in tqc.timezone.
  virtual Time read_time(const Value& value) = 0;
  /// The calendars of the database; the same all through a fold.
  virtual const CalendarBook& calendars() = 0;
  /// `at` plus a duration whose date units are wall-clock steps in tqc.timezone.
  virtual Time add(Time at, const Span& span) = 0;
  /// For people: in tqc.timezone, to the minute.
  virtual std::string format_time(Time at) = 0;

  /// Called again and again in what may take long, so that it can be interrupted.
  virtual void breathe() {}
};

}  // namespace tqc

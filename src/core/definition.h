// A rule's definition, parsed and checked: contract of docs/rules.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/cron.h"
#include "core/expr.h"
#include "core/time.h"

namespace tqc {

/// `{{patient}}：首次病程记录`: literal text and names to be filled in.
struct Template {
  struct Part {
    enum class Kind { literal, context, data, subject, due_at };
    Kind kind = Kind::literal;
    std::string text;  // the literal, or the context field
    Expr path;         // of data: the path below `data`
  };
  std::vector<Part> parts;
};

struct Section {
  std::vector<std::string> on;
  std::optional<Expr> when;
};

enum class Again { parallel, ignore, never };
enum class Which { oldest, newest, all };

struct OpenSection : Section {
  std::optional<Expr> at;
  Span delay;
  Again again = Again::parallel;
};

struct CloseSection : Section {
  std::optional<Expr> at;
  Which which = Which::oldest;
  Span early;
  std::optional<std::int32_t> early_days;  // instead: from the start of the n-th day before
};

struct CancelSection : Section {
  bool overdue = false;
};

/// One entry of `due`: by when, counted from an anchor.
struct Due {
  std::optional<Expr> when;  // on the context; absent: always
  Span within;
  std::optional<std::int32_t> days;  // instead: the end of the n-th counted day
  std::string calendar = "always";
};

/// How one opening yields task after task.
struct Repeat {
  enum class Kind { every, day, cron, chain, list };
  Kind kind = Kind::chain;
  Span every;
  Cron cron;
  std::vector<Span> after;  // of a list, from the anchor
  std::int32_t skip = 0;    // windows left out at the beginning
  std::int32_t times = 0;   // 0: no end

  bool windows() const { return kind <= Kind::cron; }
};

/// What holds from events of some types to events of others.
struct Spelled {
  std::vector<std::string> from;
  std::vector<std::string> to;
};

struct Extend : Spelled {
  Span within;
};

struct Reminder {
  enum class From { before, fraction, after };
  From from = From::before;
  Span offset;          // of before and after
  double fraction = 0;  // of fraction: 0 < f < 1 of the way from the anchor to the due time
  std::optional<Span> every;
  std::int32_t times = 0;    // 0: until the task ends
  std::vector<Template> to;  // empty: the task's receivers
};

struct Definition {
  std::string title;
  std::string category;
  std::vector<OpenSection> open;
  std::vector<Due> due;  // the first that is true rules; none: no due time of its own
  std::vector<Expr> key_open;
  std::vector<Expr> key_close;
  std::vector<CloseSection> close;
  std::vector<CancelSection> cancel;
  std::vector<Section> miss;
  std::optional<Extend> extend;
  std::optional<Spelled> pause;
  std::optional<Repeat> repeat;
  bool forbid = false;
  std::vector<std::string> excludes;
  std::vector<Template> receivers;
  bool follow = false;
  std::vector<Reminder> reminders;
  std::optional<Template> message;

  /// True if the opening event's data are wanted after the opening: by `$open`, or
  /// by a template on `data` that is filled in again later.
  bool keeps_open_data = false;
  bool never() const;  // some open section says again: never
  bool windows() const { return repeat && repeat->windows(); }
  bool repeats(Repeat::Kind kind) const { return repeat && repeat->kind == kind; }
  /// In whose zone windows and offsets step: that of the first entry of `due`, or `always`.
  const std::string& calendar() const;
};

/// Parses and checks a definition. Throws tqc::Error TQ003 whose message names the
/// JSON pointer and whose detail says what was expected. `path_ok` asks the server
/// whether a text is a jsonpath; it returns the server's complaint or nothing.
using PathCheck = std::optional<std::string> (*)(std::string_view path);
Definition parse_definition(std::string_view json, PathCheck path_ok);

}  // namespace tqc

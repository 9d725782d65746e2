// The folded state of one subject: all the fold needs to go on without its history.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/event.h"
#include "core/facts.h"
#include "core/rule_book.h"
#include "core/value.h"

namespace tqc {

/// Legal moves: waiting -> open -> overdue; from each of these to an ended one by an
/// event or a hand; open -> met by the clock where `forbid`; from an ended one only back
/// by reopen, and late -> met by extend.
enum class Status : std::uint8_t {
  waiting,
  open,
  overdue,  // running
  met,
  late,
  missed,
  violated,
  replaced,
  cancelled,
  waived,  // ended
};

inline bool running(Status s) { return s <= Status::overdue; }
std::string_view to_string(Status s);
Status status_from(std::string_view text);

/// What a task is called for ever.
struct TaskName {
  std::string rule;
  std::string key;             // JSON array of texts, or empty
  std::int64_t opened_by = 0;  // seq of the opening event; 0 with again: never
  std::int32_t occurrence = 1;

  auto operator<=>(const TaskName&) const = default;
};

struct Task {
  std::int64_t id = 0;  // given by the database at the first write; 0 before
  const RuleVersion* version = nullptr;
  TaskName name;
  Position opener;  // the opening event's place

  Status status = Status::open;
  Time anchor = 0;
  Time opened_at = 0;  // when it appears
  Time due = kNever;
  Time overdue_at = kNever;
  Time closed_at = kNever;
  std::int64_t closed_by = 0;
  std::string reason;

  std::vector<std::string> receivers;
  std::string message;
  bool follows = false;   // receivers follow the context
  ContextPtr context;     // at the opening
  std::string open_data;  // JSON, kept only where the definition wants it later

  Time scheduled_at = kAlways;         // nothing of the clock happens to it before this
  std::vector<std::int32_t> reminded;  // for each reminder: how many instants have passed

  bool touched = false;  // changed in this run, so it must be written
};

struct State {
  Position last;         // of the last event applied
  Time acted = kAlways;  // of the last thing the clock did; an event before it comes late
  ContextPtr context;
  SinceMap since;
  std::vector<Task> tasks;  // running ones; during a run also those it ended
  std::set<std::pair<std::string, std::string>> openers;  // (rule, key), where again: never
  std::uint64_t nevers = 0;  // RuleBook::nevers() when the openers began to be remembered
  bool withdrawn = false;    // some name of this subject was withdrawn and may come back

  void forget_ended() {
    std::erase_if(tasks, [](const Task& t) { return !running(t.status); });
  }
};

/// Binary form of a state, for one column of one row. decode() gives false if the text is
/// of another format version or names a rule version that the book does not know; the
/// subject is then folded anew.
std::string encode(const State& state);
bool decode(std::string_view bytes, const RuleBook& book, State& state);

}  // namespace tqc

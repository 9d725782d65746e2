// The folded state of one subject: all the fold needs to go on without its history.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
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
/// event or a hand; open -> met by the clock where `forbid`; open or overdue -> missed by the
/// end of a window; overdue -> open where the due time moves on; from an ended one only back by
/// reopen, late -> met by extend, and missed -> met or late by a close within the window.
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
  std::string key;              // JSON array of texts, or empty
  std::int64_t opened_by = 0;   // seq of the opening event; 0 with again: never
  std::int64_t occurrence = 1;  // number in its series; of a window its start (a Time)

  auto operator<=>(const TaskName&) const = default;
};

struct Task {
  std::int64_t id = 0;  // given by the database at the first write; 0 before
  const RuleVersion* version = nullptr;
  TaskName name;
  Position opener;  // the opening event's place

  Status status = Status::open;
  Time anchor = 0;           // of a window its start, of a link in a chain the close before
  Time opened_at = 0;        // when it appears
  Time ends = kNever;        // of a window: its last microsecond
  std::int32_t number = 1;   // in its series
  std::int32_t series = -1;  // index into State::series; -1: yields nothing further

  // due = max(what the definition says + stood + added, floor), see walk_due.cpp
  Time due = kNever;
  std::int32_t entry = -1;  // of Definition::due: the one that rules; -1: none
  Time reckoned = kAlways;  // by the calendar version in force then
  std::int64_t stood = 0;   // working time its clock has stood still before the due time
  std::int64_t added = 0;   // by hand
  Time floor = kAlways;     // by extend, or by a change of the ruling entry in a chain

  Time paused_at = kNever;   // since when its clock stands
  std::int64_t paused = 0;   // how long it has stood before that, in all
  std::int64_t rested = 0;   // of that, working time after the due time
  std::int64_t elapsed = 0;  // of an ended one: working time from the anchor, without pauses

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

/// One rule armed for one subject by one opening event, where that yields task after task.
struct Series {
  const RuleVersion* version = nullptr;
  std::string key;
  std::int64_t opened_by = 0;  // as in the names of its tasks
  Position opener;
  Time anchor = 0;
  Time delayed_to = kAlways;  // no task appears before
  std::string open_data;      // as in Task
  std::int32_t yielded = 0;   // tasks so far
  std::int32_t step = 0;      // the next window or offset, counted from 0
  Time next = kNever;         // when the clock opens it
  Time paused_at = kNever;    // as in Task; for windows the clock does not stand
  std::int64_t stood = 0;
  bool over = false;  // cancelled or excluded: yields nothing further
};

/// Since when something holds, for every key and for single ones.
struct Spell {
  Time all = kNever;
  std::map<std::string, Time> keys;  // that differ; kNever: it holds for others only

  /// kNever: it does not hold.
  Time since(const std::string& key) const;
  Time earliest() const;
  void begin(const std::optional<std::string>& key, Time at);  // no key: for every one
  void end(const std::optional<std::string>& key);
  bool nothing() const { return all == kNever && keys.empty(); }
  bool operator==(const Spell&) const = default;
};

enum class SpellKind : std::uint8_t { pause, extend };

struct State {
  Position last;         // of the last event applied
  Time acted = kAlways;  // of the last thing the clock did; an event before it comes late
  ContextPtr context;
  SinceMap since;
  std::vector<Task> tasks;     // running ones; during a run also those it ended
  std::vector<Series> series;  // those that go on; during a run also those that do not
  std::set<std::pair<std::string, std::string>> openers;  // (rule, key), where again: never
  std::uint64_t nevers = 0;  // RuleBook::nevers() when the openers began to be remembered
  std::map<std::pair<std::int32_t, SpellKind>, Spell> spells;  // by rule version
  std::uint64_t spelled = 0;  // RuleBook::spelled() when the spells began to be remembered
  std::map<std::string, Time, std::less<>> missed;  // by rule: end of the last missed window
  Time late = kAlways;     // when a task that may yet be extended was last closed late
  bool withdrawn = false;  // some name of this subject was withdrawn and may come back

  /// Keeps what the fold needs to go on.
  void forget_ended();
};

/// Binary form of a state, for one column of one row. decode() gives false if the text is
/// of another format version or names a rule version that the book does not know; the
/// subject is then folded anew.
std::string encode(const State& state);
bool decode(std::string_view bytes, const RuleBook& book, State& state);

}  // namespace tqc

// What one turn does, subject by subject.
//
// A note on the statements of this room: where an array meets a table, the look-up stands in a
// LATERAL subquery with OFFSET 0, and an UPDATE or DELETE goes by the ctid found there (the
// engine is the only writer). A plain join would leave its order to the planner, which decides
// by statistics that are wrong while a table grows from nothing, and then walks the whole
// table for each batch.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/fold.h"
#include "engine/cursor.h"
#include "engine/pg_facts.h"

namespace tqc::engine {

/// What the outside knows of a task before the turn: the row and the pushes so far.
struct Known {
  std::int64_t id = 0;
  Status status = Status::open;
  Time due = kNever;
  Time paused_at = kNever;
  std::vector<std::string> receivers;
  std::string message;
  bool withdrawn = false;

  bool shown() const { return !withdrawn && running(status) && status != Status::waiting; }
};

/// A whole row of tqc.task_row, for a fold from the beginning to compare with.
struct StoredTask {
  Task task;
  std::string context;  // jsonb as text
  bool withdrawn = false;
};

struct Work {
  Subject subject;
  std::int64_t id = 0;           // tqc.subject.id; 0: not there yet
  bool is_new = false;           // id was given in this turn
  std::vector<LogEvent> events;  // new ones that count by now
  Time pending_from = kNever;    // earliest event that lies in the future
  bool from_beginning = false;   // fold the whole history
  std::string encoded;           // state as stored; empty: none

  State state;  // after the fold
  FoldResult result;
  std::vector<std::optional<Known>> known;  // by index of state.tasks
  std::vector<StoredTask> stored;           // of a fold from the beginning
  std::set<std::int64_t> news;              // seqs of the events that count only since this turn
  bool rewrites = false;                    // the history holds undo, amend or correction
};

/// The subjects of one turn, each once.
class Batch {
 public:
  Work& of(const std::string& site, const std::string& subject);
  std::vector<std::unique_ptr<Work>>& works() { return works_; }
  bool empty() const { return works_.empty(); }

 private:
  std::map<std::pair<std::string, std::string>, Work*> index_;
  std::vector<std::unique_ptr<Work>> works_;
};

/// Loads the states of all works that are not loaded yet.
void load_states(Batch& batch);

/// Folds every work; those that need it from the beginning, with one more reading of the log.
void fold(Batch& batch, Cursor& cursor, const RuleBook& book, const CalendarBook& calendars,
          Time now);

}  // namespace tqc::engine

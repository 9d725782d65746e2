// The rows of tqc.task_row and tqc.task_history that one turn writes.
#pragma once

#include "engine/payload.h"
#include "engine/work.h"

namespace tqc::engine {

/// A text[] as literal: unnest() would flatten an array of arrays.
pg::Arg array_literal(const std::vector<std::string>& items);

class TaskRows {
 public:
  explicit TaskRows(ContextCache& contexts) : contexts_(contexts) {}

  void insert(const Work& w, const Task& t);
  void update(const Task& t);
  void withdraw(std::int64_t id);
  /// `maybe_known`: a fold from the beginning, so the transition may be there already.
  void note(std::int64_t task, const Transition& t, bool maybe_known);
  void write();

 private:
  // One set of columns for inserts and one for updates, in the order of the statements.
  pg::Column new_ids_{INT8OID}, new_subjects_{INT8OID}, new_rules_{TEXTOID}, new_keys_{TEXTOID},
      new_named_{INT8OID}, new_occurrences_{INT8OID};
  struct Common {
    pg::Column rule_ids{INT4OID}, opened_by{INT8OID}, statuses{TEXTOID}, anchors{TIMESTAMPTZOID},
        opened{TIMESTAMPTZOID}, due{TIMESTAMPTZOID}, overdue{TIMESTAMPTZOID},
        closed{TIMESTAMPTZOID}, closed_by{INT8OID}, receivers{TEXTOID}, contexts{JSONBOID},
        messages{TEXTOID}, reasons{TEXTOID}, numbers{INT4OID}, paused_at{TIMESTAMPTZOID},
        paused{INT8OID}, idle{INT8OID}, elapsed{INT8OID}, calendars{TEXTOID}, entries{INT4OID};
  };
  void common(Common& c, const Task& t);
  static std::vector<pg::Arg> arrays(const Common& c);

  Common new_, changed_;
  pg::Column changed_ids_{INT8OID};
  pg::Column withdrawn_{INT8OID};
  pg::Column noted_{INT8OID}, noted_at_{TIMESTAMPTZOID}, noted_kinds_{TEXTOID}, noted_by_{INT8OID},
      noted_actors_{TEXTOID}, noted_reasons_{TEXTOID}, noted_maybe_{BOOLOID};
  bool some_maybe_ = false;
  ContextCache& contexts_;
};

}  // namespace tqc::engine

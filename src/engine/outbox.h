// What the receivers are told: derived from what they knew of a task and what it is now.
#pragma once

#include <string>
#include <vector>

#include "engine/payload.h"
#include "engine/work.h"

namespace tqc::engine {

/// Collects the rows of tqc.push and the changes of tqc.assignment of one turn.
class Outbox {
 public:
  Outbox(Time now, ContextCache& contexts) : now_(now), contexts_(contexts) {}

  /// Everything before the end of a task: shown, lost, gained, changed.
  void appeared_or_changed(const Work& w, const Task& t, const Known* before);
  /// A reminder or an overdue mark that was recorded now and is to be sent.
  void effect(const Work& w, const Task& t, const std::string& step,
              const std::vector<std::string>& receivers);
  /// The end of a task that was or would have been shown.
  void ended(const Work& w, const Task& t, const Known* before);
  /// A name that the fold no longer yields.
  void withdrawn(const Work& w, const Task& t);

  /// Writes all of it and rings the doorbell (NOTIFY). The last thing a turn does, since it takes
  /// the lock under which tqc.push.seq follows the order of commits.
  void write();

 private:
  void push(const std::vector<std::string>& receivers, const char* kind, const Work& w,
            const Task& t, const std::string& step = {}, const std::string& reason = {});

  Time now_;
  ContextCache& contexts_;
  pg::Column receivers_{TEXTOID}, kinds_{TEXTOID}, tasks_{INT8OID}, payloads_{JSONBOID};
  std::vector<std::size_t> ends_;  // of each slice but the last: the place after it
  std::size_t bytes_ = 0;          // of the last slice
  pg::Column gained_by_{TEXTOID}, gained_{INT8OID}, lost_by_{TEXTOID}, lost_{INT8OID};
};

}  // namespace tqc::engine

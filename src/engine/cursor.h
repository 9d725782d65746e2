// Reading the log exactly once, without waiting for anybody's transaction.
//
// A window is what one snapshot (upto) sees and an earlier one (seen) did not. It has two
// parts: transactions that were still running when `seen` was taken (its xip list), and
// those that began after it (xid >= its xmax). Both are read by the index on (xid, seq), in
// slices; the place within the window is the last (xid, seq) read. When both are exhausted
// `upto` becomes `seen`. An event that commits late is in the first part of a later window,
// so it is never skipped, however long its transaction took.
//
// Until a window is exhausted, some events that others can see have not been read. A fold
// from the beginning takes only those that have been (read_history), so that each event is
// applied in the batch that reads it.
#pragma once

#include <cstdint>
#include <vector>

#include "core/time.h"
#include "engine/log_event.h"
#include "pg/spi.h"

namespace tqc::engine {

class Cursor {
 public:
  /// Loads how far engine `engine` of `engines` has come. Where the split is new it begins
  /// at the earliest place of the splits before, and reads some events again. Without any place
  /// it begins with the first event; if there are states already, they came by a dump, and hold
  /// events that will be read again.
  Cursor(int engine, int engines);

  /// The next slice, at most `limit` events.
  std::vector<LogEvent> read(int limit);

  /// After read(): all that was visible when this turn began has been read. Not so while a
  /// window is left over, nor right after one that an earlier turn had opened.
  bool caught_up() const { return caught_up_; }

  /// All events read so far of some subjects, up to `now`: pairs of index into the arrays
  /// and event.
  std::vector<std::pair<int, LogEvent>> read_history(const pg::Arg& sites, const pg::Arg& subjects,
                                                     Time now);

  /// Appends the place reached as the next batch.
  void save(std::int64_t events);

  bool fresh() const { return batch_ == 0; }

  /// Nothing has been read yet, so all of the log will be.
  bool at_beginning() const { return at_beginning_; }

  /// May the events to be read next have been applied before, by another split?
  bool rereading() const { return rereading_; }

  const int engine;
  const int engines;
  Time alarm_floor = kAlways;   // alarms up to here have been served
  std::int32_t rules = 0;       // highest rule whose reach into the past was served
  std::int32_t calendars = 0;   // highest calendar version, likewise
  std::int64_t generation = 0;  // of the clock, served

 private:
  std::int64_t batch_ = 0;
  pg::Arg seen_;
  pg::Arg upto_;
  std::uint64_t from_ = 0;  // xmax of seen
  std::uint64_t xid_ = 0;
  std::int64_t seq_ = 0;
  bool at_beginning_ = false;
  bool rereading_ = false;
  bool caught_up_ = false;
  std::int64_t events_ = 0;
};

}  // namespace tqc::engine

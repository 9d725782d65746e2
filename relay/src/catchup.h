// How a session gets from "the client has seen up to `since`" to the live stream, without a gap and
// without a duplicate.
//
// The facts it rests on:
//   1. tqc.push.seq is given in commit order: whoever has read up to n and reads on from n misses
//   nothing.
//   2. The relay has one reader of the outbox (doorbell.h). It fans out every push in the order of
//   seq; `fanned_out` is the last one it has
//      handed to the sessions. A push <= fanned_out was committed before any query that is sent
//      later.
//   3. Everything here happens on one thread; between two steps below nothing else runs.
//
// The walk:
//   next(fanned_out)  fixes `upto` = fanned_out and asks the database for (position, upto]. From
//   this moment live pushes, all of them
//                     > upto by 2, are held back.
//   live(frame)       holds a live push back. If too many come, they are thrown away and the walk
//   goes round once more. take(rows)        the answer. By 2 it is complete up to `upto`, and by
//   the bound in the query it holds nothing above.
//                     - A full page: more may be missing below upto. What was held back is thrown
//                     away, position moves to the last row, and
//                       when the client has taken the page the walk goes on with next(): later
//                       pages will include what was thrown away.
//                     - A short page: the session has all <= upto, and what was held back is all
//                     that came since. Rows, then the held ones,
//                       then live: no hole at upto since the query and the holding share that
//                       border, nothing twice since they do not overlap.
//
// A `since` above fanned_out (another relay was ahead of this one) makes the first page empty;
// pushes up to `since` then arrive live and are dropped by wants(), which compares with position.
#pragma once

#include <cstdint>
#include <vector>

#include "frame.h"

namespace tqc::relay {

class Catchup {
 public:
  struct Page {
    std::int64_t since, upto;
    int max;
  };

  Catchup(std::int64_t position, int page_size) : position_(position), page_size_(page_size) {}

  // Everything up to here has been handed to the session or is not for it.
  [[nodiscard]] std::int64_t position() const { return position_; }
  // True once the session is part of the live stream.
  [[nodiscard]] bool done() const { return done_; }

  Page next(std::int64_t fanned_out) {
    upto_ = fanned_out;
    holding_ = true;
    overflowed_ = false;
    held_.clear();
    return {position_, upto_, page_size_};
  }

  // A push of the live stream. True if it is to be sent now.
  bool live(const FramePtr& frame) {
    if (frame->seq() <= position_) return false;
    if (done_) {
      position_ = frame->seq();
      return true;
    }
    if (!holding_ || overflowed_) return false;
    if (held_.size() < static_cast<std::size_t>(page_size_)) {
      held_.push_back(frame);
    } else {
      overflowed_ = true;
      held_.clear();
    }
    return false;
  }

  // The rows of the page asked for; returns what to send now, in order.
  std::vector<FramePtr> take(std::vector<FramePtr> rows) {
    holding_ = false;
    const bool full = rows.size() >= static_cast<std::size_t>(page_size_);
    if (full) {
      position_ = rows.back()->seq();
    } else {
      if (upto_ > position_) position_ = upto_;
      done_ = !overflowed_;
    }
    if (done_) {
      for (auto& frame : held_) {
        if (frame->seq() <= position_) continue;
        position_ = frame->seq();
        rows.push_back(std::move(frame));
      }
    }
    std::vector<FramePtr>().swap(held_);
    return rows;
  }

 private:
  std::int64_t position_;
  std::int64_t upto_ = 0;
  int page_size_;
  bool holding_ = false;
  bool overflowed_ = false;
  bool done_ = false;
  std::vector<FramePtr> held_;
};

}  // namespace tqc::relay

// The child's end of the socket pair: frames out, frames in. Blocking writes; the end of the
// worker is the end of the process.
#pragma once

#include <exception>
#include <string>
#include <string_view>

#include "kafka/wire.h"

namespace tqc::kafka {

/// The worker has gone: nobody is left to work for.
class WorkerGone : public std::exception {};

class Link {
 public:
  explicit Link(int socket) : socket_(socket) {}

  int socket() const { return socket_; }

  /// Fill it with FrameWriter, then flush().
  std::string& out() { return out_; }
  void flush();

  /// Reads what has arrived, without waiting.
  void read();

  /// The next whole frame of what has been read.
  std::optional<std::string_view> next() { return in_.next(); }

  /// A line for the log; flush() sends it. Not while another frame is being written.
  void note(Severity severity, std::string_view text);

  /// A fatal note was written: when it is sent, the process is to end.
  bool broken() const { return broken_; }

 private:
  int socket_;
  std::string out_;
  FrameCutter in_;
  bool broken_ = false;
};

}  // namespace tqc::kafka

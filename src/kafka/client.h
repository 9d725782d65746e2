// The child process tqc-kafka, from the worker's side: started over a socket pair, spoken to
// without ever blocking, killed when it hangs, gone when the worker goes.
//
// Nothing that happens in the child is more to the worker than the end of a file: a crash closes
// the socket, a hang lets the heartbeat run out. It dies with the worker by PR_SET_PDEATHSIG, and
// should that fail, by the end of its socket.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "kafka/wire.h"
#include "pg/pg.h"

namespace tqc::kafka {

class Client {
 public:
  Client() = default;
  ~Client() { stop(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Starts it. Throws tqc::Error if it cannot be.
  void start();

  /// Kills it if it runs.
  void stop() noexcept;

  bool running() const { return pid_ != 0; }
  pgsocket socket() const { return socket_; }

  /// Write frames here, then send().
  std::string& out() { return out_; }

  /// Sends what the socket takes. True if something is left.
  bool send();

  /// Reads what has arrived. False: the child has ended.
  bool read();
  std::optional<std::string_view> next() { return in_.next(); }

  /// Since when nothing has come while we were listening; listening() begins it anew.
  Time silent_since() const { return silent_since_; }
  void listening() { silent_since_ = GetCurrentTimestamp(); }

  /// How it ended, for the log. After read() was false.
  std::string last_words();

 private:
  pid_t pid_ = 0;
  pgsocket socket_ = PGINVALID_SOCKET;
  std::string out_;
  FrameCutter in_;
  Time silent_since_ = 0;
};

}  // namespace tqc::kafka

// One libpq connection driven by the io_context: nothing blocks, nothing polls.
//
// States: idle -> connecting -> ready <-> busy -> lost. A connection is used for one query at a
// time and is thrown away when lost; whoever owns it makes a new one. While it lives it always
// waits for the socket to become readable, so notifications and the loss of the server are noticed
// without a query.
#pragma once

#include <libpq-fe.h>

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "net.h"

namespace tqc::relay {

struct ClearResult {
  void operator()(PGresult* result) const { PQclear(result); }
};

// Rows of an answer, or why there are none.
class Rows {
 public:
  Rows() = default;
  explicit Rows(PGresult* result) : result_(result) {}

  [[nodiscard]] bool ok() const;
  // No answer at all: the connection went away. Its on_lost tells why.
  [[nodiscard]] bool lost() const { return !result_; }
  [[nodiscard]] std::string error() const;  // the server's message, first line
  [[nodiscard]] int size() const { return PQntuples(result_.get()); }
  [[nodiscard]] bool null(int row, int column) const {
    return PQgetisnull(result_.get(), row, column) != 0;
  }
  [[nodiscard]] std::string_view text(int row, int column) const;
  [[nodiscard]] std::int64_t number(int row, int column) const;

 private:
  std::unique_ptr<PGresult, ClearResult> result_;
};

using Parameter = std::optional<std::string>;

// A text[] as PostgreSQL reads it.
std::string array_literal(const std::vector<std::string>& items);

class PgConnection : public std::enable_shared_from_this<PgConnection> {
 public:
  using Answer = std::function<void(Rows)>;

  explicit PgConnection(const Executor& executor) : descriptor_(executor), timer_(executor) {}
  ~PgConnection();
  PgConnection(const PgConnection&) = delete;
  PgConnection& operator=(const PgConnection&) = delete;

  // Called at most once, also when connecting fails; never from within connect() or query().
  // Pending queries have been answered before.
  std::function<void(const std::string& reason)> on_lost;
  std::function<void(std::string_view channel)> on_notify;

  void connect(const std::string& conninfo, std::function<void()> on_ready);
  // Only when ready, one at a time.
  void query(const std::string& sql, const std::vector<Parameter>& parameters, Answer answer);
  // Ends it without on_lost; a pending answer is dropped.
  void close();
  [[nodiscard]] bool ready() const { return state_ == State::ready; }

 private:
  enum class State { idle, connecting, ready, busy, lost };

  void watch_socket();
  void poll_connecting();
  void wait_readable();
  void readable();
  void flush();
  void dispatch_notifications();
  void lose(std::string reason);
  void post_loss(std::string reason);
  [[nodiscard]] std::string message() const;

  State state_ = State::idle;
  PGconn* conn_ = nullptr;
  net::posix::basic_stream_descriptor<Executor> descriptor_;
  Timer timer_;  // limits connecting
  std::function<void()> on_ready_;
  Answer answer_;
  Rows rows_;
};

}  // namespace tqc::relay

#include "pg_connection.h"

#include <array>
#include <boost/asio/post.hpp>
#include <charconv>

namespace tqc::relay {
namespace {

constexpr auto connect_timeout = std::chrono::seconds(10);

std::string first_line(std::string_view text) {
  return std::string(text.substr(0, text.find('\n')));
}

struct FreeNotify {
  void operator()(PGnotify* notify) const { PQfreemem(notify); }
};

}  // namespace

bool Rows::ok() const {
  auto status = PQresultStatus(result_.get());
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::string Rows::error() const {
  return result_ ? first_line(PQresultErrorMessage(result_.get())) : "connection lost";
}

std::string_view Rows::text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}

std::int64_t Rows::number(int row, int column) const {
  auto digits = text(row, column);
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::string array_literal(const std::vector<std::string>& items) {
  std::string out = "{";
  for (const auto& item : items) {
    if (out.size() > 1) out += ',';
    out += '"';
    for (char c : item) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

PgConnection::~PgConnection() { close(); }

void PgConnection::close() {
  state_ = State::lost;
  answer_ = nullptr;
  on_ready_ = nullptr;
  on_lost = nullptr;
  timer_.cancel();
  if (descriptor_.is_open()) descriptor_.release();  // libpq closes the socket
  if (conn_ != nullptr) PQfinish(conn_);
  conn_ = nullptr;
}

std::string PgConnection::message() const { return first_line(PQerrorMessage(conn_)); }

void PgConnection::connect(const std::string& conninfo, std::function<void()> on_ready) {
  // What stands before dbname can be overridden by the connection string.
  static constexpr std::array<const char*, 8> keys{
      "application_name", "keepalives_idle", "keepalives_interval", "keepalives_count",
      "tcp_user_timeout", "dbname",          "client_encoding",     nullptr};
  const std::array<const char*, 8> values{"tqc-relay",      "10",   "5",    "3", "20000",
                                          conninfo.c_str(), "UTF8", nullptr};
  state_ = State::connecting;
  on_ready_ = std::move(on_ready);
  conn_ = PQconnectStartParams(keys.data(), values.data(), 1);
  if (conn_ == nullptr || PQstatus(conn_) == CONNECTION_BAD)
    return post_loss(conn_ != nullptr ? message() : "out of memory");
  PQsetNoticeProcessor(
      conn_, [](void*, const char*) {}, nullptr);
  timer_.expires_after(connect_timeout);
  timer_.async_wait([self = weak_from_this()](error_code error) {
    auto me = self.lock();
    if (!error && me && me->state_ == State::connecting) me->lose("timeout while connecting");
  });
  watch_socket();
  descriptor_.async_wait(descriptor_.wait_write, [self = shared_from_this()](error_code error) {
    if (!error) self->poll_connecting();
  });
}

// The socket may change while libpq tries several hosts.
void PgConnection::watch_socket() {
  auto socket = PQsocket(conn_);
  if (descriptor_.is_open() && descriptor_.native_handle() == socket) return;
  if (descriptor_.is_open()) descriptor_.release();
  descriptor_.assign(socket);
}

void PgConnection::poll_connecting() {
  if (state_ != State::connecting) return;
  auto status = PQconnectPoll(conn_);
  if (status == PGRES_POLLING_FAILED) return lose(message());
  if (status == PGRES_POLLING_OK) {
    timer_.cancel();
    watch_socket();
    PQsetnonblocking(conn_, 1);
    state_ = State::ready;
    wait_readable();
    auto ready = std::exchange(on_ready_, nullptr);
    return ready();
  }
  // libpq may have closed one socket and opened another with the same number: register it afresh
  // each time.
  if (descriptor_.is_open()) descriptor_.release();
  watch_socket();
  auto direction = status == PGRES_POLLING_READING ? descriptor_.wait_read : descriptor_.wait_write;
  descriptor_.async_wait(direction, [self = shared_from_this()](error_code error) {
    if (!error) self->poll_connecting();
  });
}

void PgConnection::wait_readable() {
  descriptor_.async_wait(descriptor_.wait_read, [self = shared_from_this()](error_code error) {
    if (!error) self->readable();
  });
}

void PgConnection::query(const std::string& sql, const std::vector<Parameter>& parameters,
                         Answer answer) {
  std::vector<const char*> values;
  values.reserve(parameters.size());
  for (const auto& parameter : parameters)
    values.push_back(parameter ? parameter->c_str() : nullptr);
  state_ = State::busy;
  answer_ = std::move(answer);
  if (PQsendQueryParams(conn_, sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                        nullptr, nullptr, 0) != 1)
    return post_loss(message());
  flush();
}

void PgConnection::flush() {
  if (state_ != State::busy) return;
  auto left = PQflush(conn_);
  if (left < 0) return post_loss(message());
  if (left == 0) return;
  descriptor_.async_wait(descriptor_.wait_write, [self = shared_from_this()](error_code error) {
    if (!error) self->flush();
  });
}

void PgConnection::readable() {
  if (state_ == State::lost) return;
  if (PQconsumeInput(conn_) != 1) return lose(message());
  while (state_ == State::busy && PQisBusy(conn_) == 0) {
    if (auto* result = PQgetResult(conn_)) {
      rows_ = Rows(result);
      continue;
    }
    state_ = State::ready;
    auto answer = std::exchange(answer_, nullptr);
    answer(std::exchange(rows_, Rows()));
  }
  if (state_ == State::lost) return;
  dispatch_notifications();
  if (state_ == State::lost) return;
  if (PQstatus(conn_) == CONNECTION_BAD) return lose(message());
  wait_readable();
}

void PgConnection::dispatch_notifications() {
  while (auto* raw = PQnotifies(conn_)) {
    std::unique_ptr<PGnotify, FreeNotify> notify(raw);
    if (on_notify) on_notify(notify->relname);
    if (state_ == State::lost) return;
  }
}

void PgConnection::post_loss(std::string reason) {
  net::post(descriptor_.get_executor(),
            [self = shared_from_this(), reason = std::move(reason)] { self->lose(reason); });
}

void PgConnection::lose(std::string reason) {
  if (state_ == State::lost) return;
  auto answer = std::move(answer_);
  auto lost = std::move(on_lost);
  auto self = shared_from_this();
  close();
  if (answer) answer(Rows());
  if (lost) lost(reason);
}

}  // namespace tqc::relay

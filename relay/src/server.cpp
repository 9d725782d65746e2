#include "server.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "http_session.h"
#include "log.h"

namespace tqc::relay {
namespace {

constexpr auto stop_grace = std::chrono::seconds(5);
// Bounds what the kernel holds for a client that does not read; otherwise it grows to megabytes for
// each.
constexpr int send_buffer = 128 * 1024;

}  // namespace

Server::Server(const Executor& executor, Options given)
    : options(std::move(given)),
      store(executor, options.database, options.database_connections),
      doorbell(executor, options.database, std::chrono::seconds(options.heartbeat), hub, metrics),
      executor_(executor),
      acceptor_(executor),
      timer_(executor) {
  load();
  const tcp::endpoint endpoint(net::ip::make_address(options.address), options.port);
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(tcp::acceptor::reuse_address(true));
  acceptor_.bind(endpoint);
  acceptor_.listen(4096);
  port_ = acceptor_.local_endpoint().port();
}

void Server::load() {
  auto new_verifier =
      std::make_shared<TokenVerifier>(options.jwt_algorithm, options.read_jwt_key());
  auto new_tls = options.tls_certificate.empty()
                     ? nullptr
                     : make_tls_context(options.tls_certificate, options.tls_key);
  auto new_board = std::make_shared<Board>(options.board);
  if (new_board->size() == 0)
    log(Level::warning, "no board to serve", {{"directory", options.board}});
  verifier = std::move(new_verifier);
  tls_ = std::move(new_tls);
  board = std::move(new_board);
}

void Server::reload() {
  try {
    load();
    log(Level::info, "reloaded");
  } catch (const std::exception& failure) {
    log(Level::error, "reload failed, the old files stay in use", {{"reason", failure.what()}});
  }
}

void Server::start() {
  store.start();
  doorbell.start();
  accept();
  log(Level::info, "accepting connections",
      {{"address", options.address}, {"port", port_}, {"tls", tls_ != nullptr}});
}

void Server::accept() {
  acceptor_.async_accept([this](error_code error, Socket socket) {
    if (error == net::error::operation_aborted || !acceptor_.is_open()) return;
    if (error) {
      // Out of descriptors, most likely. Accepting at once again would spin.
      log(Level::error, "cannot accept", {{"reason", error.message()}});
      timer_.expires_after(std::chrono::milliseconds(100));
      timer_.async_wait([this](error_code ec) {
        if (!ec) accept();
      });
      return;
    }
    if (metrics.connections < options.max_connections) {
      try {
        socket.set_option(net::socket_base::send_buffer_size(send_buffer));
        std::make_shared<HttpSession>(Transport(std::move(socket), tls_), *this)->run();
      } catch (const std::exception& failure) {
        log(Level::error, "cannot start a connection", {{"reason", failure.what()}});
      }
    } else {
      log(Level::warning, "too many connections", {{"max", options.max_connections}});
    }
    accept();
  });
}

bool Server::origin_allowed(std::string_view origin, std::string_view host) const {
  if (std::find(options.origins.begin(), options.origins.end(), origin) != options.origins.end())
    return true;
  // The page came from this very host: the board, in an iframe too. Without TLS of its own the
  // relay cannot know whether a proxy in front has it, so either scheme will do.
  auto from = [&](std::string_view scheme) {
    return !host.empty() && origin.starts_with(scheme) && origin.substr(scheme.size()) == host;
  };
  return from("https://") || (tls_ == nullptr && from("http://"));
}

void Server::stop(std::function<void()> done) {
  log(Level::info, "stopping", {{"sessions", metrics.sessions}});
  error_code ignored;
  acceptor_.close(ignored);
  stopped_ = std::move(done);
  stop_by_ = Clock::now() + stop_grace;
  hub.end_all(code::going_away);
  finish_stop();
}

void Server::finish_stop() {
  const bool quiet = metrics.sessions == 0 && (store.acks_written() || !store.ready());
  if (quiet || Clock::now() >= stop_by_) {
    doorbell.close();
    store.close();
    log(Level::info, "stopped", {{"sessions", metrics.sessions}});
    return stopped_();
  }
  timer_.expires_after(std::chrono::milliseconds(20));
  timer_.async_wait([this](error_code error) {
    if (!error) finish_stop();
  });
}

}  // namespace tqc::relay

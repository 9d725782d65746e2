// What all connections share, and the port they come in by.
#pragma once

#include <boost/asio/basic_socket_acceptor.hpp>
#include <memory>

#include "board.h"
#include "doorbell.h"
#include "hub.h"
#include "metrics.h"
#include "net.h"
#include "options.h"
#include "store.h"
#include "token.h"
#include "transport.h"

namespace tqc::relay {

class Server {
 public:
  // Reads keys, certificate and board and opens the port; throws std::exception with a message for
  // the operator.
  Server(const Executor& executor, Options given);

  void start();
  // Reads keys, certificate and board again; what cannot be read stays as it was.
  void reload();
  // Ends all sessions with "going_away" and calls `done` when they are gone and their acks are
  // written, or when time is up.
  void stop(std::function<void()> done);
  [[nodiscard]] unsigned short port() const { return port_; }
  // Whether a browser page from this origin may connect to this host.
  [[nodiscard]] bool origin_allowed(std::string_view origin, std::string_view host) const;

  // In the order of dependence.
  Options options;
  Metrics metrics;
  Hub hub{metrics};
  Store store;
  Doorbell doorbell;
  std::shared_ptr<const TokenVerifier> verifier;
  std::shared_ptr<const Board> board;

 private:
  void load();
  void accept();
  void finish_stop();

  Executor executor_;
  TlsContext tls_;
  net::basic_socket_acceptor<tcp, Executor> acceptor_;
  Timer timer_;
  unsigned short port_ = 0;
  std::function<void()> stopped_;
  Clock::time_point stop_by_{};
};

}  // namespace tqc::relay

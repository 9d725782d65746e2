// A client's byte stream: TCP, or TLS over it, as one type, so that HTTP and WebSocket code exist
// once.
//
// It fulfils Beast's AsyncStream. TLS is OpenSSL directly on the non-blocking socket: asio's own
// TLS stream keeps two 17 kB buffers for each connection, which alone would break the memory
// budget; OpenSSL told to release its buffers when idle keeps none.
//
// Each operation tries at once and otherwise waits for the socket; operations hold the core alive,
// so a Transport may be destroyed while they are pending.
#pragma once

#include <openssl/ssl.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/role.hpp>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "frame_tap.h"
#include "net.h"

namespace tqc::relay {

struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::shared_ptr<SSL_CTX>;

// TLS 1.2 and later; throws std::runtime_error if certificate and key cannot be used.
TlsContext make_tls_context(const std::string& certificate_file, const std::string& key_file);

class TransportCore {
 public:
  TransportCore(Socket socket, const TlsContext& tls);

  // What to wait for before trying again, or nothing: the operation is over, with `error` and `n`
  // as they stand.
  using Wait = std::optional<Socket::wait_type>;
  Wait try_handshake(error_code& error);
  Wait try_read(std::span<const net::mutable_buffer> buffers, error_code& error, std::size_t& n);
  Wait try_write(std::span<const net::const_buffer> buffers, error_code& error, std::size_t& n);
  void shutdown();

  Socket socket;
  bool tapped = false;
  bool write_blocked = false;  // the peer does not take what we write
  FrameTapIn tap_in;
  FrameTapOut tap_out;

 private:
  Wait write_once(std::span<const net::const_buffer> buffers, error_code& error, std::size_t& n);
  Wait tls_outcome(int result, error_code& error);
  std::unique_ptr<SSL, FreeSsl> ssl_;
};

class Transport {
 public:
  using executor_type = Executor;

  Transport(Socket socket, const TlsContext& tls)
      : core_(std::make_shared<TransportCore>(std::move(socket), tls)) {}

  executor_type get_executor() const { return core_->socket.get_executor(); }
  TransportCore& core() { return *core_; }
  // From now on frames pass the taps (frame_tap.h).
  void tap() { core_->tapped = true; }
  // Pending operations end with an error.
  void close() {
    error_code ignored;
    core_->socket.close(ignored);
  }

  template <class Token>
  auto async_handshake(Token&& token) {
    auto attempt = [core = core_](error_code& error, std::size_t&) {
      return core->try_handshake(error);
    };
    return start(std::move(attempt), std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    auto attempt = [core = core_, buffers](error_code& error, std::size_t& n) {
      auto list = flatten<net::mutable_buffer>(buffers);
      return core->try_read({list.first.data(), list.second}, error, n);
    };
    return start(std::move(attempt), std::forward<Token>(token));
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    auto attempt = [core = core_, buffers](error_code& error, std::size_t& n) {
      auto list = flatten<net::const_buffer>(buffers);
      return core->try_write({list.first.data(), list.second}, error, n);
    };
    return start(std::move(attempt), std::forward<Token>(token));
  }

 private:
  template <class Attempt>
  struct Operation {
    std::shared_ptr<TransportCore> core;
    Attempt attempt;
    enum { first, again, over } state = first;
    error_code result{};
    std::size_t n = 0;

    template <class Self>
    void operator()(Self& self, error_code error = {}) {
      if (state == over) return self.complete(result, n);
      if (error) return self.complete(error, 0);
      auto wait = attempt(result, n);
      if (wait) {
        state = again;
        core->socket.async_wait(*wait, std::move(self));
      } else if (state == first) {
        state = over;  // a handler must never run inside the call that starts its operation
        auto executor = core->socket.get_executor();
        net::post(executor, std::move(self));
      } else {
        self.complete(result, n);
      }
    }
  };

  template <class Attempt, class Token>
  auto start(Attempt attempt, Token&& token) {
    return net::async_compose<Token, void(error_code, std::size_t)>(
        Operation<Attempt>{core_, std::move(attempt)}, token, core_->socket);
  }

  // The first few non-empty buffers of a sequence; the rest goes with the next call.
  template <class Buffer, class Buffers>
  static std::pair<std::array<Buffer, 8>, std::size_t> flatten(const Buffers& buffers) {
    std::pair<std::array<Buffer, 8>, std::size_t> list{{}, 0};
    for (Buffer buffer : beast::buffers_range_ref(buffers))
      if (buffer.size() != 0 && list.second < list.first.size())
        list.first.at(list.second++) = buffer;
    return list;
  }

  std::shared_ptr<TransportCore> core_;
};

// What Beast calls to end a connection.
inline void beast_close_socket(Transport& transport) { transport.close(); }

template <class Handler>
void async_teardown(beast::role_type, Transport& transport, Handler&& handler) {
  transport.core().shutdown();
  net::post(transport.get_executor(),
            [handler = std::forward<Handler>(handler)]() mutable { handler(error_code{}); });
}
inline void teardown(beast::role_type, Transport& transport, error_code& error) {
  transport.core().shutdown();
  error = {};
}

}  // namespace tqc::relay

#include "transport.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace tqc::relay {

TlsContext make_tls_context(const std::string& certificate_file, const std::string& key_file) {
  TlsContext context(SSL_CTX_new(TLS_server_method()), FreeSsl());
  if (!context) throw std::runtime_error("cannot create a TLS context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                         SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_file.c_str()) != 1)
    throw std::runtime_error("cannot use the TLS certificate file \"" + certificate_file + "\"");
  if (SSL_CTX_use_PrivateKey_file(context.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1)
    throw std::runtime_error("cannot use the TLS key file \"" + key_file + "\"");
  return context;
}

TransportCore::TransportCore(Socket accepted, const TlsContext& tls) : socket(std::move(accepted)) {
  socket.non_blocking(true);
  socket.set_option(tcp::no_delay(true));
  if (!tls) return;
  ssl_.reset(SSL_new(tls.get()));
  if (!ssl_ || SSL_set_fd(ssl_.get(), static_cast<int>(socket.native_handle())) != 1)
    throw std::runtime_error("cannot start TLS");
  SSL_set_accept_state(ssl_.get());
}

TransportCore::Wait TransportCore::tls_outcome(int result, error_code& error) {
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Socket::wait_read;
    case SSL_ERROR_WANT_WRITE:
      return Socket::wait_write;
    case SSL_ERROR_ZERO_RETURN:
      error = net::error::eof;
      break;
    case SSL_ERROR_SYSCALL:
      error = errno != 0 ? error_code(errno, boost::system::system_category())
                         : error_code(net::error::eof);
      break;
    default:
      error = boost::system::errc::make_error_code(boost::system::errc::protocol_error);
  }
  return std::nullopt;
}

TransportCore::Wait TransportCore::try_handshake(error_code& error) {
  if (!ssl_) return std::nullopt;
  ERR_clear_error();
  errno = 0;
  auto result = SSL_accept(ssl_.get());
  if (result == 1) return std::nullopt;
  return tls_outcome(result, error);
}

TransportCore::Wait TransportCore::try_read(std::span<const net::mutable_buffer> buffers,
                                            error_code& error, std::size_t& n) {
  if (buffers.empty()) return std::nullopt;
  auto buffer = buffers.front();
  if (ssl_) {
    ERR_clear_error();
    errno = 0;
    auto result = SSL_read_ex(ssl_.get(), buffer.data(), buffer.size(), &n);
    if (result != 1) return tls_outcome(result, error);
  } else {
    n = socket.read_some(buffer, error);
    if (error == net::error::would_block) {
      error = {};
      return Socket::wait_read;
    }
  }
  if (tapped) tap_in.received(static_cast<std::uint8_t*>(buffer.data()), n);
  return std::nullopt;
}

TransportCore::Wait TransportCore::try_write(std::span<const net::const_buffer> buffers,
                                             error_code& error, std::size_t& n) {
  auto wait = write_once(buffers, error, n);
  write_blocked = wait.has_value();
  return wait;
}

TransportCore::Wait TransportCore::write_once(std::span<const net::const_buffer> buffers,
                                              error_code& error, std::size_t& n) {
  if (buffers.empty()) return std::nullopt;
  if (tapped) {
    // The header lies in Beast's own buffer, which is not const; a payload is never at a frame's
    // beginning.
    auto* bytes = static_cast<std::uint8_t*>(const_cast<void*>(buffers.front().data()));  // NOLINT
    tap_out.before(bytes, buffers.front().size());
  }
  if (ssl_) {
    // Gather header and payload, so that a short frame is one TLS record. A repeated try gathers
    // the same bytes, as OpenSSL demands.
    static thread_local std::array<char, 16384> scratch;
    std::size_t size = 0;
    for (const auto& buffer : buffers) {
      auto part = std::min(buffer.size(), scratch.size() - size);
      std::memcpy(scratch.data() + size, buffer.data(), part);
      size += part;
    }
    ERR_clear_error();
    errno = 0;
    auto result = SSL_write_ex(ssl_.get(), scratch.data(), size, &n);
    if (result != 1) return tls_outcome(result, error);
  } else {
    std::array<iovec, 8> vectors{};
    for (std::size_t i = 0; i < buffers.size(); ++i)
      vectors.at(i) = {const_cast<void*>(buffers[i].data()),
                       buffers[i].size()};  // NOLINT: sendmsg does not write to it
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = buffers.size();
    auto sent = ::sendmsg(socket.native_handle(), &message, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return Socket::wait_write;
      error = error_code(errno, boost::system::system_category());
      return std::nullopt;
    }
    n = static_cast<std::size_t>(sent);
  }
  if (tapped) tap_out.after(n);
  return std::nullopt;
}

void TransportCore::shutdown() {
  error_code ignored;
  if (ssl_ && SSL_is_init_finished(ssl_.get()) != 0) {
    ERR_clear_error();
    SSL_shutdown(ssl_.get());
  }
  socket.shutdown(tcp::socket::shutdown_both, ignored);
}

}  // namespace tqc::relay

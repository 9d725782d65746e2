// A connection before (or without) WebSocket: the TLS handshake, then requests: the board,
// /healthz, /metrics, or the upgrade.
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <memory>
#include <optional>

#include "net.h"
#include "transport.h"

namespace tqc::relay {

class Server;
struct Asset;

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(Transport transport, Server& server);
  ~HttpSession();
  HttpSession(const HttpSession&) = delete;
  HttpSession& operator=(const HttpSession&) = delete;

  void run();

 private:
  using Request = http::request<http::empty_body>;

  void read();
  void handle(Request request);
  void upgrade(Request request);
  void health(const Request& request);
  void metrics(const Request& request);
  void file(const Request& request, std::string_view path);
  void text(const Request& request, http::status status, std::string body,
            std::string_view type = "text/plain; charset=utf-8");
  template <class Response>
  void write(Response response);
  void limit_time();

  Transport transport_;
  Server& server_;
  Timer timer_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::empty_body>> parser_;
};

}  // namespace tqc::relay

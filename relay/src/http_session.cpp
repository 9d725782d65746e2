#include "http_session.h"

#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "server.h"
#include "session.h"

namespace tqc::relay {
namespace {

constexpr auto time_limit = std::chrono::seconds(15);  // for a handshake, a request and its answer
constexpr auto probe_limit = std::chrono::seconds(2);  // for the database behind /healthz
constexpr unsigned header_limit = 8192;
constexpr std::string_view subprotocol = "tqc.v1";
// The board needs nothing from anywhere else. Libraries that draw set style attributes. Ends with
// who may show it in a frame: the origins that may connect are added.
constexpr std::string_view content_policy =
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src "
    "'none'; base-uri 'none'; frame-ancestors 'self'";

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

template <class Response>
void common_fields(Response& response) {
  response.set(http::field::server, "tqc-relay/" TQC_RELAY_VERSION);
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
}

}  // namespace

HttpSession::HttpSession(Transport transport, Server& server)
    : transport_(std::move(transport)), server_(server), timer_(transport_.get_executor()) {
  ++server_.metrics.connections;
}

HttpSession::~HttpSession() { --server_.metrics.connections; }

void HttpSession::limit_time() {
  timer_.expires_after(time_limit);
  timer_.async_wait([self = weak_from_this()](error_code error) {
    auto me = self.lock();
    if (!error && me) me->transport_.close();
  });
}

void HttpSession::run() {
  limit_time();
  transport_.async_handshake([self = shared_from_this()](error_code error, std::size_t) {
    if (!error) self->read();
  });
}

void HttpSession::read() {
  limit_time();
  parser_.emplace();
  parser_->header_limit(header_limit);
  parser_->body_limit(0);
  http::async_read(
      transport_, buffer_, *parser_, [self = shared_from_this()](error_code error, std::size_t) {
        if (!error) return self->handle(self->parser_->release());
        if (error == http::error::end_of_stream) return self->transport_.core().shutdown();
        if (error.category() != http::make_error_code(http::error::bad_method).category())
          return;  // the connection is gone
        Request none;
        none.keep_alive(false);
        self->text(none, http::status::bad_request, "bad request\n");
      });
}

void HttpSession::handle(Request request) {
  if (beast::websocket::is_upgrade(request)) return upgrade(std::move(request));
  if (request.method() != http::verb::get && request.method() != http::verb::head)
    return text(request, http::status::method_not_allowed, "only GET and HEAD\n");
  auto target = view(request.target());
  auto path = target.substr(0, target.find('?'));
  if (path == "/healthz") return health(request);
  if (path == "/metrics") return metrics(request);
  file(request, path);
}

void HttpSession::upgrade(Request request) {
  // Browsers always say where a page comes from; other clients need not.
  if (auto origin = request.find(http::field::origin);
      origin != request.end() &&
      !server_.origin_allowed(view(origin->value()), view(request[http::field::host])))
    return text(request, http::status::forbidden, "origin not allowed\n");
  if (!http::token_list(request[http::field::sec_websocket_protocol]).exists(subprotocol.data()))
    return text(request, http::status::bad_request, "subprotocol tqc.v1 required\n");
  if (buffer_.size() != 0)
    return text(request, http::status::bad_request, "bytes before the handshake is over\n");
  timer_.cancel();
  std::make_shared<Session>(std::move(transport_), server_)->run(std::move(request));
}

void HttpSession::health(const Request& request) {
  if (!server_.doorbell.live())
    return text(request, http::status::service_unavailable, "database link is down\n");
  // A server that hangs keeps its sockets open, so ask it something; the answer or the timer,
  // whichever comes first, is what counts.
  auto reply = [self = shared_from_this(), request, told = false](bool ok) mutable {
    if (std::exchange(told, true)) return;
    self->text(request, ok ? http::status::ok : http::status::service_unavailable,
               ok ? "ok\n" : "database does not answer\n");
  };
  auto shared = std::make_shared<decltype(reply)>(std::move(reply));
  timer_.expires_after(probe_limit);
  timer_.async_wait([shared](error_code error) {
    if (!error) (*shared)(false);
  });
  server_.store.probe([shared](bool ok) { (*shared)(ok); });
}

void HttpSession::metrics(const Request& request) {
  // The relay's own figures do not wait for a database that hangs.
  auto reply = [self = shared_from_this(), request,
                told = false](const std::vector<std::string>& lags) mutable {
    if (std::exchange(told, true)) return;
    self->text(request, http::status::ok, self->server_.metrics.text() + kafka_text(lags),
               "text/plain; version=0.0.4; charset=utf-8");
  };
  auto shared = std::make_shared<decltype(reply)>(std::move(reply));
  timer_.expires_after(probe_limit);
  timer_.async_wait([shared](error_code error) {
    if (!error) (*shared)({});
  });
  server_.store.kafka_lag([shared](std::optional<std::vector<std::string>> lags) {
    (*shared)(lags.value_or(std::vector<std::string>()));
  });
}

void HttpSession::file(const Request& request, std::string_view path) {
  auto asset = server_.board->find(path);
  if (!asset) return text(request, http::status::not_found, "not found\n");
  http::response<http::span_body<const char>> response(http::status::ok, request.version());
  response.set(http::field::content_type, asset->type);
  response.set(http::field::etag, asset->etag);
  response.set(http::field::cache_control, "no-cache");  // ask each time, answered by the ETag
  std::string policy(content_policy);
  for (const auto& origin : server_.options.origins) policy += ' ' + origin;
  response.set("Content-Security-Policy", policy);
  if (view(request[http::field::if_none_match]) == asset->etag) {
    response.result(http::status::not_modified);
  } else {
    response.content_length(asset->content.size());
    if (request.method() != http::verb::head)
      response.body() = {asset->content.data(), asset->content.size()};
  }
  response.keep_alive(request.keep_alive());
  struct Held {  // keeps the content alive as long as the response
    std::shared_ptr<const Asset> asset;
    http::response<http::span_body<const char>> response;
  };
  auto held = std::make_shared<Held>(Held{asset, std::move(response)});
  write(std::shared_ptr<http::response<http::span_body<const char>>>(held, &held->response));
}

void HttpSession::text(const Request& request, http::status status, std::string body,
                       std::string_view type) {
  auto response = std::make_shared<http::response<http::string_body>>(status, request.version());
  response->set(http::field::content_type, beast::string_view(type.data(), type.size()));
  response->set(http::field::cache_control, "no-store");
  response->content_length(body.size());
  if (request.method() != http::verb::head) response->body() = std::move(body);
  response->keep_alive(request.keep_alive() && status != http::status::bad_request);
  write(std::move(response));
}

template <class Response>
void HttpSession::write(Response response) {
  limit_time();
  common_fields(*response);
  auto& message = *response;
  http::async_write(transport_, message,
                    [self = shared_from_this(), response](error_code error, std::size_t) {
                      if (error) return;
                      if (response->keep_alive()) return self->read();
                      self->transport_.core().shutdown();
                    });
}

}  // namespace tqc::relay

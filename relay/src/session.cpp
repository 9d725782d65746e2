#include "session.h"

#include <boost/beast/websocket/error.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <ctime>

#include "deflate.h"
#include "log.h"
#include "server.h"

namespace tqc::relay {
namespace {

constexpr auto hello_limit = std::chrono::seconds(10);
constexpr auto end_limit =
    std::chrono::seconds(5);  // for the last frames and the closing handshake

}  // namespace

Session::Session(Transport transport, Server& server)
    : stream_(std::move(transport)),
      server_(server),
      timer_(stream_.get_executor()),
      buffer_(server.options.max_frame),
      queue_(server.options.queue) {
  ++server_.metrics.connections;
}

Session::~Session() {
  --server_.metrics.connections;
  if (!catchup_) return;
  --server_.metrics.sessions;
  server_.hub.leave(*this, who_->receivers);
}

void Session::run(http::request<http::empty_body> request) {
  auto offers = request[http::field::sec_websocket_extensions];
  auto agreed = negotiate_deflate({offers.data(), offers.size()});
  deflate_ = agreed.has_value();
  stream_.auto_fragment(false);
  stream_.text(true);
  stream_.read_message_max(server_.options.max_frame);
  const auto heartbeat = std::chrono::seconds(server_.options.heartbeat);
  // A client from which nothing comes for two heartbeats, not even the pong every WebSocket library
  // sends by itself, is gone.
  stream_.set_option(websocket::stream_base::timeout{hello_limit, 2 * heartbeat, true});
  stream_.set_option(
      websocket::stream_base::decorator([agreed](websocket::response_type& response) {
        response.set(http::field::server, "tqc-relay/" TQC_RELAY_VERSION);
        if (response.result() != http::status::switching_protocols) return;
        response.set(http::field::sec_websocket_protocol, "tqc.v1");
        if (agreed) response.set(http::field::sec_websocket_extensions, *agreed);
      }));
  deadline_ = Clock::now() + hello_limit;
  arm();
  auto held = std::make_shared<http::request<http::empty_body>>(std::move(request));
  stream_.async_accept(*held, [self = shared_from_this(), held](error_code error) {
    if (error) return;
    if (self->deflate_) self->stream_.next_layer().tap();
    self->read();
  });
}

// ---- reading

void Session::read() {
  stream_.async_read(
      buffer_, [self = shared_from_this()](error_code error, std::size_t) { self->got(error); });
}

void Session::got(error_code error) {
  if (error) {
    // The library has answered these with a close frame of its own.
    if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow)
      server_.metrics.count(code::too_big);
    if (error == websocket::error::bad_frame_payload) server_.metrics.count(code::not_utf8);
    if (error == websocket::condition::protocol_violation) server_.metrics.count(code::protocol);
    log(Level::debug, "session over",
        {{"sub", who_ ? who_->sub : ""}, {"reason", error.message()}});
    timer_.cancel();
    stream_.next_layer().close();
    return;
  }
  ++server_.metrics.frames_received;
  auto text = take_text();
  buffer_.consume(buffer_.size());
  buffer_.shrink_to_fit();  // an idle session keeps no buffer
  try {
    if (text && ending_ == nullptr) handle(parse_message(*text));
  } catch (const std::exception& failure) {
    log(Level::error, "a frame could not be handled", {{"reason", failure.what()}});
    end(code::internal);
  }
  if (!waiting_) read();
}

std::optional<std::string> Session::take_text() {
  std::string_view payload(static_cast<const char*>(buffer_.data().data()), buffer_.size());
  auto kind = deflate_             ? stream_.next_layer().core().tap_in.take_kind()
              : stream_.got_text() ? MessageKind::text
                                   : MessageKind::binary;
  if (kind == MessageKind::text) return std::string(payload);
  if (kind == MessageKind::binary) {
    end(code::bad_frame);
    return std::nullopt;
  }
  std::string text;
  switch (inflate_message(payload, server_.options.max_frame, text)) {
    case Inflated::ok:
      return text;
    case Inflated::too_big:
      end(code::too_big);
      break;
    case Inflated::broken:
      end(code::not_utf8);
  }
  return std::nullopt;
}

// ---- catching up (see catchup.h)

void Session::next_page() {
  page_due_ = false;
  auto page = catchup_->next(server_.hub.fanned_out());
  server_.store.inbox(receivers_, page.since, page.upto, page.max,
                      [self = shared_from_this(), since = page.since](auto answer) {
                        self->got_page(since, std::move(answer));
                      });
}

void Session::got_page(std::int64_t since, std::optional<InboxPage> page) {
  if (ending_ != nullptr) return;
  if (!page) return end(code::unavailable);
  if (page->lowest > since + 1)
    return end(code::history_gap);  // deleted while this session was still reading
  for (const auto& frame : catchup_->take(std::move(page->frames))) queue_.push_always(frame);
  page_due_ = !catchup_->done();
  write();
}

// ---- writing

void Session::deliver(const FramePtr& push) {
  if (ending_ == nullptr && catchup_->live(push)) enqueue(push);
}

void Session::send(const FramePtr& frame) { enqueue(frame); }

void Session::enqueue(const FramePtr& frame) {
  if (ending_ != nullptr) return;
  // While catching up the queue is as long as the pages make it.
  if (!catchup_ || !catchup_->done()) {
    queue_.push_always(frame);
  } else if (!queue_.push(frame)) {
    return end(code::slow_client);
  }
  write();
  watch_queue();
}

// While catching up a full queue is of the session's own making.
void Session::watch_queue() {
  const bool crowded =
      ending_ == nullptr && catchup_ && catchup_->done() && queue_.crowded(crowded_);
  if (crowded == crowded_) return;
  crowded_ = crowded;
  server_.hub.set_crowded(*this, crowded);
}

void Session::write() {
  if (writing_ || closing_) return;
  if (queue_.empty()) {
    if (ending_ != nullptr) return close();
    if (page_due_) next_page();
    return;
  }
  auto frame = queue_.pop();
  watch_queue();
  read_on();
  const bool deflated = deflate_ && frame->compressible();
  const auto& payload = deflated ? frame->deflated() : frame->text();
  if (deflated) stream_.next_layer().core().tap_out.mark();
  writing_ = true;
  ++server_.metrics.frames_sent;
  server_.metrics.bytes_sent += payload.size();
  stream_.async_write(net::const_buffer(payload.data(), payload.size()),
                      [self = shared_from_this(), frame](error_code error, std::size_t) {
                        self->writing_ = false;
                        if (!error) self->write();
                      });
}

void Session::end(const Code& code, std::string_view message) {
  if (ending_ != nullptr) return;
  ending_ = &code;
  watch_queue();
  server_.metrics.count(code);
  log(Level::info, "session ended by the relay",
      {{"sub", who_ ? who_->sub : ""}, {"code", code.name}});
  if (&code == &code::slow_client) {
    queue_.clear();
  } else {
    queue_.push_always(error_frame(code, message));
  }
  deadline_ = Clock::now() + end_limit;
  arm();
  write();
}

void Session::close() {
  closing_ = true;
  websocket::close_reason reason(static_cast<websocket::close_code>(ending_->close),
                                 beast::string_view(ending_->name.data(), ending_->name.size()));
  stream_.async_close(reason, [self = shared_from_this()](error_code) {
    self->timer_.cancel();
    self->stream_.next_layer().close();
  });
}

// ---- time

void Session::arm() {
  auto at = deadline_;
  if (catchup_ && ending_ == nullptr) {
    using std::chrono::milliseconds;
    auto now = std::chrono::duration_cast<milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    // A token may be valid for longer than clocks can count.
    if (who_->exp < now.count() / 1000 + 86400)
      at = std::min(at, Clock::now() + milliseconds(who_->exp * 1000) - now);
  }
  timer_.expires_at(at);
  timer_.async_wait([self = weak_from_this()](error_code error) {
    auto me = self.lock();
    if (!error && me) me->tick();
  });
}

void Session::tick() {
  if (ending_ != nullptr) return stream_.next_layer().close();
  if (!stream_.is_open()) return stream_.next_layer().close();  // not even the handshake
  if (!catchup_) return end(code::hello_timeout);
  if (std::time(nullptr) >= who_->exp) return end(code::token_expired);
  if (Clock::now() >= deadline_) {
    deadline_ += std::chrono::seconds(server_.options.heartbeat);
    static const auto ping = simple_frame("ping");
    enqueue(ping);
    if (ending_ != nullptr) return;
  }
  arm();
}

}  // namespace tqc::relay

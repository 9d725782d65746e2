// One WebSocket client, from the handshake to the end.
//
//   accepting -> greeting (waiting for hello) -> catching up -> live
//        any of them -> ending (error frame, close frame) -> gone
//
// Frames of the client are handled one after another: while one waits for the database the next is
// not read, so answers come in the order of the questions and a client cannot pile up work. Pushes
// go on meanwhile.
//
// What is sent goes through a bounded queue. If it stays half full while there is more to send, or
// if a push does not fit, the client is slow: the queue is dropped, the frame under way is
// finished, the connection is closed. What the client has got is then everything up to some push,
// and it resumes with that number. While catching up the next page is asked for only when the queue
// is empty, so a slow client slows the page down, not the relay.
//
//   session.cpp          the connection: frames in and out, catching up, time
//   session_answers.cpp  what is in them
#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <memory>
#include <optional>
#include <string>

#include "catchup.h"
#include "hub.h"
#include "message.h"
#include "net.h"
#include "send_queue.h"
#include "store.h"
#include "token.h"
#include "transport.h"

namespace tqc::relay {

class Server;

class Session final : public std::enable_shared_from_this<Session>, public Member {
 public:
  Session(Transport transport, Server& server);
  ~Session();

  void run(http::request<http::empty_body> request);

  void deliver(const FramePtr& push) override;
  void send(const FramePtr& frame) override;
  void end(const Code& code) override { end(code, code.meaning); }
  [[nodiscard]] bool blocked() override { return stream_.next_layer().core().write_blocked; }

 private:
  void end(const Code& code, std::string_view message);

  // reading
  void read();
  void got(error_code error);
  std::optional<std::string> take_text();

  // answering
  void handle(const Message& message);
  void answered();
  void read_on();
  void refuse(const Refused& refused);
  void hello(const Hello& message);
  void welcome(const Position& position, std::optional<std::int64_t> since);
  void ack(const Ack& message);
  void history(const History& message);
  void tasks(const Tasks& message);
  template <class Items>
  void answer(std::string_view type, const std::optional<Items>& items);

  // catching up
  void next_page();
  void got_page(std::int64_t since, std::optional<InboxPage> page);

  // writing
  void write();
  void enqueue(const FramePtr& frame);
  void watch_queue();
  void close();

  // time
  void arm();
  void tick();

  websocket::stream<Transport, false> stream_;
  Server& server_;
  Timer timer_;
  beast::flat_buffer buffer_;
  SendQueue queue_;
  std::optional<Identity> who_;
  std::optional<Catchup> catchup_;  // once welcomed
  std::string receivers_;           // as an array literal
  std::int64_t head_ = 0;           // the highest push when welcomed
  Clock::time_point deadline_;      // for hello; then of the next ping; then of the end
  bool deflate_ = false;
  bool writing_ = false;
  bool waiting_ = false;   // the client's last frame is not answered yet
  bool answered_ = false;  // it is, but the next one is not read yet
  bool page_due_ = false;  // ask for the next page when the queue is empty
  bool closing_ = false;
  bool crowded_ = false;  // as the hub knows it
  const Code* ending_ = nullptr;
};

}  // namespace tqc::relay

// The one reader of the outbox: listens for NOTIFY tqc and hands every new push to the hub.
//
// A notification only says that there is something to read; what counts is the relay's own last
// number. So notifications may be lost, doubled or merged, and after any pause (a lost connection,
// a restarted server) the reader simply reads on from that number. NOTIFY tqc_clock says that the
// database's clock has been set:
//
//   lost -> (backoff) -> connecting -> LISTEN -> bounds -> reading -> listening -> (doorbell) ->
//   reading …
//
// LISTEN comes before the first read, so that a push committed between the two rings. A doorbell
// during a read makes it go round again.
//
// Pushes are handed over one by one, and only while no session is crowded (hub.h). Crowded sessions
// whose client takes nothing are closed after a second, so a burst waits for the relay's own writes
// as long as they need, and for a client that does not read only that long.
//
// A server that hangs keeps its sockets open. So the reader asks once a heartbeat though nothing
// rang, and a question that is not answered in time counts as a lost connection too.
//
// When the database is not back within a moment the sessions are told that what they have may be
// old, and told again when everything up to now has been fanned out ("status" frames): a relay's
// heartbeat says nothing about the database behind it.
//
// After a reconnect two things would leave holes in the streams: the outbox no longer reaches back
// to the last number (deleted meanwhile), or it ends before it (another history: a restored
// backup). In both cases all sessions are ended with "history_gap"; they come back with their own
// `since` and are told whether it could be recovered.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backoff.h"
#include "hub.h"
#include "metrics.h"
#include "pg_connection.h"

namespace tqc::relay {

class Doorbell {
 public:
  Doorbell(const Executor& executor, std::string conninfo, std::chrono::seconds heartbeat, Hub& hub,
           Metrics& metrics);
  ~Doorbell();
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  void start() { connect(); }
  void close();
  // Listening, and everything up to the start of listening has been fanned out.
  [[nodiscard]] bool live() const { return live_; }
  // True once the first number is known; before that no session can start.
  [[nodiscard]] bool known() const { return known_; }
  // The frame that says so when the database is away; null while it is there.
  [[nodiscard]] FramePtr trouble() const;

 private:
  void connect();
  void lost(const std::string& reason);
  void give_up(const std::string& reason);
  void tell_soon();
  void ask(const std::string& sql, const std::vector<Parameter>& parameters,
           std::function<void(const Rows&)> answer);
  void prepare();
  void listen();
  void bounds();
  void read();
  void got_pushes(const Rows& rows);
  void feed();
  void hold();
  void relieved();
  void stop_feeding();
  void read_clock();
  void idle();
  void ask_again_later();
  void read_unless_busy();
  void rung(std::string_view channel);

  Executor executor_;
  std::string conninfo_;
  std::chrono::seconds heartbeat_;
  Hub& hub_;
  Metrics& metrics_;
  std::shared_ptr<PgConnection> connection_;
  Timer retry_;
  Timer watch_;  // limits an answer; when nothing is asked, until the next question
  Timer tell_;
  Backoff backoff_;
  bool known_ = false;
  bool live_ = false;
  bool told_ = false;         // sessions know that the database is away
  bool again_ = false;        // a doorbell came while reading
  bool clock_moved_ = false;  // the database's clock was set
  bool holding_ = false;      // the next push waits for crowded sessions
  Timer hold_;
  std::vector<Push> pushes_;  // the page that is being fanned out; empty when there is none
  std::size_t next_ = 0;      // the first of them that has not been
  Clock::time_point rung_at_{};
  Clock::time_point heard_ = Clock::now();  // the last word from the database
};

}  // namespace tqc::relay

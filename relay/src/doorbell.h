// The one reader of the outbox: listens for NOTIFY tqc and hands every new push to the hub.
//
// A notification only says that there is something to read; what counts is the relay's own last
// number. So notifications may be lost, doubled or merged, and after any pause (a lost connection,
// a restarted server) the reader simply reads on from that number:
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
// After a reconnect two things would leave holes in the streams: the outbox no longer reaches back
// to the last number (deleted meanwhile), or it ends before it (another history: a restored
// backup). In both cases all sessions are ended with "history_gap"; they come back with their own
// `since` and are told whether it could be recovered.
#pragma once

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
  Doorbell(const Executor& executor, std::string conninfo, Hub& hub, Metrics& metrics);
  ~Doorbell();
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  void start() { connect(); }
  void close();
  // Listening, and everything up to the start of listening has been fanned out.
  [[nodiscard]] bool live() const { return live_; }
  // True once the first number is known; before that no session can start.
  [[nodiscard]] bool known() const { return known_; }

 private:
  void connect();
  void lost(const std::string& reason);
  void prepare();
  void listen();
  void bounds();
  void read();
  bool failed(const Rows& rows);
  void got_pushes(const Rows& rows);
  void feed();
  void hold();
  void relieved();
  void stop_feeding();
  void read_clock();
  void idle();
  void rung(std::string_view payload);

  Executor executor_;
  std::string conninfo_;
  Hub& hub_;
  Metrics& metrics_;
  std::shared_ptr<PgConnection> connection_;
  Timer retry_;
  Backoff backoff_;
  bool known_ = false;
  bool live_ = false;
  bool again_ = false;        // a doorbell came while reading
  bool clock_moved_ = false;  // the database's clock was set
  bool holding_ = false;      // the next push waits for crowded sessions
  Timer hold_;
  std::vector<Push> pushes_;  // the page that is being fanned out; empty when there is none
  std::size_t next_ = 0;      // the first of them that has not been
  Clock::time_point rung_at_{};
};

}  // namespace tqc::relay

#include "doorbell.h"

#include "log.h"
#include "pg_pool.h"
#include "store.h"

namespace tqc::relay {
namespace {
constexpr int page = 1000;
// How long a push waits for sessions that are crowded before those whose client does not read are
// closed.
constexpr auto patience = std::chrono::seconds(1);
// A connection that was merely cut is back sooner.
constexpr auto told_after = std::chrono::seconds(1);
constexpr auto answer_limit = std::chrono::seconds(10);
}  // namespace

Doorbell::Doorbell(const Executor& executor, std::string conninfo, std::chrono::seconds heartbeat,
                   Hub& hub, Metrics& metrics)
    : executor_(executor),
      conninfo_(std::move(conninfo)),
      heartbeat_(heartbeat),
      hub_(hub),
      metrics_(metrics),
      retry_(executor),
      watch_(executor),
      tell_(executor),
      hold_(executor) {
  hub_.on_relief = [this] { relieved(); };
}

Doorbell::~Doorbell() { close(); }

void Doorbell::close() {
  live_ = false;
  metrics_.database_up = false;
  retry_.cancel();
  watch_.cancel();
  tell_.cancel();
  stop_feeding();
  if (connection_) connection_->close();
}

FramePtr Doorbell::trouble() const {
  if (!told_) return nullptr;
  return status_frame(std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - heard_));
}

void Doorbell::connect() {
  connection_ = std::make_shared<PgConnection>(executor_);
  connection_->on_lost = [this](const std::string& reason) { lost(reason); };
  connection_->on_notify = [this](std::string_view channel) { rung(channel); };
  connection_->connect(conninfo_, [this] { prepare(); });
}

// What was read and not fanned out yet will be read again.
void Doorbell::stop_feeding() {
  holding_ = false;
  hold_.cancel();
  pushes_.clear();
  next_ = 0;
}

void Doorbell::lost(const std::string& reason) {
  watch_.cancel();
  stop_feeding();
  if (std::exchange(live_, false)) tell_soon();
  metrics_.database_up = false;
  ++metrics_.database_losses;
  auto wait = backoff_.wait();
  log(Level::warning, "database connection lost",
      {{"use", "doorbell"}, {"reason", reason}, {"retry_ms", wait.count()}});
  retry_.expires_after(wait);
  retry_.async_wait([this](error_code error) {
    if (!error) connect();
  });
}

void Doorbell::tell_soon() {
  tell_.expires_after(told_after);
  tell_.async_wait([this](error_code error) {
    if (error || live_ || std::exchange(told_, true)) return;
    log(Level::info, "sessions told that the database is away");
    hub_.broadcast(trouble());
  });
}

// An error of the server on these few statements (extension missing, rights missing) and a server
// that does not answer are treated like a lost connection: logged, tried again.
void Doorbell::give_up(const std::string& reason) {
  connection_->close();
  lost(reason);
}

void Doorbell::ask(const std::string& sql, const std::vector<Parameter>& parameters,
                   std::function<void(const Rows&)> answer) {
  watch_.expires_after(answer_limit);
  watch_.async_wait([this](error_code error) {
    if (!error && !connection_->ready()) give_up("no answer in time");
  });
  connection_->query(sql, parameters, [this, answer = std::move(answer)](const Rows& rows) {
    if (rows.lost()) return;  // on_lost follows
    watch_.cancel();
    if (!rows.ok()) return give_up(rows.error());
    heard_ = Clock::now();
    answer(rows);
  });
}

void Doorbell::prepare() {
  ask(session_settings, {}, [this](const Rows&) { listen(); });
}

void Doorbell::listen() {
  ask("LISTEN tqc_clock", {},
      [this](const Rows&) { ask("LISTEN tqc", {}, [this](const Rows&) { bounds(); }); });
}

void Doorbell::bounds() {
  ask("SELECT lowest, highest FROM tqc.relay_bounds()", {}, [this](const Rows& rows) {
    auto lowest = rows.number(0, 0);
    auto highest = rows.number(0, 1);
    auto last = hub_.fanned_out();
    if (!known_) {
      hub_.reset(highest);  // whoever comes later catches up from the database
      known_ = true;
    } else if (highest < last || lowest > last + 1) {
      log(Level::error, "outbox does not continue",
          {{"last", last}, {"lowest", lowest}, {"highest", highest}});
      hub_.end_all(code::history_gap);
      hub_.reset(highest);
    } else {
      clock_moved_ = true;  // may have been set while nobody listened
    }
    rung_at_ = Clock::now();
    read();
  });
}

void Doorbell::read() {
  again_ = false;
  ask("SELECT seq, at, receiver, kind, payload FROM tqc.relay_pushes($1, $2) ORDER BY seq",
      {std::to_string(hub_.fanned_out()), std::to_string(page)},
      [this](const Rows& rows) { got_pushes(rows); });
}

void Doorbell::got_pushes(const Rows& rows) {
  pushes_.clear();
  pushes_.reserve(rows.size());
  for (int i = 0; i < rows.size(); ++i) pushes_.push_back(read_push(rows, i, 0));
  next_ = 0;
  feed();
}

void Doorbell::feed() {
  for (; next_ < pushes_.size(); ++next_) {
    if (hub_.crowded()) return hold();
    hub_.fan_out(pushes_[next_]);
    metrics_.last_seq = hub_.fanned_out();
  }
  if (live_ && !pushes_.empty())
    metrics_.fan_out.observe(std::chrono::duration<double>(Clock::now() - rung_at_).count());
  const bool more = again_ || pushes_.size() >= page;
  std::vector<Push>().swap(pushes_);
  if (more) return read();
  if (clock_moved_) return read_clock();
  idle();
}

void Doorbell::hold() {
  holding_ = true;
  hold_.expires_after(patience);
  hold_.async_wait([this](error_code error) {
    if (error || !holding_) return;
    holding_ = false;
    hub_.end_blocked(code::slow_client);
    feed();
  });
}

// Comes from within a session's write; the next push must not.
void Doorbell::relieved() {
  if (!std::exchange(holding_, false)) return;
  hold_.expires_after(std::chrono::seconds(0));
  hold_.async_wait([this](error_code error) {
    if (!error && !pushes_.empty()) feed();
  });
}

void Doorbell::read_clock() {
  clock_moved_ = false;
  ask("SELECT now, speed FROM tqc.relay_clock()", {}, [this](const Rows& rows) {
    hub_.broadcast(clock_frame({iso_time(rows.text(0, 0)), std::string(rows.text(0, 1))}));
    if (again_) return read();
    if (clock_moved_) return read_clock();
    idle();
  });
}

void Doorbell::idle() {
  ask_again_later();
  if (live_) return;
  live_ = true;
  metrics_.database_up = true;
  backoff_.reset();
  log(Level::info, "listening to the database", {{"seq", hub_.fanned_out()}});
  if (std::exchange(told_, false)) hub_.broadcast(status_frame(std::nullopt));
}

void Doorbell::ask_again_later() {
  watch_.expires_after(heartbeat_);
  watch_.async_wait([this](error_code error) {
    if (!error) read_unless_busy();
  });
}

void Doorbell::rung(std::string_view channel) {
  ++metrics_.doorbells;
  heard_ = Clock::now();
  if (channel == "tqc_clock") clock_moved_ = true;
  again_ = true;
  read_unless_busy();
}

void Doorbell::read_unless_busy() {
  rung_at_ = Clock::now();
  if (connection_->ready() && live_ && pushes_.empty()) read();
}

}  // namespace tqc::relay

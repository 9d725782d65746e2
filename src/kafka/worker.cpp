// The worker `tqc kafka` of one database: between the child that speaks Kafka (client.h) and the
// log. It takes batches from the child in a transaction each (incoming.h), hands it what is to go
// out (outgoing.h), and starts it anew when it ends, hangs, or is to work by other settings.
//
// It blocks on nothing: while the brokers are away, or the child hangs, it sleeps on its latch and
// the child's socket, so the server stops within a moment.
#include <algorithm>
#include <deque>
#include <string>

#include "kafka/client.h"
#include "kafka/incoming.h"
#include "kafka/options.h"
#include "kafka/outgoing.h"
#include "kafka/status.h"
#include "worker/attach.h"
#include "worker/attempt.h"
#include "worker/nap.h"

namespace tqc::kafka {

namespace {

using ipc::ExitReason;
using ipc::Slot;
using worker::Fault;
using worker::leave;
using worker::nap;

constexpr std::int64_t kFirstPause = kSecond;
constexpr std::int64_t kLongestPause = 30 * kSecond;
constexpr std::int64_t kSilence = 10 * kSecond;  // the child hangs: five heartbeats
constexpr std::int64_t kSettled = 60 * kSecond;  // then the child's start has gone well

/// The child has ended, or must.
class ClientLost : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One of the two ways out, and when to look at it next.
struct Lane {
  Outgoing out;
  bool more = true;         // there may be something to send
  std::uint64_t rings = 0;  // seen when there was nothing
  Time retry_at = 0;

  bool due(std::uint64_t now_rung) const {
    return out.wanted() && out.idle() && (more || rings != now_rung);
  }
};

class Worker {
 public:
  explicit Worker(Slot& slot)
      : slot_(slot), status_(slot), generation_(pg::settings::generation()) {}

  [[noreturn]] void run() {
    if (brokers().empty()) leave(slot_, ExitReason::not_wanted);
    for (;;) {
      changes_ = slot_.changes;
      persist([this] { load(); });
      if (incoming_.topics().empty() && !produces()) leave(slot_, ExitReason::not_wanted);
      try {
        converse();
        client_.stop();
      } catch (const ClientLost& e) {
        lost(e.what());
      } catch (const BadFrame& e) {
        lost(e.what());
      }
    }
  }

 private:
  void load() {
    incoming_.load();
    for (Lane& lane : lanes_) lane.out.load();
  }

  bool produces() const {
    return std::any_of(std::begin(lanes_), std::end(lanes_),
                       [](const Lane& lane) { return lane.out.wanted(); });
  }

  void lost(const char* why) {
    client_.stop();
    failed({"58000", why, "", false});
    rest();
  }

  /// Until the topics change. Throws ClientLost.
  void converse() {
    start();
    for (;;) {
      std::uint64_t rings = slot_.rings;
      check_orders();
      if (slot_.changes != changes_ && changed()) return;
      if (!client_.read()) throw ClientLost(epitaph());
      while (auto frame = client_.next()) obey(*frame);
      Time until = client_.silent_since() + kSilence;
      if (!batches_.empty() && take_at_ <= GetCurrentTimestamp()) take_next();
      if (!batches_.empty()) until = std::min(until, take_at_);
      for (Lane& lane : lanes_) {
        if (!lane.due(rings)) continue;
        if (lane.retry_at > GetCurrentTimestamp()) {
          until = std::min(until, lane.retry_at);
        } else {
          send_slice(lane, rings);
        }
      }
      bool left = client_.send();
      worker::Watch watch{client_.socket(), left};
      nap(slot_, ipc::Sleep::idle, rings, until, &watch);
      if (!watch.ready && GetCurrentTimestamp() >= client_.silent_since() + kSilence) {
        throw ClientLost("tqc-kafka does not answer and was ended");
      }
    }
  }

  /// Many things ring as changes; are other topics or places to be taken?
  bool changed() {
    changes_ = slot_.changes;
    take_at_ = 0;  // it may have healed what failed
    Incoming now;
    bool produced = produces();
    persist([&] {
      now.load();
      for (Lane& lane : lanes_) lane.out.load();
    });
    return now.topics() != incoming_.topics() || now.next() != incoming_.next() ||
           produces() != produced;
  }

  void start() {
    said_.clear();
    batches_.clear();
    take_at_ = 0;
    for (Lane& lane : lanes_) {
      lane.out.forget();
      lane.more = true;
    }
    watermarks_.clear();
    persist([&] { incoming_.forget_watermarks(); });
    Properties all;
    try {
      all = properties();
      client_.start();
      started_at_ = GetCurrentTimestamp();
    } catch (const Error& e) {
      throw ClientLost(e.hint.empty() ? e.what() : std::string(e.what()) + " (" + e.hint + ")");
    }
    FrameWriter frame(client_.out(), Kind::configure);
    frame.text(TQC_VERSION);
    frame.count(all.size());
    for (const auto& [name, value] : all) {
      frame.text(name);
      frame.text(value);
    }
    frame.count(incoming_.topics().size());
    for (const auto& [name, topic] : incoming_.topics()) frame.text(name);
    frame.count(incoming_.next().size());
    for (const auto& [place, next] : incoming_.next()) {
      frame.text(place.first);
      frame.number(place.second);
      frame.number(next);
    }
    Ranges ranges = partitions();
    frame.count(ranges.size());
    for (auto [from, to] : ranges) {
      frame.number(from);
      frame.number(to);
    }
    frame.number<std::uint8_t>(produces());
  }

  void obey(std::string_view bytes) {
    FrameReader frame(bytes);
    switch (frame.kind()) {
      case Kind::alive:
        return alive(frame);
      case Kind::batch:
      case Kind::gap:
        batches_.emplace_back(bytes);
        return;
      case Kind::delivered:
        return delivered(frame);
      case Kind::note: {
        auto severity = frame.number<Severity>();
        std::string text(frame.text());
        if (severity == Severity::fatal) said_ = text;
        return status_.note(severity, text);
      }
      default:
        throw ClientLost("tqc-kafka sent what the protocol does not have");
    }
  }

  void take_next() {
    FrameReader frame(batches_.front());
    bool taken = true;
    if (frame.kind() == Kind::gap) {
      skip_gap(frame);
    } else {
      taken = take_batch(frame);
    }
    if (taken) batches_.pop_front();
  }

  /// A batch that cannot be taken now waits, and holds up neither heartbeats nor what goes out.
  bool take_batch(FrameReader& frame) {
    auto number = frame.number<std::uint64_t>();
    std::vector<Message> messages;
    messages.reserve(frame.count());
    for (std::size_t n = messages.capacity(); n > 0; --n) messages.push_back(frame.message());
    Fault fault;
    if (!tried(fault, [&] { incoming_.take(messages); })) {
      if (!fault.of_data) {
        failed(fault);
        pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
        take_at_ = GetCurrentTimestamp() + pause_;
        return false;
      }
      take_singly(messages);
    }
    incoming_.committed();
    status_.taken(messages.size());
    pause_ = 0;
    FrameWriter answer(client_.out(), Kind::taken);
    answer.number(number);
    return true;
  }

  /// One of them is such that the server fails on it: it is given up, the others are taken.
  void take_singly(const std::vector<Message>& messages) {
    for (const Message& message : messages) {
      std::vector<Message> one{message};
      Fault fault;
      while (!tried(fault, [&] { incoming_.take(one); })) {
        if (fault.of_data) {
          persist([&] { incoming_.give_up(message, fault); });
          break;
        }
        failed(fault);
        rest();
      }
      incoming_.committed();
    }
  }

  void send_slice(Lane& lane, std::uint64_t rings) {
    persist([&] { lane.more = lane.out.step(); });
    lane.rings = rings;
    lane.out.write(client_.out());
  }

  void delivered(FrameReader& frame) {
    auto token = frame.number<std::uint64_t>();
    std::string_view error = frame.text();
    bool final = frame.number<std::uint8_t>() != 0;
    if (token >> 32 >= std::size(lanes_)) throw BadFrame();
    Lane& lane = lanes_[token >> 32];
    lane.out.delivered(static_cast<std::uint32_t>(token), error, final);
    if (!lane.out.idle()) return;
    if (!lane.out.stuck()) return status_.flowing();
    status_.note(Severity::warning, "cannot deliver: " + lane.out.error());
    lane.retry_at = GetCurrentTimestamp() + kFirstPause;
  }

  void skip_gap(FrameReader& frame) {
    Place place;
    place.first = frame.text();
    place.second = frame.number<std::int32_t>();
    auto wanted = frame.number<std::int64_t>();
    auto low = frame.number<std::int64_t>();
    auto high = frame.number<std::int64_t>();
    persist([&] { incoming_.skip_gap(place, wanted, low, high); });
    incoming_.committed();
  }

  void alive(FrameReader& frame) {
    if (batches_.empty()) status_.well();
    if (GetCurrentTimestamp() - started_at_ > kSettled) pause_ = 0;
    std::vector<Watermark> news;
    for (auto n = frame.count(); n > 0; --n) {
      Watermark mark;
      mark.place.first = frame.text();
      mark.place.second = frame.number<std::int32_t>();
      mark.low = frame.number<std::int64_t>();
      mark.high = frame.number<std::int64_t>();
      auto& known = watermarks_[mark.place];
      if (known == std::pair(mark.low, mark.high)) continue;
      known = {mark.low, mark.high};
      news.push_back(mark);
    }
    if (!news.empty()) persist([&] { incoming_.save_watermarks(news); });
  }

  std::string epitaph() {
    std::string how = client_.last_words();
    return said_.empty() ? how : how + ": " + said_;
  }

  /// One transaction. Throws what fails in it.
  template <class F>
  void transaction(F&& f) {
    pg::call([] {
      SetCurrentStatementStartTimestamp();
      pgstat_report_activity(STATE_RUNNING, "tqc: kafka");
      StartTransactionCommand();
      PushActiveSnapshot(GetTransactionSnapshot());
    });
    if (!worker::extension_present()) leave(slot_, ExitReason::no_extension);
    f();
    pg::call([] {
      PopActiveSnapshot();
      CommitTransactionCommand();
    });
  }

  template <class F>
  bool tried(Fault& fault, F&& f) {
    bool good = worker::attempt(fault, [&] { transaction(f); });
    client_.listening();  // what it had to say meanwhile lies in the socket
    return good;
  }

  /// Until it succeeds.
  template <class F>
  void persist(F&& f) {
    Fault fault;
    while (!tried(fault, f)) {
      failed(fault);
      rest();
    }
  }

  void check_orders() {
    if (slot_.stop) leave(slot_, ExitReason::asked);
    // Another is started by the new ones.
    bool outdated = ConfigReloadPending || pg::settings::generation() != generation_;
    if (outdated) leave(slot_, ExitReason::asked);
    pg::call([] { CHECK_FOR_INTERRUPTS(); });
  }

  void failed(const Fault& fault) {
    if (slot_.stop) leave(slot_, ExitReason::asked);  // whoever asked has cancelled the work
    status_.failed(fault);
  }

  void rest() {
    pause_ = std::clamp(pause_ * 2, kFirstPause, kLongestPause);
    nap(slot_, ipc::Sleep::paused, slot_.changes, GetCurrentTimestamp() + pause_);
    check_orders();
    client_.listening();
  }

  Slot& slot_;
  Status status_;
  std::uint64_t generation_;   // of the settings this process works by
  std::uint64_t changes_ = 0;  // of the topics, seen
  Client client_;
  Incoming incoming_;
  Lane lanes_[2] = {{Outgoing(Outgoing::Source::event)}, {Outgoing(Outgoing::Source::task)}};
  std::map<Place, std::pair<std::int64_t, std::int64_t>> watermarks_;  // saved
  std::deque<std::string> batches_;  // frames, not taken yet: kCredit batches at most, and gaps
  Time take_at_ = 0;                 // not before
  std::string said_;                 // by the child, before it ended
  std::int64_t pause_ = 0;
  Time started_at_ = 0;  // the child
};

}  // namespace

}  // namespace tqc::kafka

extern "C" PGDLLEXPORT void tqc_kafka_main(Datum argument);

void tqc_kafka_main(Datum argument) {
  using namespace tqc;
  pqsignal(SIGHUP, SignalHandlerForConfigReload);
  pqsignal(SIGTERM, die);
  BackgroundWorkerUnblockSignals();
  pg::boundary([&] {
    ipc::Slot& slot = worker::attach(DatumGetInt32(argument));
    worker::prepare_naps();
    kafka::Worker(slot).run();
  });
}

// tqc-kafka: the Kafka client of one database, child of the background worker `tqc kafka`, which
// starts it with one end of a socket pair as descriptor 3 (src/kafka/wire.h). It has no login, no
// state and no database of its own: kill it at any time, the worker starts another, which goes on
// where the database is.
//
// One thread of ours: it sleeps in poll() on the worker's socket and on an eventfd that librdkafka
// writes to, and does not block longer than a look-up of partitions may (half a second).
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "consumer.h"
#include "producer.h"

namespace {

using namespace tqc::kafka;
using Clock = std::chrono::steady_clock;

class Child {
 public:
  explicit Child(int socket) : link_(socket), event_fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

  /// Until the worker goes, or the client cannot go on.
  int run() {
    try {
      while (!link_.broken()) {
        bool more = work();
        link_.flush();
        sleep(more);
      }
    } catch (const WorkerGone&) {
      return 0;
    } catch (const std::exception& error) {
      return last_words(error.what());
    }
    return last_words(nullptr);
  }

 private:
  bool work() {
    link_.read();
    while (auto frame = link_.next()) obey(*frame);
    bool more = false;
    if (consumer_) {
      consumer_->look_for_partitions();
      more = consumer_->step();
    }
    if (producer_) producer_->step();
    if (Clock::now() >= beat_at_) {
      FrameWriter frame(link_.out(), Kind::alive);
      if (consumer_) {
        consumer_->watermarks(frame);
      } else {
        frame.count(0);
      }
      beat_at_ = Clock::now() + kHeartbeat;
    }
    return more;
  }

  void obey(std::string_view bytes) {
    FrameReader frame(bytes);
    switch (frame.kind()) {
      case Kind::configure: {
        if (std::string_view theirs = frame.text(); theirs != TQC_VERSION) {
          throw Refused("tqc-kafka is of version " TQC_VERSION ", the server's library of " +
                        std::string(theirs) + ": install both together");
        }
        Order order(frame);
        if (!order.topics.empty()) consumer_.emplace(order, link_, event_fd_);
        if (order.produces) producer_.emplace(order, link_, event_fd_);
        return;
      }
      case Kind::taken:
        return consumer_->taken();
      case Kind::produce:
        return producer_->produce(frame);
      default:
        throw BadFrame();
    }
  }

  void sleep(bool more) {
    pollfd waits[] = {{link_.socket(), POLLIN, 0}, {event_fd_, POLLIN, 0}};
    auto left = std::chrono::ceil<std::chrono::milliseconds>(beat_at_ - Clock::now());
    poll(waits, 2, more || left.count() < 0 ? 0 : static_cast<int>(left.count()));
    std::uint64_t count = 0;
    (void)!read(event_fd_, &count, sizeof count);
  }

  int last_words(const char* text) {
    try {
      if (text != nullptr) link_.note(Severity::fatal, text);
      link_.flush();
    } catch (const WorkerGone&) {
      return 0;
    }
    return 1;
  }

  Link link_;
  int event_fd_;
  std::optional<Consumer> consumer_;
  std::optional<Producer> producer_;
  Clock::time_point beat_at_{};
};

}  // namespace

int main(int count, char** values) {
  if (count == 2 && std::strcmp(values[1], "--version") == 0) {
    std::printf("tqc-kafka " TQC_VERSION " (librdkafka %s)\n", rd_kafka_version_str());
    return 0;
  }
  struct stat end {};
  if (count != 1 || fstat(kChildSocket, &end) != 0 || !S_ISSOCK(end.st_mode)) {
    std::fprintf(stderr, "tqc-kafka is started by the background worker of tqc, not by hand\n");
    return 2;
  }
  // The worker's dispositions come along through exec.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_IGN);
  static Child child(kChildSocket);
  int code = child.run();
  // librdkafka could wait for brokers that do not answer; there is nothing to put in order.
  _exit(code);
}

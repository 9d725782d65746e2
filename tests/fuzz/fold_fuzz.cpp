// Whatever rules and events come in whatever order: following them in batches gives what one fold
// of all of them gives (docs/architecture.md). The bytes are the throws of a RandomHistory.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "support/ledger.h"
#include "support/random_history.h"
#include "support/ward_time.h"

using tqc::test::Throws;

namespace {

constexpr std::size_t kMostRules = 6;
constexpr std::size_t kMostEvents = 24;

/// Takes bytes from the front; zeros, the simplest choice, when there are no more.
class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  int take() {
    if (size_ == 0) return 0;
    --size_;
    return *data_++;
  }
  // 720,720 is divisible by all that the history divides by.
  Throws throws(std::size_t n) {
    Throws result(n);
    for (int& t : result) t = (take() * 2'827 + take() * 11) % 720'720;
    return result;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes(data, size);
  std::vector<Throws> rules(1 + bytes.take() % kMostRules);
  std::vector<Throws> events(1 + bytes.take() % kMostEvents);
  int batching = bytes.take();
  for (Throws& t : rules) t = bytes.throws(64);
  for (Throws& t : events) t = bytes.throws(14);

  tqc::test::RandomHistory history(rules, events, false);
  tqc::RuleBook book(history.versions);
  const tqc::Subject subject{"main", "V1001"};
  tqc::test::Ledger ledger(book, history.facts, subject);
  std::vector<tqc::Event> all;
  std::vector<tqc::Event> news;
  tqc::Time now = tqc::kAlways;
  for (std::size_t i = 0; i < history.arrivals.size(); ++i) {
    const auto& arrival = history.arrivals[i];
    now = arrival.at;
    all.push_back(arrival.event);
    news.push_back(arrival.event);
    bool last = i + 1 == history.arrivals.size();
    if (!last && (history.arrivals[i + 1].at == now || batching % (i + 2) == 0)) continue;
    if (last) now = std::max(now, tqc::test::on("3 08:00"));
    ledger.advance(std::exchange(news, {}), now);
  }
  auto whole = whole_fold(book, history.facts, subject, all, now);
  std::string diff = difference(whole.tasks, ledger.outcome().tasks);
  for (const auto& name : ledger.doubled()) diff += "doubled " + tqc::test::to_string(name) + "\n";
  if (diff.empty() && whole.failures == ledger.outcome().failures &&
      whole.alarm == ledger.outcome().alarm) {
    return 0;
  }
  std::fprintf(stderr, "%s\n%s\n", diff.c_str(), history.story.c_str());
  std::abort();
}

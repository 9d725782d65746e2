// Contract §4: the tasks are a function of events, rules and now, "not of the order or time of
// arrival, batches, crashes …". Random lives in random hospitals must show it.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "support/ledger.h"
#include "support/property.h"
#include "support/random_history.h"
#include "support/ward_time.h"

namespace tqc::test {
namespace {

rc::Gen<Throws> throws_of(std::size_t n) {
  return rc::gen::container<Throws>(n, rc::gen::inRange(0, 720'720));
}

const Subject kSubject{"main", "V1001"};

/// The clock's stops: arrivals, some of them skipped so that batches form, and idle ones.
std::vector<Time> random_stops(const RandomHistory& h, const Throws& throws) {
  std::vector<Time> stops;
  std::size_t k = 0;
  for (const auto& arrival : h.arrivals) {
    int t = k < throws.size() ? throws[k++] : 0;
    if (t % 3 != 1) stops.push_back(arrival.at);
    if (t % 5 == 1) stops.push_back(arrival.at + (t % 7) * 20 * kMinute);
  }
  std::sort(stops.begin(), stops.end());
  stops.push_back(on("3 08:00"));
  return stops;
}

class Follower {
 public:
  Follower(RandomHistory& h, bool obeys_alarms)
      : h_(h), book_(h.versions), ledger_(book_, h.facts, kSubject), obeys_alarms_(obeys_alarms) {}

  void go_to(Time stop) {
    while (obeys_alarms_ && ledger_.outcome().alarm < stop &&
           next_arrival() > ledger_.outcome().alarm) {
      Time alarm = ledger_.outcome().alarm;
      check_alarm(alarm);
      ledger_.advance({}, alarm);
      now_ = alarm;
    }
    std::vector<Event> news;
    while (next_arrival() <= stop) {
      news.push_back(h_.arrivals[next_++].event);
      given_.push_back(news.back());
    }
    ledger_.advance(news, stop);
    now_ = stop;
    compare();
  }

  const Ledger& ledger() const { return ledger_; }

 private:
  Time next_arrival() const { return next_ < h_.arrivals.size() ? h_.arrivals[next_].at : kNever; }

  void compare() {
    Outcome whole = whole_fold(book_, h_.facts, kSubject, given_, now_);
    std::string diff = difference(whole.tasks, ledger_.outcome().tasks);
    if (whole.failures != ledger_.outcome().failures) diff += "failures\n";
    if (whole.alarm != ledger_.outcome().alarm) {
      diff += "alarm " + ward_time(whole.alarm) + ", found " + ward_time(ledger_.outcome().alarm) +
              "\n";
    }
    if (ledger_.whole_folds() == 0 && whole.effects != ledger_.outcome().effects)
      diff += "effects\n";
    if (!h_.moving && !ledger_.repeated().empty()) {
      diff += "repeated " + std::get<1>(ledger_.repeated()[0]) + "\n";
    }
    for (const TaskName& name : ledger_.doubled()) diff += "doubled " + to_string(name) + "\n";
    if (!diff.empty()) RC_FAIL("at " + ward_time(now_) + "\n" + diff + h_.story);
  }

  // Nothing happens before the alarm, something at it.
  void check_alarm(Time alarm) {
    RC_ASSERT(alarm > now_);
    Outcome now = whole_fold(book_, h_.facts, kSubject, given_, now_);
    Outcome before = whole_fold(book_, h_.facts, kSubject, given_, alarm - 1);
    Outcome then = whole_fold(book_, h_.facts, kSubject, given_, alarm);
    std::string diff = difference(now.tasks, before.tasks);
    if (now.effects != before.effects) diff += "effects\n";
    if (before.alarm != alarm) diff += "the alarm changes\n";
    if (!h_.moving && then.tasks == now.tasks && then.effects == now.effects) diff += "nothing\n";
    if (!diff.empty()) RC_FAIL("alarm " + ward_time(alarm) + "\n" + diff + h_.story);
  }

  RandomHistory& h_;
  RuleBook book_;
  Ledger ledger_;
  bool obeys_alarms_;
  std::vector<Event> given_;
  std::size_t next_ = 0;
  Time now_ = kAlways;
};

void check_histories(const char* what, bool obeys_alarms, bool calm) {
  fix_seed();
  EXPECT_TRUE(rc::check(what, [=] {
    auto rules = *rc::gen::resize(8, rc::gen::container<std::vector<Throws>>(throws_of(64)));
    auto events = *rc::gen::resize(40, rc::gen::container<std::vector<Throws>>(throws_of(14)));
    auto stops = *throws_of(40);
    RandomHistory h(rules, events, calm);
    Follower follower(h, obeys_alarms);
    for (Time stop : random_stops(h, stops)) follower.go_to(stop);
    RC_CLASSIFY(follower.ledger().whole_folds() == 0, "never needed the history");
    RC_CLASSIFY(follower.ledger().outcome().tasks.size() > 2, "more than two tasks");
  }));
}

TEST(FoldProperty, FollowingInBatchesGivesWhatOneFoldGives) {
  check_histories("following in batches = whole fold", false, false);
}

TEST(FoldProperty, ObeyingTheAlarmsGivesWhatOneFoldGives) {
  check_histories("obeying the alarms = whole fold", true, false);
}

TEST(FoldProperty, ACalmLifeHasTheEffectsOfOneFold) {
  check_histories("calm lives, effects too", true, true);
}

}  // namespace
}  // namespace tqc::test

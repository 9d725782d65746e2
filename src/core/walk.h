// The walk behind fold.h: one subject, one pass, three hands.
//   walk.cpp        the order of things: events, the clock between them, the result
//   walk_event.cpp  the phases of one event
//   walk_clock.cpp  what happens by itself: opening, reminders, due times
//   walk_hand.cpp   hand actions
#pragma once

#include <functional>
#include <queue>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/error.h"
#include "core/fold.h"
#include "core/template.h"

namespace tqc {

/// Thrown where the state alone cannot tell and the walk must begin at the beginning.
struct NeedHistory {};

class Walk {
 public:
  /// `history`: the walk began at the first event, so what came before is all known.
  Walk(const RuleBook& book, Facts& facts, const Subject& subject, State& state, FoldResult& result,
       bool history);

  void run(std::span<const Event> events, Time now);

 private:
  using Index = std::size_t;  // of a task in state_.tasks

  // --- the clock ---
  enum class Phase : std::uint8_t { opening, event, reminding, ending, following };
  struct Alarm {
    Time at;
    Phase phase;
    Index task;
    Time planned;
    int reminder;  // -1: none
    std::uint32_t stamp;

    bool operator>(const Alarm& o) const {
      return std::tie(at, phase, task, reminder) > std::tie(o.at, o.phase, o.task, o.reminder);
    }
  };
  void clock_before(Time at);      // all that comes before the events of `at`
  void clock_until_now(Time now);  // all that has come by now
  void act(const Alarm& alarm);
  void appear(Index i, Time at);
  void fall_due(Index i);
  void remind(Index i, const Alarm& alarm);
  void schedule(Index i);
  void schedule_reminder(Index i, int r);
  void plan_reminder(Index i, int r);
  std::int32_t passed(const Task& t, const Reminder& r);
  Time reminder_instant(const Task& t, const Reminder& r, std::int32_t k);
  Time next_alarm(Time now);

  // --- one event ---
  void apply(const Event& e);
  void remember_context(const Event& e);
  void route(const Event& e);
  void close(const Event& e);
  void close_rule(const Event& e, const Rule& rule);
  const CloseSection* closing_section(const Event& e, const Task& t);
  void close_task(Index i, Time closed_at, const Event& e);
  void exclude(const Event& e);
  void cancel(const Event& e);
  void miss(const Event& e);
  void open(const Event& e);
  void open_rule(const Event& e, const RuleVersion& version, const OpenSection& section);
  Time anchor_of(const Event& e, const OpenSection& section);
  void close_by_earlier(Index i);
  Time completion_time(const Event& e, const CloseSection& section);

  // --- hand actions ---
  void hand(const Event& e);
  void act_by_hand(const Event& e);
  std::optional<Index> find(const TaskName& name) const;

  // --- shared ---
  bool test(const std::optional<Expr>& when, const Event& e, const Task* t = nullptr);
  SinceMap since_at(Index k) const;
  std::optional<std::string> key_of(const std::vector<Expr>& paths, const Event& e);
  bool key_speaks_to(const Event& e, const Task& t);
  Time bound(const Task& t, const CloseSection& section);
  std::vector<std::string> fill(const std::vector<Template>& templates, const Task& t,
                                const Event* e, bool failing);
  std::string fill_message(const Task& t, const Event* e);
  TemplateSource source(const Task& t, const Event* e);
  const ContextPtr& speaking_context(const Task& t) const;
  void end(Index i, Status status, Time at, const Event& e, const std::string& reason,
           const std::string& actor = {});
  void note(Index i, std::string kind, Time at, std::int64_t seq, std::string reason = {},
            std::string actor = {});
  template <class Step>
  void step(const Event& e, const std::string& rule, const char* stage, Step&& f) {
    try {
      f();
    } catch (const Error& error) {
      fail(e.place.seq, rule, stage, error);
    }
  }
  void fail(std::int64_t seq, const std::string& rule, const char* stage, const Error& error);
  void stop_running(Index i);
  void start_running(Index i);
  Task& task(Index i) { return state_.tasks[i]; }

  const RuleBook& book_;
  Facts& facts_;
  const Subject& subject_;
  State& state_;
  FoldResult& result_;
  const bool history_;

  std::span<const Event> events_;
  Index current_ = 0;                 // place in events_
  std::vector<ContextPtr> contexts_;  // after each event before it; kept with the history only
  std::unordered_map<const Rule*, std::vector<Index>> running_;  // in order of opening
  std::priority_queue<Alarm, std::vector<Alarm>, std::greater<>> alarms_;
  std::vector<std::uint32_t> stamps_;  // of each task; alarms of an older stamp are void
  std::vector<Index> closed_now_;      // by the event at hand, for excludes
  std::set<std::pair<std::int64_t, const Rule*>> closers_;  // (event, rule) that closed a task
};

}  // namespace tqc

// The walk behind fold.h: one subject, one pass, many hands.
//   walk.cpp         the order of things: events, the clock between them, the result
//   walk_event.cpp   the phases of one event: context, cancel, miss
//   walk_close.cpp   … close, and what a close excludes
//   walk_open.cpp    … open: a task appears, at once or later
//   walk_repeat.cpp  series: windows, chains, lists
//   walk_due.cpp     due times: how they come about and what moves them
//   walk_pause.cpp   … pause and extend: what holds from one event to another
//   walk_clock.cpp   what happens by itself: opening, due times, ends of windows
//   walk_remind.cpp  reminders
//   walk_hand.cpp    hand actions
#pragma once

#include <algorithm>
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

inline bool names(const std::vector<std::string>& types, const Event& e) {
  return std::find(types.begin(), types.end(), e.type->code) != types.end();
}

class Walk {
 public:
  /// `history`: the walk began at the first event, so what came before is all known.
  Walk(const RuleBook& book, Facts& facts, const Subject& subject, State& state, FoldResult& result,
       bool history);

  void run(std::span<const Event> events, Time now);

 private:
  using Index = std::size_t;  // of a task in state_.tasks, or of a series in state_.series
  using Key = std::optional<std::string>;

  // --- the clock ---
  enum class Phase : std::uint8_t { opening, event, reminding, ending, following };
  enum class Kind : std::uint8_t { recalculate, appear, yield, end, remind };
  struct Alarm {
    Time at;
    Phase phase;
    Kind kind;
    Index of;  // a series of `yield`, else a task
    Time planned;
    int reminder;  // -1: none
    std::uint32_t stamp;

    bool operator>(const Alarm& o) const {
      return std::tie(at, phase, kind, of, reminder) >
             std::tie(o.at, o.phase, o.kind, o.of, o.reminder);
    }
  };
  void clock_before(Time at);      // all that comes before the events of `at`
  void clock_until_now(Time now);  // all that has come by now
  bool is_void(const Alarm& alarm) const;
  void act(const Alarm& alarm);
  void appear(Index i, Time at);
  void end_by_clock(Index i, Time planned);
  void end_window(Index i);
  void fall_due(Index i);
  void schedule(Index i);
  void schedule_end(Index i);
  void remind(Index i, const Alarm& alarm);
  void schedule_reminder(Index i, int r);
  void plan_reminder(Index i, int r);
  std::int32_t passed(const Task& t, const Reminder& r);
  Time reminder_instant(const Task& t, const Reminder& r, std::int32_t k);
  Time next_alarm(Time now);

  // --- one event ---
  void apply(const Event& e);
  void remember_context(const Event& e);
  void route(const Event& e);
  void cancel(const Event& e);
  void cancel_rule(const Event& e, const Rule& rule);
  void miss(const Event& e);
  void miss_rule(const Event& e, const Rule& rule);

  // close
  struct Match {
    Index task;
    Time at;
  };
  void close(const Event& e);
  void close_rule(const Event& e, const Rule& rule);
  std::vector<Index> closable(const Rule& rule) const;
  void check_missed(const Event& e, const Rule& rule);
  const CloseSection* closing_section(const Event& e, const Task& t);
  bool counts(const Task& t, Time at) const;
  static bool in_time(const Task& t, Time at);
  Time bound(const Task& t, const CloseSection& section);
  Time completion_time(const Event& e, const CloseSection& section);
  void close_task(Index i, Time closed_at, const Event& e, const std::string& reason = {},
                  const std::string& actor = {});
  void close_by_earlier(Index i);
  void exclude(const Event& e);
  void exclude_rule(const Event& e, const Rule& rule, const TaskName& closed);

  // open
  void open(const Event& e);
  void open_rule(const Event& e, const RuleVersion& version, const OpenSection& section);
  Time anchor_of(const Event& e, const OpenSection& section);
  bool runs(const Rule& rule, const std::string& key) const;

  // --- series ---
  struct Opening {
    Time at;             // when the task becomes known
    Time anchor;         // what its due time is counted from
    std::int64_t seq;    // the event that causes it
    const Event* event;  // the opening event while it is at hand, else null
    Time ends = kNever;  // of a window
  };
  Index add_task(const Series& s, std::int32_t series, const Opening& o);
  void begin_series(Series s, const Event& e);
  void begin_windows(Series& s) const;
  void yield(Index series, const Opening& o);
  void yield_next(Index series, Time at, const Event* e);
  void yield_until_now(Index series, const Event& e);
  void yield_by_clock(Index series, Time at);
  void arm(const Event& e);
  void step_on(Series& s) const;
  static bool comes_by(const Series& s, Time at);
  Time window_after(const Series& s) const;
  Time offset_due(const Series& s, std::int32_t place) const;
  Time planned_offset(const Definition& d, Time anchor, Time opener, std::int32_t place) const;
  Time on_wall_clock(const Definition& d, Time from, const Span& span, Time opener) const;
  void schedule_series(Index series);
  void end_series(const Rule& rule, const std::function<bool(const Series&)>& wanted);

  // --- due times ---
  const Calendar& calendar(const std::string& code) const;
  const Calendar& calendar(const Task& t) const;
  std::int64_t working(const Task& t, Time from, Time to) const;
  Time counted(const Due& due, Time from, Time at) const;
  Time moved_on(const Task& t, Time from, std::int64_t work) const;
  std::int32_t ruling(const Task& t, Time at);
  Time reckon(const Task& t) const;
  Time next_version(const Task& t) const;
  void replan(const Event& e);
  void replan_task(Index i, const Event& e);
  void recalculate(Index i, Time at);
  void due_moved(Index i, Time at, std::int64_t seq, const char* kind,
                 const std::string& reason = {}, const std::string& actor = {});

  // --- from one event to another ---
  void check_spells(const RuleVersion& version) const;
  void pause(const Event& e);
  void pause_version(const Event& e, const RuleVersion& version);
  void pause_series(Index series, Time at, bool stands);
  void pause_task(Index i, const Event& e, bool stands);
  void settle_pause(Task& t, Time until) const;
  Time stands_since(const RuleVersion& version, const std::string& key, Time from) const;
  void extend(const Event& e);
  void extend_version(const Event& e, const RuleVersion& version);
  void extend_tasks(const Event& e, const RuleVersion& version, const Spell& spell, const Key& key);

  // --- hand actions ---
  void hand(const Event& e);
  void act_by_hand(const Event& e);
  void reopen(Index i, const Event& e, const std::string& reason, const std::string& actor);
  std::optional<Index> find(const TaskName& name) const;

  // --- shared ---
  bool test(const std::optional<Expr>& when, const Event& e,
            const std::string* open_data = nullptr);
  SinceMap since_at(Index k) const;
  Key key_of(const std::vector<Expr>& paths, const Event& e);
  Key spoken_key(const Event& e, const Definition& d);
  template <class Sections, class Fits>
  bool any_speaks(const Sections& sections, const Event& e, const Definition& d,
                  const std::string& key, const std::string& open_data, Fits&& fits);
  std::vector<std::string> fill(const std::vector<Template>& templates, const Task& t,
                                const Event* e, bool failing);
  static void take_receiver(std::vector<std::string>& all, std::string receiver);
  std::string fill_message(const Task& t, const Event* e);
  TemplateSource source(const Task& t, const Event* e);
  const ContextPtr& speaking_context(const Task& t) const;
  void end(Index i, Status status, Time at, std::int64_t seq, const std::string& reason,
           const std::string& actor = {});
  void note(Index i, std::string kind, Time at, std::int64_t seq, std::string reason = {},
            std::string actor = {});
  template <class Step>
  void step(std::int64_t seq, const std::string& rule, const char* stage, Step&& f) {
    try {
      f();
    } catch (const Error& error) {
      fail(seq, rule, stage, error);
    }
  }
  void fail(std::int64_t seq, const std::string& rule, const char* stage, const Error& error);
  bool older(Index a, Index b) const;
  void stop_running(Index i);
  void start_running(Index i);
  const std::vector<Index>& running_of(const Rule* rule) const;
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
  std::unordered_map<const Rule*, std::vector<Index>> missed_;   // windows, by their end
  std::priority_queue<Alarm, std::vector<Alarm>, std::greater<>> alarms_;
  std::vector<std::uint32_t> stamps_;         // of each task; alarms of an older stamp are void
  std::vector<std::uint32_t> series_stamps_;  // of each series
  std::vector<Index> closed_now_;             // by the event at hand, for excludes
  struct Armed {
    Index series;
    Time from;
  };
  std::vector<Armed> armed_;  // chains whose next link the event at hand has armed
  std::set<std::pair<std::int64_t, const Rule*>> closers_;  // (event, rule) that closed a task
};

}  // namespace tqc

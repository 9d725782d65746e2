#include "core/walk.h"

#include <algorithm>

#include "core/limits.h"
#include "core/resolve.h"

#include "core/pure.h"

namespace tqc {

Walk::Walk(const RuleBook& book, Facts& facts, const Subject& subject, State& state,
           FoldResult& result, bool history)
    : book_(book),
      facts_(facts),
      subject_(subject),
      state_(state),
      result_(result),
      history_(history) {
  if (!state_.context) state_.context = std::make_shared<Context>();
  bool fresh = state_.last.at == kAlways;
  if (history || fresh) {
    state_.nevers = book.nevers();
    state_.spelled = book.spelled();
  }
  stamps_.resize(state_.tasks.size());
  for (Index i = 0; i < state_.tasks.size(); ++i) {
    start_running(i);
    schedule(i);
  }
  series_stamps_.resize(state_.series.size());
  for (Index i = 0; i < state_.series.size(); ++i) schedule_series(i);
}

void Walk::run(std::span<const Event> events, Time now) {
  events_ = events;
  for (current_ = 0; current_ < events.size(); ++current_) {
    facts_.breathe();
    clock_before(events[current_].place.at);
    apply(events[current_]);
    if (history_) contexts_.push_back(state_.context);
  }
  clock_until_now(now);
  result_.alarm = next_alarm(now);
}

bool Walk::test(const std::optional<Expr>& when, const Event& e, const std::string* open_data) {
  if (!when) return true;
  Variables v;
  v.context = state_.context.get();
  v.since = &state_.since;
  v.at = e.place.at;
  v.open_data = open_data;
  // An earlier event that a later opening asks: what was known at its own place.
  SinceMap since;
  if (auto k = static_cast<Index>(&e - events_.data()); k < current_) {
    v.context = contexts_[k].get();
    v.since = &since;
    if ((when->variables & Expr::kSince) != 0) since = since_at(k);
  }
  return facts_.test(*when, e, v);
}

SinceMap Walk::since_at(Index k) const {
  SinceMap since;
  for (const Event& e : events_.first(k)) {
    if (!e.type->reserved()) since[e.type->code] = e.place.at;
  }
  return since;
}

// The key as text: a JSON array of texts; nothing if a path yields nothing.
Walk::Key Walk::key_of(const std::vector<Expr>& paths, const Event& e) {
  if (paths.empty()) return std::string();
  std::string key = "[";
  for (const Expr& path : paths) {
    std::vector<Value> values = facts_.values(path, e);
    if (values.empty() || values[0].kind == Value::Kind::null) return std::nullopt;
    if (key.size() > 1) key += ',';
    check_length("the key", values[0].text.size(), kMostKey);
    append_json_string(key, values[0].text);
  }
  key += ']';
  check_length("the key", key.size(), kMostKey);
  return key;
}

// Of all but openers and closes: an event that lacks the key speaks to every key.
Walk::Key Walk::spoken_key(const Event& e, const Definition& d) {
  return d.key_close.empty() ? Key() : key_of(d.key_close, e);
}

const ContextPtr& Walk::speaking_context(const Task& t) const {
  return t.version->definition->follow && t.follows ? state_.context : t.context;
}

TemplateSource Walk::source(const Task& t, const Event* e) {
  return {*speaking_context(t),
          [this, &t, e](const Expr& path) {
            return e != nullptr ? facts_.values(path, *e) : facts_.values(path, t.open_data);
          },
          subject_.subject,
          [this, &t] { return t.due == kNever ? std::string() : facts_.format_time(t.due); }};
}

// What the templates yield, each receiver once, without those whose names are too long. `e` is the
// opening event while it is at hand, else null and the kept opening data serve.
std::vector<std::string> Walk::fill(const std::vector<Template>& templates, const Task& t,
                                    const Event* e, bool failing) {
  std::vector<std::string> out;
  TemplateSource from = source(t, e);
  for (const Template& tpl : templates) {
    std::vector<std::string> filled;
    try {
      filled = render(tpl, from);
      if (filled.empty() && failing) {
        fail(t.opener.seq, t.name.rule, "receiver",
             Error(sqlstate::kDataRefused, "a receiver template yields nothing"));
      }
    } catch (const Error& error) {
      fail(t.opener.seq, t.name.rule, "receiver", error);
    }
    for (auto& receiver : filled) {
      try {
        take_receiver(out, std::move(receiver));
      } catch (const Error& error) {
        fail(t.opener.seq, t.name.rule, "receiver", error);
      }
    }
  }
  return out;
}

void Walk::take_receiver(std::vector<std::string>& all, std::string receiver) {
  if (receiver.empty() || std::find(all.begin(), all.end(), receiver) != all.end()) return;
  check_length("a receiver", receiver.size(), kMostReceiver);
  std::size_t bytes = receiver.size();
  for (const std::string& other : all) bytes += other.size();
  check_length("the list of receivers", bytes, kMostReceivers);
  all.push_back(std::move(receiver));
}

std::string Walk::fill_message(const Task& t, const Event* e) {
  const auto& message = t.version->definition->message;
  if (!message) return {};
  try {
    std::string text = render_message(*message, source(t, e));
    check_length("the message", text.size(), kMostMessage);
    return text;
  } catch (const Error& error) {
    fail(t.opener.seq, t.name.rule, "message", error);
    return {};
  }
}

void Walk::fail(std::int64_t seq, const std::string& rule, const char* stage, const Error& error) {
  result_.failures.push_back({seq, rule, stage, error.sqlstate, error.what(), error.detail});
}

void Walk::note(Index i, std::string kind, Time at, std::int64_t seq, std::string reason,
                std::string actor) {
  task(i).touched = true;
  result_.transitions.push_back({i, std::move(kind), at, seq, std::move(actor), std::move(reason)});
}

void Walk::end(Index i, Status status, Time at, std::int64_t seq, const std::string& reason,
               const std::string& actor) {
  Task& t = task(i);
  settle_pause(t, at);
  if (running(t.status)) stop_running(i);
  t.status = status;
  t.closed_at = at;
  t.closed_by = seq;
  t.reason = reason;
  t.elapsed = working(t, t.anchor, at) - t.stood - t.rested;
  note(i, std::string(to_string(status)), at, seq, reason, actor);
}

// In order of opening; of one instant, in order of the events that opened them.
bool Walk::older(Index a, Index b) const {
  const Task& x = state_.tasks[a];
  const Task& y = state_.tasks[b];
  return std::tie(x.opened_at, x.opener, x.name.occurrence) <
         std::tie(y.opened_at, y.opener, y.name.occurrence);
}

void Walk::start_running(Index i) {
  auto& list = running_[task(i).version->rule];
  auto older = [this](Index a, Index b) { return this->older(a, b); };
  list.insert(std::upper_bound(list.begin(), list.end(), i, older), i);
}

void Walk::stop_running(Index i) {
  ++stamps_[i];
  auto& list = running_[task(i).version->rule];
  list.erase(std::find(list.begin(), list.end(), i));
}

const std::vector<Walk::Index>& Walk::running_of(const Rule* rule) const {
  static const std::vector<Index> kNone;
  auto list = running_.find(rule);
  return list == running_.end() ? kNone : list->second;
}

FoldResult fold_all(const RuleBook& book, Facts& facts, const Subject& subject,
                    std::vector<Event> events, Time now, State& state) {
  FoldResult result;
  state = State();
  Position last;
  for (const Event& e : events) last = std::max(last, e.place);
  events = resolve(std::move(events), facts, result.failures, result.voided);
  Walk(book, facts, subject, state, result, true).run(events, now);
  state.last = last;  // even if that event does not count
  return result;
}

bool fold_more(const RuleBook& book, Facts& facts, const Subject& subject,
               std::vector<Event> events, Time now, State& state, FoldResult& result) {
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.place < b.place; });
  for (const Event& e : events) {
    bool late = e.place <= state.last || e.place.at <= state.acted;
    if (late || e.type->rewrites()) return false;
  }
  try {
    Walk(book, facts, subject, state, result, false).run(events, now);
  } catch (const NeedHistory&) {
    return false;
  }
  if (!events.empty()) state.last = events.back().place;
  return true;
}

}  // namespace tqc

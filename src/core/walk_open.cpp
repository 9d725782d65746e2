#include <algorithm>

#include "core/limits.h"
#include "core/range.h"
#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

void Walk::open(const Event& e) {
  arm(e);
  for (const Rule* rule : book_.opened_by(e.type->code)) {
    const RuleVersion* version = rule->in_force(subject_.site, e.place.at);
    if (version == nullptr) continue;
    step(e.place.seq, rule->code, "open", [&] {
      for (const OpenSection& section : version->definition->open) {
        if (!names(section.on, e) || !test(section.when, e)) continue;
        open_rule(e, *version, section);
        break;
      }
    });
  }
  arm(e);
  exclude(e);
}

void Walk::open_rule(const Event& e, const RuleVersion& version, const OpenSection& section) {
  const Definition& d = *version.definition;
  const Rule& rule = *version.rule;
  Key key = key_of(d.key_open, e);
  if (!key) throw Error(sqlstate::kDataRefused, "the event lacks the key of the rule");

  bool first = !rule.never || state_.openers.emplace(rule.code, *key).second;
  if (section.again == Again::never) {
    if (!first) return;
    // A rule that came to say never only since has had openers of which the state is silent.
    bool silent = state_.withdrawn || state_.nevers != book_.nevers();
    if (!history_ && silent) throw NeedHistory();
  }
  if (section.again == Again::ignore && runs(rule, *key)) return;
  check_spells(version);

  Series s;
  s.version = &version;
  s.key = *key;
  s.opened_by = section.again == Again::never ? 0 : e.place.seq;
  s.opener = e.place;
  s.anchor = anchor_of(e, section);
  if (!section.delay.zero()) s.delayed_to = facts_.add(e.place.at, section.delay);
  if (d.keeps_open_data) {
    s.open_data = facts_.data(e);
    check_length("the data that the rule keeps", s.open_data.size(), kMostOpenData);
  }
  if (d.repeat) {
    begin_series(std::move(s), e);
  } else {
    close_by_earlier(add_task(s, -1, {e.place.at, s.anchor, e.place.seq, &e, kNever}));
  }
}

Time Walk::anchor_of(const Event& e, const OpenSection& section) {
  if (!section.at) return e.place.at;
  std::vector<Value> values = facts_.values(*section.at, e);
  if (values.empty()) throw Error(sqlstate::kDataRefused, "open.at yields no time");
  Time anchor = facts_.read_time(values[0]);
  check_range(anchor);
  return anchor;
}

// Does a task of the key run, or a series that will yield one?
bool Walk::runs(const Rule& rule, const std::string& key) const {
  const auto& list = running_of(&rule);
  return std::any_of(list.begin(), list.end(),
                     [&](Index i) { return state_.tasks[i].name.key == key; }) ||
         std::any_of(state_.series.begin(), state_.series.end(), [&](const Series& s) {
           return s.version->rule == &rule && s.key == key && !s.over && s.next != kNever;
         });
}

// The next task of a series, or the only one of a rule that does not repeat.
Walk::Index Walk::add_task(const Series& s, std::int32_t series, const Opening& o) {
  const Definition& d = *s.version->definition;
  Task t;
  t.version = s.version;
  t.series = series;
  t.number = s.yielded + 1;
  t.name = {s.version->code, s.key, s.opened_by, d.windows() ? o.anchor : t.number};
  t.opener = s.opener;
  t.anchor = o.anchor;
  t.opened_at = std::max(o.at, s.delayed_to);
  t.scheduled_at = t.opened_at;
  t.ends = o.ends;
  t.status = t.opened_at > o.at ? Status::waiting : Status::open;
  t.context = state_.context;
  t.follows = d.follow;
  t.reminded.resize(d.reminders.size());
  t.open_data = s.open_data;
  t.stood = t.paused = s.stood;
  t.reckoned = o.at;
  t.entry = ruling(t, o.at);
  t.due = reckon(t);
  t.paused_at = stands_since(*s.version, s.key, std::min(o.anchor, o.at));
  t.receivers = fill(d.receivers, t, o.event, true);
  t.message = fill_message(t, o.event);

  Index i = state_.tasks.size();
  bool waits = t.status == Status::waiting;
  state_.tasks.push_back(std::move(t));
  stamps_.push_back(0);
  start_running(i);
  note(i, waits ? "waiting" : "opened", o.at, o.seq);
  schedule(i);
  return i;
}

}  // namespace tqc

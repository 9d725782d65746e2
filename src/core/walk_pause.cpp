// What holds from one event to another: pauses of a rule's clock, and spells such as a rescue
// after which more time is given. Each version keeps its own, by key.
#include <algorithm>

#include "core/range.h"
#include "core/walk.h"

#include "core/pure.h"

namespace tqc {

// A version that came to pause or extend only since has had spells of which the state is silent.
void Walk::check_spells(const RuleVersion& version) const {
  const Definition& d = *version.definition;
  bool silent = state_.spelled != book_.spelled();
  if (!history_ && silent && (d.pause || d.extend)) throw NeedHistory();
}

void Walk::pause(const Event& e) {
  for (const Rule* rule : book_.paused_by(e.type->code)) {
    for (const RuleVersion* v : rule->versions(subject_.site)) {
      step(e.place.seq, rule->code, "pause", [&] { pause_version(e, *v); });
    }
  }
}

// A second pause changes nothing: it finds the clocks standing.
void Walk::pause_version(const Event& e, const RuleVersion& version) {
  const Definition& d = *version.definition;
  if (!d.pause) return;
  bool from = names(d.pause->from, e);
  if (!from && !names(d.pause->to, e)) return;
  Key key = spoken_key(e, d);
  Spell& spell = state_.spells[{version.id, SpellKind::pause}];
  if (from) {
    spell.begin(key, e.place.at);
  } else {
    spell.end(key);
  }
  for (Index k = 0; k < state_.series.size(); ++k) {
    if (state_.series[k].version == &version) {
      pause_series(k, e.place.at, spell.since(state_.series[k].key) != kNever);
    }
  }
  for (Index i : std::vector<Index>(running_of(version.rule))) {
    if (task(i).version != &version) continue;
    pause_task(i, e, spell.since(task(i).name.key) != kNever);
  }
  if (spell.nothing()) state_.spells.erase({version.id, SpellKind::pause});
}

void Walk::pause_series(Index series, Time at, bool stands) {
  Series& s = state_.series[series];
  if (!s.version->definition->repeats(Repeat::Kind::list) || s.over) return;
  if (stands == (s.paused_at != kNever)) return;
  if (stands) {
    s.paused_at = at;
  } else {
    Time since = std::exchange(s.paused_at, kNever);
    s.stood += at - since;
    if (s.next != kNever && s.next >= since) s.next += at - since;
  }
  schedule_series(series);
}

void Walk::pause_task(Index i, const Event& e, bool stands) {
  Task& t = task(i);
  if (stands == (t.paused_at != kNever)) return;
  if (stands) {
    t.paused_at = e.place.at;
  } else {
    settle_pause(t, e.place.at);
    if (t.status != Status::waiting) t.scheduled_at = std::max(t.scheduled_at, e.place.at);
    t.message = fill_message(t, nullptr);
  }
  note(i, stands ? "paused" : "resumed", e.place.at, e.place.seq);
  schedule(i);
}

// The clock has stood still until now. What was due before it stopped stays due then; what came
// before the time that counts has not stopped it.
void Walk::settle_pause(Task& t, Time until) const {
  Time since = std::exchange(t.paused_at, kNever);
  if (since == kNever) return;
  since = std::max(since, std::min(t.anchor, t.due));
  if (until <= since) return;
  t.paused += until - since;
  std::int64_t work = working(t, since, until);
  if (t.status == Status::overdue || t.due < since) {
    t.rested += work;
    return;
  }
  t.stood += work;
  if (t.floor != kAlways) t.floor = moved_on(t, t.floor, work);
  t.due = reckon(t);
}

/// Since when the clock stands of a task whose time begins at `from`; kNever if it does not.
Time Walk::stands_since(const RuleVersion& version, const std::string& key, Time from) const {
  auto spell = state_.spells.find({version.id, SpellKind::pause});
  Time since = spell == state_.spells.end() ? kNever : spell->second.since(key);
  return since == kNever ? kNever : std::max(since, from);
}

void Walk::extend(const Event& e) {
  for (const Rule* rule : book_.extended_by(e.type->code)) {
    for (const RuleVersion* v : rule->versions(subject_.site)) {
      step(e.place.seq, rule->code, "extend", [&] { extend_version(e, *v); });
    }
  }
}

void Walk::extend_version(const Event& e, const RuleVersion& version) {
  const Definition& d = *version.definition;
  if (!d.extend) return;
  bool from = names(d.extend->from, e);
  if (!from && !names(d.extend->to, e)) return;
  Key key = spoken_key(e, d);
  Spell& spell = state_.spells[{version.id, SpellKind::extend}];
  if (from) {
    spell.begin(key, e.place.at);
  } else {
    extend_tasks(e, version, spell, key);
    spell.end(key);
  }
  if (spell.nothing()) state_.spells.erase({version.id, SpellKind::extend});
}

// Every task that fell due meanwhile, running or closed late.
void Walk::extend_tasks(const Event& e, const RuleVersion& version, const Spell& spell,
                        const Key& key) {
  if (!history_ && state_.late >= spell.earliest()) throw NeedHistory();
  Time until = facts_.add(e.place.at, version.definition->extend->within);
  check_range(until);
  for (Index i = 0; i < state_.tasks.size(); ++i) {
    Task& t = task(i);
    bool concerned = t.version == &version && (!key || *key == t.name.key) &&
                     (running(t.status) || t.status == Status::late);
    Time since = spell.since(t.name.key);
    if (!concerned || since == kNever || t.due < since || t.due > e.place.at) continue;
    t.floor = std::max(t.floor, until);
    t.due = std::max(t.due, until);
    due_moved(i, e.place.at, e.place.seq, "extended", e.type->code);
  }
}

}  // namespace tqc

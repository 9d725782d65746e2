// The binary form of a state. Format:
//
//   byte      format version (kFormat)
//   place     last            (three varints)
//   time      acted
//   contexts  count, then each: count of fields, each name, kind byte, text
//   varint    index + 1 of the subject's context, 0 if none
//   since     count, then type and time
//   openers   count, then rule and key
//   varint    nevers
//   spells    count, then each: rule version, kind byte, time, count of keys, each key and time
//   varint    spelled
//   missed    count, then rule and time
//   time      late
//   byte      withdrawn
//   series    count, then the fields of each in the order of put(Series)
//   tasks     count, then the fields of each in the order of put(Task)
//
// Bytes: bytes.h. Contexts are written once and named by index, because tasks share them.
#include <unordered_map>

#include "core/bytes.h"
#include "core/state.h"

#include "core/pure.h"

namespace tqc {

namespace {

constexpr char kFormat = 3;

class Contexts {
 public:
  std::int64_t index(const ContextPtr& c) {
    if (!c) return 0;
    auto [it, is_new] = numbers_.try_emplace(c.get(), list_.size() + 1);
    if (is_new) list_.push_back(c.get());
    return static_cast<std::int64_t>(it->second);
  }
  void write(ByteWriter& w) const {
    w.number(static_cast<std::int64_t>(list_.size()));
    for (const Context* c : list_) {
      w.number(static_cast<std::int64_t>(c->size()));
      for (const auto& [name, value] : *c) {
        w.text(name);
        w.byte(static_cast<unsigned>(value.kind));
        w.text(value.text);
      }
    }
  }
  static std::vector<ContextPtr> read(ByteReader& r) {
    std::vector<ContextPtr> list(1);
    for (std::size_t n = r.count(); n > 0 && r.ok(); --n) {
      auto context = std::make_shared<Context>();
      for (std::size_t k = r.count(); k > 0 && r.ok(); --k) {
        std::string name = r.text();
        unsigned kind = r.byte();
        if (kind > static_cast<unsigned>(Value::Kind::object)) r.refuse();
        context->emplace(std::move(name), Value{static_cast<Value::Kind>(kind), r.text()});
      }
      list.push_back(std::move(context));
    }
    return list;
  }

 private:
  std::vector<const Context*> list_;
  std::unordered_map<const Context*, std::size_t> numbers_;
};

void put(ByteWriter& w, const Task& t, std::int64_t context) {
  w.number(t.id);
  w.number(t.version->id);
  w.text(t.name.key);
  w.number(t.name.opened_by);
  w.number(t.name.occurrence);
  w.place(t.opener);
  w.byte(static_cast<unsigned>(t.status));
  w.time(t.anchor);
  w.time(t.opened_at);
  w.time(t.ends);
  w.number(t.number);
  w.number(t.series);
  for (Time at : {t.due, t.reckoned, t.floor, t.paused_at}) w.time(at);
  for (std::int64_t n : {t.stood, t.added, t.paused, t.rested}) w.number(n);
  w.number(t.entry);
  w.time(t.overdue_at);
  w.text(t.reason);
  w.number(static_cast<std::int64_t>(t.receivers.size()));
  for (const auto& r : t.receivers) w.text(r);
  w.text(t.message);
  w.byte(t.follows ? 1 : 0);
  w.number(context);
  w.text(t.open_data);
  w.time(t.scheduled_at);
  w.number(static_cast<std::int64_t>(t.reminded.size()));
  for (std::int32_t k : t.reminded) w.number(k);
}

bool get(ByteReader& r, const RuleBook& book, const std::vector<ContextPtr>& contexts, Task& t) {
  t.id = r.number();
  t.version = book.version(r.small());
  if (t.version == nullptr) return false;
  t.name.rule = t.version->code;
  t.name.key = r.text();
  t.name.opened_by = r.number();
  t.name.occurrence = r.number();
  t.opener = r.place();
  unsigned status = r.byte();
  if (status > static_cast<unsigned>(Status::overdue)) return false;
  t.status = static_cast<Status>(status);
  t.anchor = r.time();
  t.opened_at = r.time();
  t.ends = r.time();
  t.number = r.small();
  t.series = r.small();
  for (Time* at : {&t.due, &t.reckoned, &t.floor, &t.paused_at}) *at = r.time();
  for (std::int64_t* n : {&t.stood, &t.added, &t.paused, &t.rested}) *n = r.number();
  t.entry = r.small();
  t.overdue_at = r.time();
  t.reason = r.text();
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) t.receivers.push_back(r.text());
  t.message = r.text();
  t.follows = r.byte() != 0;
  auto context = static_cast<std::size_t>(r.number());
  if (context == 0 || context >= contexts.size()) return false;
  t.context = contexts[context];
  t.open_data = r.text();
  t.scheduled_at = r.time();
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) {
    t.reminded.push_back(static_cast<std::int32_t>(r.number()));
  }
  const Definition& d = *t.version->definition;
  bool listed = !d.repeats(Repeat::Kind::list) ||
                (t.number >= 1 && t.number <= static_cast<std::int64_t>(d.repeat->after.size()));
  return r.ok() && listed && t.entry >= -1 && t.entry < static_cast<std::int64_t>(d.due.size()) &&
         t.reminded.size() == d.reminders.size();
}

void put(ByteWriter& w, const Series& s) {
  w.number(s.version->id);
  w.text(s.key);
  w.number(s.opened_by);
  w.place(s.opener);
  w.time(s.anchor);
  w.time(s.delayed_to);
  w.text(s.open_data);
  w.number(s.yielded);
  w.number(s.step);
  w.time(s.next);
  w.time(s.paused_at);
  w.number(s.stood);
}

bool get(ByteReader& r, const RuleBook& book, Series& s) {
  s.version = book.version(r.small());
  if (s.version == nullptr || !s.version->definition->repeat) return false;
  s.key = r.text();
  s.opened_by = r.number();
  s.opener = r.place();
  s.anchor = r.time();
  s.delayed_to = r.time();
  s.open_data = r.text();
  s.yielded = r.small();
  s.step = r.small();
  s.next = r.time();
  s.paused_at = r.time();
  s.stood = r.number();
  const Repeat& repeat = *s.version->definition->repeat;
  bool listed = repeat.kind != Repeat::Kind::list || s.next == kNever ||
                s.step < static_cast<std::int64_t>(repeat.after.size());
  return r.ok() && listed && s.yielded >= 0 && s.step >= 0;
}

void put(ByteWriter& w, const Spell& spell) {
  w.time(spell.all);
  w.number(static_cast<std::int64_t>(spell.keys.size()));
  for (const auto& [key, at] : spell.keys) {
    w.text(key);
    w.time(at);
  }
}

Spell get_spell(ByteReader& r) {
  Spell spell;
  spell.all = r.time();
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) {
    std::string key = r.text();
    spell.keys[std::move(key)] = r.time();
  }
  return spell;
}

void put_spells(ByteWriter& w, const State& state) {
  w.number(static_cast<std::int64_t>(state.spells.size()));
  for (const auto& [name, spell] : state.spells) {
    w.number(name.first);
    w.byte(static_cast<unsigned>(name.second));
    put(w, spell);
  }
  w.number(static_cast<std::int64_t>(state.spelled));
  w.number(static_cast<std::int64_t>(state.missed.size()));
  for (const auto& [rule, at] : state.missed) {
    w.text(rule);
    w.number(at);
  }
  w.time(state.late);
}

void get_spells(ByteReader& r, State& state) {
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) {
    std::int32_t version = r.small();
    unsigned kind = r.byte();
    if (kind > static_cast<unsigned>(SpellKind::extend)) r.refuse();
    state.spells[{version, static_cast<SpellKind>(kind)}] = get_spell(r);
  }
  state.spelled = static_cast<std::uint64_t>(r.number());
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) {
    std::string rule = r.text();
    state.missed[std::move(rule)] = r.number();
  }
  state.late = r.time();
}

}  // namespace

std::string encode(const State& state) {
  Contexts contexts;
  std::string body;
  ByteWriter w(body);
  w.number(contexts.index(state.context));
  w.number(static_cast<std::int64_t>(state.since.size()));
  for (const auto& [type, at] : state.since) {
    w.text(type);
    w.number(at);
  }
  w.number(static_cast<std::int64_t>(state.openers.size()));
  for (const auto& [rule, key] : state.openers) {
    w.text(rule);
    w.text(key);
  }
  w.number(static_cast<std::int64_t>(state.nevers));
  put_spells(w, state);
  w.byte(state.withdrawn ? 1 : 0);
  w.number(static_cast<std::int64_t>(state.series.size()));
  for (const Series& s : state.series) put(w, s);
  w.number(static_cast<std::int64_t>(state.tasks.size()));
  for (const Task& t : state.tasks) put(w, t, contexts.index(t.context));

  std::string out(1, kFormat);
  ByteWriter head(out);
  head.place(state.last);
  head.time(state.acted);
  contexts.write(head);
  return out + body;
}

bool decode(std::string_view bytes, const RuleBook& book, State& state) {
  ByteReader r(bytes);
  if (r.byte() != static_cast<unsigned>(kFormat)) return false;
  state.last = r.place();
  state.acted = r.time();
  std::vector<ContextPtr> contexts = Contexts::read(r);
  auto own = static_cast<std::size_t>(r.number());
  if (!r.ok() || own >= contexts.size()) return false;
  state.context = contexts[own];
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) {
    std::string type = r.text();
    state.since[std::move(type)] = r.number();
  }
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) {
    std::string rule = r.text();
    state.openers.emplace(std::move(rule), r.text());
  }
  state.nevers = static_cast<std::uint64_t>(r.number());
  get_spells(r, state);
  state.withdrawn = r.byte() != 0;
  std::size_t series = r.count();
  for (std::size_t i = 0; i < series && r.ok(); ++i) {
    Series s;
    if (!get(r, book, s)) return false;
    state.series.push_back(std::move(s));
  }
  std::size_t tasks = r.count();
  for (std::size_t i = 0; i < tasks && r.ok(); ++i) {
    Task t;
    if (!get(r, book, contexts, t)) return false;
    if (t.series < -1 || t.series >= static_cast<std::int64_t>(series)) return false;
    state.tasks.push_back(std::move(t));
  }
  return r.done();
}

}  // namespace tqc

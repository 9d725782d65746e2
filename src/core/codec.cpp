// The binary form of a state. Format:
//
//   byte      format version (kFormat)
//   place     last            (three varints)
//   varint    acted
//   contexts  count, then each: count of fields, each name, kind byte, text
//   varint    index + 1 of the subject's context, 0 if none
//   since     count, then type and time
//   openers   count, then rule and key
//   varint    nevers
//   byte      withdrawn
//   tasks     count, then the fields of each in the order of put(Task)
//
// Integers are LEB128 varints, signed ones zigzag; texts are length and bytes. Contexts
// are written once and named by index, because tasks share them.
#include <unordered_map>

#include "core/state.h"

#include "core/pure.h"

namespace tqc {

namespace {

constexpr char kFormat = 2;

class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void byte(unsigned v) { out_.push_back(static_cast<char>(v)); }
  void number(std::int64_t v) {
    std::uint64_t u = (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
    while (u >= 0x80) {
      byte(static_cast<unsigned>(u & 0x7F) | 0x80U);
      u >>= 7;
    }
    byte(static_cast<unsigned>(u));
  }
  void text(std::string_view s) {
    number(static_cast<std::int64_t>(s.size()));
    out_.append(s);
  }
  void place(const Position& p) {
    number(p.at);
    number(p.sequence);
    number(p.seq);
  }

 private:
  std::string& out_;
};

class Reader {
 public:
  explicit Reader(std::string_view in) : in_(in) {}

  unsigned byte() {
    if (at_ >= in_.size()) {
      ok_ = false;
      return 0;
    }
    return static_cast<unsigned char>(in_[at_++]);
  }
  std::int64_t number() {
    std::uint64_t u = 0;
    for (int shift = 0; shift < 64 && ok_; shift += 7) {
      unsigned b = byte();
      u |= static_cast<std::uint64_t>(b & 0x7F) << shift;
      if ((b & 0x80) == 0) return static_cast<std::int64_t>((u >> 1) ^ (~(u & 1) + 1));
    }
    ok_ = false;
    return 0;
  }
  // A count of things of at least one byte each, so that bad input cannot ask for the moon.
  std::size_t count() {
    std::int64_t n = number();
    if (n < 0 || static_cast<std::uint64_t>(n) > in_.size() - at_) {
      ok_ = false;
      return 0;
    }
    return static_cast<std::size_t>(n);
  }
  std::string text() {
    std::size_t n = count();
    std::string s(in_.substr(at_, n));
    at_ += n;
    return s;
  }
  Position place() {
    Position p;
    p.at = number();
    p.sequence = number();
    p.seq = number();
    return p;
  }
  void refuse() { ok_ = false; }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && at_ == in_.size(); }

 private:
  std::string_view in_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

class Contexts {
 public:
  std::int64_t index(const ContextPtr& c) {
    if (!c) return 0;
    auto [it, is_new] = numbers_.try_emplace(c.get(), list_.size() + 1);
    if (is_new) list_.push_back(c.get());
    return static_cast<std::int64_t>(it->second);
  }
  void write(Writer& w) const {
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
  static std::vector<ContextPtr> read(Reader& r) {
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

void put(Writer& w, const Task& t, std::int64_t context) {
  w.number(t.id);
  w.number(t.version->id);
  w.text(t.name.key);
  w.number(t.name.opened_by);
  w.number(t.name.occurrence);
  w.place(t.opener);
  w.byte(static_cast<unsigned>(t.status));
  w.number(t.anchor);
  w.number(t.opened_at);
  w.number(t.due);
  w.number(t.overdue_at);
  w.text(t.reason);
  w.number(static_cast<std::int64_t>(t.receivers.size()));
  for (const auto& r : t.receivers) w.text(r);
  w.text(t.message);
  w.byte(t.follows ? 1 : 0);
  w.number(context);
  w.text(t.open_data);
  w.number(t.scheduled_at);
  w.number(static_cast<std::int64_t>(t.reminded.size()));
  for (std::int32_t k : t.reminded) w.number(k);
}

bool get(Reader& r, const RuleBook& book, const std::vector<ContextPtr>& contexts, Task& t) {
  t.id = r.number();
  t.version = book.version(static_cast<std::int32_t>(r.number()));
  if (t.version == nullptr) return false;
  t.name.rule = t.version->code;
  t.name.key = r.text();
  t.name.opened_by = r.number();
  t.name.occurrence = static_cast<std::int32_t>(r.number());
  t.opener = r.place();
  unsigned status = r.byte();
  if (status > static_cast<unsigned>(Status::overdue)) return false;
  t.status = static_cast<Status>(status);
  t.anchor = r.number();
  t.opened_at = r.number();
  t.due = r.number();
  t.overdue_at = r.number();
  t.reason = r.text();
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) t.receivers.push_back(r.text());
  t.message = r.text();
  t.follows = r.byte() != 0;
  auto context = static_cast<std::size_t>(r.number());
  if (context == 0 || context >= contexts.size()) return false;
  t.context = contexts[context];
  t.open_data = r.text();
  t.scheduled_at = r.number();
  for (std::size_t n = r.count(); n > 0 && r.ok(); --n) {
    t.reminded.push_back(static_cast<std::int32_t>(r.number()));
  }
  return r.ok() && t.reminded.size() == t.version->definition->reminders.size();
}

}  // namespace

std::string encode(const State& state) {
  Contexts contexts;
  std::string body;
  Writer w(body);
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
  w.byte(state.withdrawn ? 1 : 0);
  w.number(static_cast<std::int64_t>(state.tasks.size()));
  for (const Task& t : state.tasks) put(w, t, contexts.index(t.context));

  std::string out(1, kFormat);
  Writer head(out);
  head.place(state.last);
  head.number(state.acted);
  contexts.write(head);
  return out + body;
}

bool decode(std::string_view bytes, const RuleBook& book, State& state) {
  Reader r(bytes);
  if (r.byte() != static_cast<unsigned>(kFormat)) return false;
  state.last = r.place();
  state.acted = r.number();
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
  state.withdrawn = r.byte() != 0;
  std::size_t tasks = r.count();
  for (std::size_t i = 0; i < tasks && r.ok(); ++i) {
    Task t;
    if (!get(r, book, contexts, t)) return false;
    state.tasks.push_back(std::move(t));
  }
  return r.done();
}

}  // namespace tqc

// The binary form of a state: what goes in comes out, and nothing that comes in crashes.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "core/state.h"
#include "support/json_path.h"
#include "support/property.h"

namespace tqc::test {
namespace {

const RuleBook& book() {
  static const RuleBook kBook = [] {
    std::vector<RuleVersion> versions(2);
    for (int i = 0; i < 2; ++i) {
      versions[i].id = versions[i].version = i + 1;
      versions[i].code = "note";
      versions[i].site = "*";
      versions[i].definition = std::make_shared<Definition>(parse_definition(
          R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
              "reminders": [{"before": "PT2H"}, {"after": "PT0S"}], "close": {"on": "note"},
              "repeat": {"every": "P1D"}})",
          complaint_about));
    }
    return RuleBook(std::move(versions));
  }();
  return kBook;
}

rc::Gen<std::int64_t> integers() {
  return rc::gen::oneOf(rc::gen::arbitrary<std::int64_t>(),
                        rc::gen::element(kNever, kAlways, std::int64_t{0}));
}

Position place() { return {*integers(), *integers(), *integers()}; }
std::string text() { return *rc::gen::string<std::string>(); }

ContextPtr context() {
  auto c = std::make_shared<Context>();
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
    (*c)[text()] = {static_cast<Value::Kind>(*rc::gen::inRange(0, 6)), text()};
  }
  return c;
}

Spell random_spell() {
  Spell spell;
  spell.all = *integers();
  for (int n = *rc::gen::inRange(0, 3); n > 0; --n) spell.keys[text()] = *integers();
  return spell;
}

Series random_series() {
  Series s;
  s.version = book().version(*rc::gen::inRange(1, 3));
  s.key = text();
  s.opened_by = *integers();
  s.opener = place();
  s.anchor = *integers();
  s.delayed_to = *integers();
  s.open_data = text();
  s.yielded = *rc::gen::inRange(0, 1000);
  s.step = *rc::gen::inRange(0, 1000);
  s.next = *integers();
  s.paused_at = *integers();
  s.stood = *integers();
  return s;
}

State random_state() {
  State s;
  s.last = place();
  s.acted = *integers();
  s.withdrawn = *rc::gen::arbitrary<bool>();
  std::vector<ContextPtr> contexts{context(), context()};
  if (*rc::gen::arbitrary<bool>()) s.context = contexts[0];
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) s.since[text()] = *integers();
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) s.openers.emplace(text(), text());
  for (int n = *rc::gen::inRange(0, 3); n > 0; --n) {
    s.spells[{*rc::gen::inRange(1, 9), SpellKind::extend}] = random_spell();
    s.spells[{*rc::gen::inRange(1, 9), SpellKind::pause}] = random_spell();
    s.series.push_back(random_series());
    s.missed[text()] = *integers();
  }
  s.spelled = static_cast<std::uint64_t>(*integers());
  s.late = *integers();
  for (int n = *rc::gen::inRange(0, 4); n > 0; --n) {
    Task t;
    t.id = *integers();
    t.version = book().version(*rc::gen::inRange(1, 3));
    t.name = {"note", text(), *integers(), *integers()};
    t.opener = place();
    t.status = static_cast<Status>(*rc::gen::inRange(0, 3));
    t.anchor = *integers();
    t.opened_at = *integers();
    t.ends = *integers();
    t.number = *rc::gen::arbitrary<std::int32_t>();
    t.series = *rc::gen::inRange(-1, static_cast<int>(s.series.size()));
    t.due = *integers();
    t.entry = *rc::gen::inRange(-1, 1);
    t.reckoned = *integers();
    t.stood = *integers();
    t.added = *integers();
    t.floor = *integers();
    t.paused_at = *integers();
    t.paused = *integers();
    t.rested = *integers();
    t.overdue_at = *integers();
    t.reason = text();
    t.receivers = *rc::gen::container<std::vector<std::string>>(rc::gen::string<std::string>());
    t.message = text();
    t.follows = *rc::gen::arbitrary<bool>();
    t.context = contexts[*rc::gen::inRange(0, 2)];
    t.open_data = text();
    t.scheduled_at = *integers();
    t.reminded = {*rc::gen::inRange(0, 9), *rc::gen::inRange(0, 9)};
    s.tasks.push_back(std::move(t));
  }
  return s;
}

TEST(StateCodec, WhatIsEncodedIsDecoded) {
  fix_seed();
  EXPECT_TRUE(rc::check("decode(encode(s)) = s", [] {
    State s = random_state();
    State back;
    RC_ASSERT(decode(encode(s), book(), back));
    RC_ASSERT(back.last == s.last);
    RC_ASSERT(back.acted == s.acted);
    RC_ASSERT(back.withdrawn == s.withdrawn);
    RC_ASSERT(back.since == s.since);
    RC_ASSERT(back.openers == s.openers);
    RC_ASSERT(back.spells == s.spells);
    RC_ASSERT(back.spelled == s.spelled);
    RC_ASSERT(back.missed == s.missed);
    RC_ASSERT(back.late == s.late);
    RC_ASSERT(back.series.size() == s.series.size());
    for (std::size_t i = 0; i < s.series.size(); ++i) {
      const Series& a = s.series[i];
      const Series& b = back.series[i];
      RC_ASSERT(std::tie(a.version, a.key, a.opened_by, a.opener, a.anchor, a.delayed_to) ==
                std::tie(b.version, b.key, b.opened_by, b.opener, b.anchor, b.delayed_to));
      RC_ASSERT(std::tie(a.open_data, a.yielded, a.step, a.next, a.paused_at, a.stood) ==
                std::tie(b.open_data, b.yielded, b.step, b.next, b.paused_at, b.stood));
    }
    RC_ASSERT((back.context == nullptr) == (s.context == nullptr));
    if (s.context) RC_ASSERT(*back.context == *s.context);
    RC_ASSERT(back.tasks.size() == s.tasks.size());
    for (std::size_t i = 0; i < s.tasks.size(); ++i) {
      const Task& a = s.tasks[i];
      const Task& b = back.tasks[i];
      RC_ASSERT(a.id == b.id);
      RC_ASSERT(a.version == b.version);
      RC_ASSERT(a.name == b.name);
      RC_ASSERT(a.opener == b.opener);
      RC_ASSERT(a.status == b.status);
      RC_ASSERT(std::tie(a.anchor, a.opened_at, a.due, a.overdue_at, a.scheduled_at) ==
                std::tie(b.anchor, b.opened_at, b.due, b.overdue_at, b.scheduled_at));
      RC_ASSERT(std::tie(a.ends, a.number, a.series, a.entry, a.reckoned, a.stood, a.added) ==
                std::tie(b.ends, b.number, b.series, b.entry, b.reckoned, b.stood, b.added));
      RC_ASSERT(std::tie(a.floor, a.paused_at, a.paused, a.rested) ==
                std::tie(b.floor, b.paused_at, b.paused, b.rested));
      RC_ASSERT(std::tie(a.reason, a.receivers, a.message, a.follows, a.open_data, a.reminded) ==
                std::tie(b.reason, b.receivers, b.message, b.follows, b.open_data, b.reminded));
      RC_ASSERT(*a.context == *b.context);
    }
  }));
}

TEST(StateCodec, TheSameStateGivesTheSameBytes) {
  fix_seed();
  EXPECT_TRUE(rc::check("encode(decode(encode(s))) = encode(s)", [] {
    std::string bytes = encode(random_state());
    State back;
    RC_ASSERT(decode(bytes, book(), back));
    RC_ASSERT(encode(back) == bytes);
  }));
}

// What decodes must also be fit to go on from: of known states and kinds, each task with its
// context.
void expect_sound(const std::string& bytes) {
  State s;
  if (!decode(bytes, book(), s)) return;
  for (const Task& t : s.tasks) {
    RC_ASSERT(running(t.status));
    RC_ASSERT(t.version != nullptr);
    RC_ASSERT(t.context != nullptr);
    RC_ASSERT(t.reminded.size() == t.version->definition->reminders.size());
  }
  encode(s);
}

TEST(StateCodec, NoPrefixDecodes) {
  fix_seed();
  EXPECT_TRUE(rc::check("decode(prefix) = false", [] {
    std::string bytes = encode(random_state());
    auto n = *rc::gen::inRange<std::size_t>(0, bytes.size());
    State s;
    RC_ASSERT(!decode(bytes.substr(0, n), book(), s));
    State more;
    RC_ASSERT(!decode(bytes + '\0', book(), more));
  }));
}

TEST(StateCodec, MutatedBytesNeverCrash) {
  fix_seed();
  EXPECT_TRUE(rc::check("decode(mutated)", [] {
    std::string bytes = encode(random_state());
    for (int n = *rc::gen::inRange(1, 6); n > 0; --n) {
      bytes[*rc::gen::inRange<std::size_t>(0, bytes.size())] = *rc::gen::arbitrary<char>();
    }
    expect_sound(bytes);
  }));
}

TEST(StateCodec, AnUnknownFormatOrVersionDoesNotDecode) {
  State s;
  EXPECT_FALSE(decode("", book(), s));
  std::string bytes = encode(State());
  ++bytes[0];
  EXPECT_FALSE(decode(bytes, book(), s));

  RuleVersion gone;
  gone.id = 99;
  State of_gone;
  of_gone.tasks.emplace_back();
  of_gone.tasks[0].version = &gone;
  of_gone.tasks[0].context = std::make_shared<Context>();
  EXPECT_FALSE(decode(encode(of_gone), book(), s));
}

}  // namespace
}  // namespace tqc::test

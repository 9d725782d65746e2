// Third part of the parser: what repeats, pauses and extends.
#include "core/definition_parser.h"

#include <algorithm>

#include "core/event.h"
#include "core/pure.h"

namespace tqc {

using json::Node;

namespace {

constexpr std::int32_t kMostTimes = 10'000;
constexpr std::int32_t kMostDays = 3660;

// A month may be this short or this long; enough to see that one offset is not after another.
std::int64_t least(const Span& s) {
  return (std::int64_t{s.months} * (s.months > 0 ? 28 : 31) + s.days) * 24 * kHour + s.micros;
}
std::int64_t most(const Span& s) {
  return (std::int64_t{s.months} * (s.months > 0 ? 31 : 28) + s.days) * 24 * kHour + s.micros;
}

std::vector<std::string> event_types(const Node& node) {
  std::vector<std::string> types;
  node.one_or_each("an event type or a non-empty array of them",
                   [&](const Node& type) { types.push_back(read_event_type(type)); });
  return types;
}

void read_spell(const Node& node, Spelled& spell) {
  node.require("from");
  node.require("to");
  spell.from = event_types(node.at("from"));
  spell.to = event_types(node.at("to"));
  for (const std::string& type : spell.to) {
    if (std::find(spell.from.begin(), spell.from.end(), type) != spell.from.end()) {
      node.at("to").refuse("another event type than in from");
    }
  }
}

std::int32_t whole_number(const Node& node, std::int32_t least, std::int32_t most) {
  const std::string expected =
      "a whole number from " + std::to_string(least) + " to " + std::to_string(most);
  if (!node.value().is_number()) node.refuse(expected);
  double number = node.value().get<double>();
  if (!(number >= least && number <= most)) node.refuse(expected);
  auto whole = static_cast<std::int32_t>(number);
  if (number != static_cast<double>(whole)) node.refuse(expected);
  return whole;
}

std::vector<Span> offsets(const Node& node) {
  std::vector<Span> after;
  node.each("a non-empty array of durations", [&](const Node& item) {
    after.push_back(read_span(item, true));
    if (after.size() > 1 && most(after.back()) <= least(after[after.size() - 2])) {
      item.refuse("a later time than that of the entry before");
    }
  });
  return after;
}

void read_kind(const Node& node, Repeat& repeat) {
  if (node.has("every")) {
    Node every = node.at("every");
    repeat.kind = Repeat::Kind::every;
    repeat.every = read_span(every);
    if (least(repeat.every) < kMinute) every.refuse("a duration of at least one minute");
  } else if (node.has("by")) {
    repeat.kind = Repeat::Kind::day;
    if (node.at("by").value() != "day") node.at("by").refuse("\"day\"");
  } else if (node.has("cron")) {
    Node cron = node.at("cron");
    repeat.kind = Repeat::Kind::cron;
    const std::string& text = cron.string("five cron fields such as \"0 8 * * *\"");
    try {
      repeat.cron = parse_cron(text);
    } catch (const Error& e) {
      Node::refuse_at(cron.pointer(), "Expected " + std::string(e.what()) + ".");
    }
  } else if (node.has("chain")) {
    repeat.kind = Repeat::Kind::chain;
    if (!node.at("chain").boolean()) node.at("chain").refuse("true");
  } else {
    repeat.kind = Repeat::Kind::list;
    repeat.after = offsets(node.at("after"));
  }
}

}  // namespace

std::string read_event_type(const Node& node) {
  const std::string& type = node.string("the code of an event type");
  if (is_reserved(type)) {
    node.refuse("an event type other than the reserved tqc.*");
  }
  return type;
}

std::int32_t read_days(const Node& node, bool negative) {
  return whole_number(node, negative ? -kMostDays : 0, kMostDays);
}

Spelled read_pause(const Node& node) {
  Spelled pause;
  node.expect_object({"from", "to"});
  read_spell(node, pause);
  return pause;
}

Extend read_extend(const Node& node) {
  Extend extend;
  node.expect_object({"from", "to", "within"});
  read_spell(node, extend);
  node.require("within");
  extend.within = read_span(node.at("within"));
  return extend;
}

Repeat read_repeat(const Node& node) {
  Repeat repeat;
  node.expect_object({"every", "by", "cron", "chain", "after", "skip", "times"});
  int kinds = 0;
  for (const char* kind : {"every", "by", "cron", "chain", "after"}) kinds += node.has(kind);
  if (kinds != 1) node.refuse("exactly one of every, by, cron, chain and after");
  read_kind(node, repeat);
  if (node.has("skip")) {
    if (!repeat.windows()) node.at("skip").refuse("no skip but beside every, by and cron");
    repeat.skip = whole_number(node.at("skip"), 0, kMostTimes);
  }
  if (node.has("times")) repeat.times = whole_number(node.at("times"), 1, kMostTimes);
  return repeat;
}

}  // namespace tqc

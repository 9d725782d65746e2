// The other half of the parser: durations, reminders and templates, and what must hold
// between sections.
#include "core/definition_parser.h"

#include "core/template_parser.h"
#include "core/pure.h"

namespace tqc {

using json::Node;

namespace {

// Far beyond any hospital's deadline, near enough that no sum of instant and duration
// leaves the range of time.
constexpr std::int64_t kMostYears = 200;

bool too_long(const Span& span) {
  auto beyond = [](std::int64_t value, std::int64_t most) { return value > most || value < -most; };
  return beyond(span.months, kMostYears * 12) || beyond(span.days, kMostYears * 366) ||
         beyond(span.micros, kMostYears * 366 * 24 * kHour);
}

bool negative(const Span& span) { return span.months < 0 || span.days < 0 || span.micros < 0; }

Template read_template(const Node& node) {
  const std::string& text = node.string("a non-empty template");
  try {
    return parse_template(text);
  } catch (const Error& e) {
    Node::refuse_at(node.pointer(), "Expected " + std::string(e.what()) + ".");
  }
}

bool shorter_than_a_minute(const Span& span) {
  return span.months == 0 && span.days == 0 && span.micros < kMinute;
}

// What must not come has one due time and nothing that moves it.
void check_forbid(const Node& top, const Definition& d) {
  const std::string forbid = top.below("forbid");
  if (d.due.empty()) Node::refuse_at(forbid, "Expected due beside forbid.");
  if (d.close.empty()) Node::refuse_at(forbid, "Expected close beside forbid.");
  for (const char* key : {"miss", "repeat", "extend"}) {
    if (top.has(key)) {
      Node::refuse_at(top.below(key), "Expected no " + std::string(key) + " beside forbid.");
    }
  }
  top.at("close").one_or_each("", [&](const Node& close) {
    if (!close.has("early")) return;
    Node early = close.at("early");
    if (early.value().is_object() || !read_span(early).zero()) {
      early.refuse("no early beside forbid");
    }
  });
}

}  // namespace

Span read_span(const Node& node, bool may_be_negative) {
  const std::string expected = may_be_negative
                                   ? "an ISO 8601 duration such as \"PT8H\" or \"-P1D\""
                                   : "an ISO 8601 duration such as \"PT8H\", not negative";
  const std::string& text = node.string(expected);
  Span span;
  try {
    span = parse_duration(text);
  } catch (const Error&) {
    node.refuse(expected);
  }
  if (negative(span) && !may_be_negative) node.refuse(expected);
  if (too_long(span)) node.refuse("a duration of at most 200 years");
  return span;
}

std::vector<Template> DefinitionParser::templates(const Node& node) const {
  std::vector<Template> result;
  node.each("a non-empty array of templates",
            [&](const Node& item) { result.push_back(read_template(item)); });
  return result;
}

Template DefinitionParser::message(const Node& node) const { return read_template(node); }

Reminder DefinitionParser::reminder(const Node& node) const {
  node.expect_object({"before", "at", "after", "every", "times", "to"});
  if (node.has("before") + node.has("at") + node.has("after") != 1) {
    node.refuse("exactly one of before, at and after");
  }
  Reminder r;
  if (node.has("before")) {
    r.from = Reminder::From::before;
    r.offset = read_span(node.at("before"));
  } else if (node.has("after")) {
    r.from = Reminder::From::after;
    r.offset = read_span(node.at("after"));
  } else {
    Node at = node.at("at");
    r.from = Reminder::From::fraction;
    if (at.value().is_number()) r.fraction = at.value().get<double>();
    if (!(r.fraction > 0 && r.fraction < 1)) at.refuse("a number greater than 0 and less than 1");
  }
  if (node.has("every")) {
    Node every = node.at("every");
    r.every = read_span(every);
    if (shorter_than_a_minute(*r.every)) every.refuse("a duration of at least one minute");
  }
  if (node.has("times")) {
    Node times = node.at("times");
    r.times = times.count("a whole number from 1 to 10000", 10000);
    if (!r.every) Node::refuse_at(times.pointer(), "Expected every beside times.");
  }
  if (node.has("to")) r.to = templates(node.at("to"));
  return r;
}

void check_whole(const Node& top, const Definition& d) {
  bool list = d.repeats(Repeat::Kind::list);
  bool timed = !d.due.empty() || list || d.windows();
  if (!timed && d.close.empty() && d.cancel.empty() && d.miss.empty()) {
    Node::refuse_at(top.below("close"),
                    "Expected one of due, close, cancel and miss, or the task would never end.");
  }
  if (!timed && !d.reminders.empty()) {
    Node::refuse_at(top.below("reminders"),
                    "Expected no reminders without due: they are counted from the due time.");
  }
  if (!timed && d.extend) Node::refuse_at(top.below("extend"), "Expected due beside extend.");
  if (list && !d.due.empty()) {
    Node::refuse_at(top.below("due"), "Expected no due beside repeat.after, which says when.");
  }
  if (d.repeat && !list && d.close.empty()) {
    Node::refuse_at(top.below("close"), "Expected close beside repeat.");
  }
  if (d.forbid) check_forbid(top, d);
}

}  // namespace tqc

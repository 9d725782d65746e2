#include "core/definition_parser.h"

#include "core/expr.h"
#include "core/pure.h"

namespace tqc {

using json::Node;

namespace {

constexpr unsigned kNotOpen = Expr::kCtx | Expr::kSince;
constexpr unsigned kAll = Expr::kCtx | Expr::kOpen | Expr::kSince;

std::string list_of(unsigned variables) {
  if (variables == 0) return "a path without variables";
  return variables == kAll
             ? "no variable but $ctx, $open and $since"
             : "no variable but $ctx and $since; $open is known only after the opening";
}

bool allows(unsigned variables, const std::string& name) {
  if (name == "ctx") return (variables & Expr::kCtx) != 0;
  if (name == "open") return (variables & Expr::kOpen) != 0;
  return name == "since" && (variables & Expr::kSince) != 0;
}

template <class Enum>
Enum choice(const Node& node, std::initializer_list<std::pair<const char*, Enum>> choices) {
  std::string expected;
  for (const auto& [name, value] : choices) {
    if (node.value() == name) return value;
    expected += (expected.empty() ? "" : " or ") + std::string(name);
  }
  node.refuse(expected);
}

}  // namespace

Expr DefinitionParser::path(const Node& node) const {
  check_variables(node, 0);
  return make_expr(node.string("an SQL/JSON path"));
}

Expr DefinitionParser::predicate(const Node& node, unsigned allowed) const {
  check_variables(node, allowed);
  return make_expr(node.string("an SQL/JSON path predicate"));
}

void DefinitionParser::check_variables(const Node& node, unsigned allowed) const {
  const std::string& text = node.string("an SQL/JSON path");
  if (auto complaint = path_ok_(text)) {
    Node::refuse_at(node.pointer(), "Expected an SQL/JSON path: " + *complaint + ".");
  }
  for (const std::string& name : path_variables(text)) {
    if (!allows(allowed, name)) node.refuse(list_of(allowed));
  }
}

void DefinitionParser::read_section(const Node& node, unsigned allowed, Section& section) const {
  node.require("on");
  node.at("on").one_or_each("an event type or a non-empty array of them",
                            [&](const Node& type) { section.on.push_back(read_event_type(type)); });
  if (node.has("when")) section.when = predicate(node.at("when"), allowed);
}

OpenSection DefinitionParser::open_section(const Node& node) const {
  OpenSection open;
  node.expect_object({"on", "when", "at", "delay", "again"});
  read_section(node, kNotOpen, open);
  if (node.has("at")) open.at = path(node.at("at"));
  if (node.has("delay")) open.delay = read_span(node.at("delay"));
  if (node.has("again")) {
    open.again = choice<Again>(
        node.at("again"),
        {{"parallel", Again::parallel}, {"ignore", Again::ignore}, {"never", Again::never}});
  }
  return open;
}

CloseSection DefinitionParser::close_section(const Node& node) const {
  CloseSection close;
  node.expect_object({"on", "when", "at", "which", "early"});
  read_section(node, kAll, close);
  if (node.has("at")) close.at = path(node.at("at"));
  if (node.has("which")) {
    close.which =
        choice<Which>(node.at("which"),
                      {{"oldest", Which::oldest}, {"newest", Which::newest}, {"all", Which::all}});
  }
  if (node.has("early")) {
    Node early = node.at("early");
    if (early.value().is_object()) {
      early.expect_object({"days"});
      early.require("days");
      close.early_days = read_days(early.at("days"), false);
    } else {
      close.early = read_span(early);
    }
  }
  return close;
}

CancelSection DefinitionParser::cancel_section(const Node& node) const {
  CancelSection cancel;
  node.expect_object({"on", "when", "overdue"});
  read_section(node, kAll, cancel);
  if (node.has("overdue")) cancel.overdue = node.at("overdue").boolean();
  return cancel;
}

Section DefinitionParser::miss_section(const Node& node) const {
  Section miss;
  node.expect_object({"on", "when"});
  read_section(node, kAll, miss);
  return miss;
}

Due DefinitionParser::due(const Node& node) const {
  Due due;
  node.expect_object({"within", "days", "calendar", "when"});
  if (node.has("calendar")) due.calendar = node.at("calendar").string("the code of a calendar");
  if (node.has("when")) due.when = predicate(node.at("when"), kAll);
  if (node.has("days")) {
    if (node.has("within")) node.refuse("either within or days");
    due.days = read_days(node.at("days"), true);
  } else {
    node.require("within");
    due.within = read_span(node.at("within"), true);
  }
  return due;
}

void DefinitionParser::read_due(const Node& node, Definition& definition) const {
  auto& entries = definition.due;
  node.one_or_each("an object or a non-empty array of objects", [&](const Node& entry) {
    if (!entries.empty() && !entries.back().when) {
      entry.refuse("no entry after one without when, which always rules");
    }
    entries.push_back(due(entry));
  });
}

void DefinitionParser::read_key(const Node& node, Definition& definition) const {
  const std::string expected = "a non-empty array of SQL/JSON paths";
  auto read = [&](const Node& paths, std::vector<Expr>& to) {
    paths.each(expected, [&](const Node& item) { to.push_back(path(item)); });
  };
  if (node.value().is_array()) {
    read(node, definition.key_open);
    definition.key_close = definition.key_open;
    return;
  }
  if (!node.value().is_object()) {
    node.refuse(expected + " or an object of two such arrays, open and close");
  }
  node.expect_object({"open", "close"});
  node.require("open");
  node.require("close");
  read(node.at("open"), definition.key_open);
  read(node.at("close"), definition.key_close);
  if (definition.key_open.size() != definition.key_close.size()) {
    node.at("close").refuse("as many paths as in key.open (" +
                            std::to_string(definition.key_open.size()) + ")");
  }
}

Definition DefinitionParser::parse(const Node& top) const {
  top.expect_object({"title", "category", "open", "due", "key", "close", "cancel", "miss", "extend",
                     "pause", "forbid", "repeat", "excludes", "receivers", "follow", "reminders",
                     "message"});
  Definition d;
  auto sections = [&](const char* name, auto&& read) {
    if (!top.has(name)) return;
    top.at(name).one_or_each("an object or a non-empty array of objects", read);
  };
  if (top.has("title")) d.title = top.at("title").string("a non-empty string");
  if (top.has("category")) d.category = top.at("category").string("a non-empty string");
  top.require("open");
  sections("open", [&](const Node& n) { d.open.push_back(open_section(n)); });
  if (top.has("due")) read_due(top.at("due"), d);
  if (top.has("key")) read_key(top.at("key"), d);
  sections("close", [&](const Node& n) { d.close.push_back(close_section(n)); });
  sections("cancel", [&](const Node& n) { d.cancel.push_back(cancel_section(n)); });
  sections("miss", [&](const Node& n) { d.miss.push_back(miss_section(n)); });
  if (top.has("extend")) d.extend = read_extend(top.at("extend"));
  if (top.has("pause")) d.pause = read_pause(top.at("pause"));
  if (top.has("repeat")) d.repeat = read_repeat(top.at("repeat"));
  if (top.has("forbid")) d.forbid = top.at("forbid").boolean();
  if (top.has("excludes")) {
    top.at("excludes").each("a non-empty array of rule codes", [&](const Node& n) {
      d.excludes.push_back(n.string("the code of a rule"));
    });
  }
  if (top.has("receivers")) d.receivers = templates(top.at("receivers"));
  if (top.has("follow")) d.follow = top.at("follow").boolean();
  if (top.has("reminders")) {
    top.at("reminders").each("a non-empty array of objects", [&](const Node& n) {
      d.reminders.push_back(reminder(n));
    });
  }
  if (top.has("message")) d.message = message(top.at("message"));
  return d;
}

}  // namespace tqc

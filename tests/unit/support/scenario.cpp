#include "support/scenario.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "support/json_path.h"
#include "support/ward_time.h"

namespace tqc::test {

namespace {

using nlohmann::json;

std::string joined(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const auto& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

std::string told(const std::vector<std::string>& receivers) {
  return receivers.empty() ? "" : " -> " + joined(receivers, ", ");
}

// The key without the brackets of its JSON array.
std::string shown(const TaskName& name) { return name.rule + name.key + shown_occurrence(name); }

std::string shown(const TaskName& name, const Row& row) {
  std::string text = shown(name) + " " + std::string(to_string(row.status));
  if (row.status == Status::waiting) text += " until " + ward_time(row.opened_at);
  if (!running(row.status)) text += " " + ward_time(row.closed_at);
  if (row.due != kNever) text += ", due " + ward_time(row.due);
  if (row.paused_at != kNever) text += ", paused " + ward_time(row.paused_at);
  return text + told(row.receivers);
}

}  // namespace

void Scenario::type(const std::string& code, std::string_view definition) {
  json d = json::parse(definition);
  EventType& type = types_[code];
  type.code = code;
  type.undoes = d.value("undoes", std::vector<std::string>());
  type.amends = d.value("amends", std::vector<std::string>());
  for (const auto& path : d.value("match", std::vector<std::string>())) {
    type.match.push_back(make_expr(path));
  }
  for (const auto& [field, path] : d.value("context", std::map<std::string, std::string>())) {
    type.context.emplace_back(field, make_expr(path));
  }
}

int Scenario::rule(const std::string& code, std::string_view definition, const Line& line) {
  RuleVersion v;
  v.id = static_cast<std::int32_t>(versions_.size() + 1);
  v.code = code;
  v.version = 1 + static_cast<int>(
                      std::count_if(versions_.begin(), versions_.end(),
                                    [&](const RuleVersion& other) { return other.code == code; }));
  v.site = line.site;
  v.effective_from = line.from.empty() ? kAlways : on(line.from);
  v.state = line.state;
  v.definition = std::make_shared<Definition>(parse_definition(definition, complaint_about));
  versions_.push_back(v);
  return v.version;
}

void Scenario::calendar(const std::string& code, std::string_view week, std::string_view days,
                        std::string_view from, ZonePtr zone) {
  CalendarVersion v;
  v.code = code;
  v.version = static_cast<std::int32_t>(calendars_.size()) + 1;
  v.valid_from = from.empty() ? kAlways : on(from);
  v.zone = std::move(zone);
  v.hours = parse_work_hours(week, days);
  calendars_.push_back(std::move(v));
  live_in(zone_);
}

void Scenario::live_in(ZonePtr zone) {
  zone_ = std::move(zone);
  facts_.use(std::make_shared<CalendarBook>(zone_, calendars_));
}

std::int64_t Scenario::event(std::string_view occurred, const std::string& type,
                             std::string_view data, std::optional<std::int64_t> sequence) {
  EventType& known = types_[type];
  known.code = type;
  Event e;
  e.place.at = on(occurred);
  if (sequence) e.place.sequence = *sequence;
  e.place.seq = static_cast<std::int64_t>(events_.size()) + 1;
  e.type = &known;
  e.data = facts_.add_data(json::parse(data));
  events_.push_back(e);
  return e.place.seq;
}

std::int64_t Scenario::by_hand(std::string_view occurred, const std::string& action, const Of& task,
                               std::string_view data) {
  json d = json::parse(data);
  d["task"] = {{"rule", task.rule},
               {"opened_by", task.opened_by},
               {"occurrence", task.window.empty() ? task.number : on(task.window)},
               {"key", task.key}};
  d.emplace("reason", action + " by hand");
  d.emplace("actor", "head-nurse");
  return event(occurred, "tqc." + action, d.dump());
}

Outcome Scenario::fold(Time now) {
  RuleBook book(versions_);
  std::vector<Event> events;
  for (const Event& e : events_) {
    if (e.place.at <= now) events.push_back(e);
  }
  Outcome whole = whole_fold(book, facts_, subject_, events, now);

  int ignored = 0;
  auto agree = [&](const Outcome& followed, const char* order) {
    EXPECT_EQ(difference(whole.tasks, followed.tasks), "") << "followed as events " << order;
    EXPECT_EQ(whole.failures, followed.failures) << "followed as events " << order;
    EXPECT_EQ(whole.alarm, followed.alarm) << "followed as events " << order;
  };
  agree(follow(book, events, now, ignored), "arrived");
  agree(follow(book, events, now, ignored, now), "arrived, all of them late");
  std::sort(events.begin(), events.end(),
            [](const Event& a, const Event& b) { return a.place < b.place; });
  agree(follow(book, events, now, ignored), "occurred");
  return whole;
}

Outcome Scenario::follow(const RuleBook& book, std::vector<Event> events, Time now,
                         int& whole_folds, Time clock) {
  Ledger ledger(book, facts_, subject_);
  for (const Event& e : events) {
    clock = std::max(clock, e.place.at);
    ledger.advance({e}, clock);
  }
  ledger.advance({}, now);
  whole_folds = ledger.whole_folds();
  for (const TaskName& name : ledger.doubled()) ADD_FAILURE() << to_string(name) << " doubled";
  return ledger.outcome();
}

std::string Scenario::at(Time now) {
  std::vector<std::string> lines;
  for (const auto& [name, row] : fold(now).tasks) lines.push_back(shown(name, row));
  return joined(lines, "; ");
}

std::string Scenario::effects(std::string_view now) {
  std::vector<std::string> lines;
  for (const auto& [name, receivers] : fold(on(now)).effects) {
    const auto& [task, step, planned] = name;
    lines.push_back(shown(task) + " " + step + " " + ward_time(planned) + told(receivers));
  }
  return joined(lines, "; ");
}

std::string Scenario::history(std::string_view now) {
  RuleBook book(versions_);
  std::vector<Event> events;
  for (const Event& e : events_) {
    if (e.place.at <= on(now)) events.push_back(e);
  }
  facts_.forget_composed();
  State state;
  FoldResult result = fold_all(book, facts_, subject_, events, on(now), state);
  std::vector<std::string> lines;
  for (const Transition& t : result.transitions) {
    lines.push_back(shown(state.tasks.at(t.task).name) + " " + t.kind + " " + ward_time(t.at));
  }
  return joined(lines, "; ");
}

std::string Scenario::failures(std::string_view now) {
  std::vector<std::string> lines;
  for (const auto& [seq, rule, stage] : fold(on(now)).failures) {
    lines.push_back(events_.at(seq - 1).type->code + ": " + stage + (rule.empty() ? "" : " ") +
                    rule);
  }
  return joined(lines, "; ");
}

std::string Scenario::voided(std::string_view now) {
  std::vector<std::string> lines;
  for (const auto& [seq, by] : fold(on(now)).voided) {
    lines.push_back(std::to_string(seq) + " by " + std::to_string(by));
  }
  return joined(lines, "; ");
}

std::string Scenario::alarm(std::string_view now) { return ward_time(fold(on(now)).alarm); }

Row Scenario::task(std::string_view now) {
  Outcome outcome = fold(on(now));
  EXPECT_EQ(outcome.tasks.size(), 1U);
  return outcome.tasks.empty() ? Row() : outcome.tasks.begin()->second;
}

int Scenario::whole_folds(std::string_view now) {
  RuleBook book(versions_);
  int n = 0;
  std::vector<Event> events;
  for (const Event& e : events_) {
    if (e.place.at <= on(now)) events.push_back(e);
  }
  follow(book, events, on(now), n);
  return n;
}

}  // namespace tqc::test

#include "support/random_history.h"

#include <algorithm>
#include <array>
#include <memory>

#include "core/calendar_definition.h"
#include "support/json_path.h"
#include "support/ward_time.h"

namespace tqc::test {

namespace {

using nlohmann::json;

/// Reads throws one after the other; where they end, all are zero.
class Dice {
 public:
  explicit Dice(const Throws& throws) : throws_(throws) {}
  std::size_t below(std::size_t n) {
    return next_ < throws_.size() ? static_cast<std::size_t>(throws_[next_++]) % n : 0;
  }
  template <class T>
  T of(std::initializer_list<T> choices) {
    return *(choices.begin() + below(choices.size()));
  }

 private:
  const Throws& throws_;
  std::size_t next_ = 0;
};

// clang-format off
const json kTypes = json::parse(R"({
  "admission": {"context": {"doctor": "$.doctor", "ward": "$.ward"}},
  "note": {}, "transfer": {"context": {"doctor": "$.doctor", "ward": "$.ward"}},
  "operation": {}, "round": {}, "discharge": {}, "archive": {}, "leave": {}, "back": {},
  "rescue": {}, "rescued": {},
  "voided": {"undoes": ["note", "operation"], "match": ["$.id"]},
  "cancelled": {"undoes": ["admission", "transfer", "discharge"]},
  "restored": {"undoes": ["voided", "cancelled", "restored"]},
  "corrected": {"amends": ["admission", "note", "transfer"], "match": ["$.id"]},
  "recorrected": {"amends": ["corrected"], "undoes": ["round"]},
  "tqc.close": {}, "tqc.cancel": {}, "tqc.waive": {}, "tqc.extend": {}, "tqc.reassign": {},
  "tqc.reopen": {}})");
// clang-format on

// Half of all events only occur; the others act on earlier ones.
std::string random_type(Dice& dice) {
  std::string common = dice.of({"admission", "note", "transfer", "operation", "round", "discharge",
                                "archive", "", "note", "leave", "back", "rescue", "rescued"});
  if (!common.empty() || dice.below(3) == 0) return common.empty() ? "note" : common;
  auto type = kTypes.items().begin();
  for (std::size_t n = dice.below(kTypes.size()); n > 0; --n) ++type;
  return type.key();
}

// A number in a series, or the start of a window.
std::int64_t random_occurrence(Dice& dice, const RuleVersion* rule) {
  bool windows = rule != nullptr && rule->definition->windows();
  if (!windows) return static_cast<std::int64_t>(dice.below(3)) + 1;
  return on("08:00") + static_cast<Time>(dice.below(10)) * 60 * kMinute;
}

constexpr std::array kCodes = {"a-note", "b-record", "c-check"};

json on_some(Dice& dice, std::initializer_list<const char*> types) {
  json section = {{"on", dice.of(types)}};
  if (dice.below(3) == 1) section["on"] = {section["on"], dice.of({"round", "operation"})};
  if (section["on"].is_array() && section["on"][0] == section["on"][1])
    section["on"] = section["on"][0];
  return section;
}

void maybe_when(Dice& dice, json& section, bool knows_opening) {
  std::string when = dice.of({"", "", "", "", "", "", "$.ward == \"W1\"", "$ctx.ward == \"W1\"",
                              "exists($since.note) && $since.note < 7200", "!exists($since.round)",
                              "$.doctor == $open.doctor", "$open.ward != $ctx.ward"});
  if (when.empty() || (!knows_opening && when.find("$open") != std::string::npos)) return;
  section["when"] = when;
}

json random_entry(Dice& dice) {
  return dice.of<json>({{{"within", "PT1H"}},
                        {{"within", "PT4H"}},
                        {{"within", "P1D"}},
                        {{"within", "PT3H"}, {"calendar", "office"}},
                        {{"days", 0}},
                        {{"days", 1}, {"calendar", "office"}},
                        {{"within", "-PT1H"}}});
}

// Nothing, one entry or a list of them by the context.
json random_due(Dice& dice) {
  std::size_t kind = dice.below(4);
  if (kind == 3) return nullptr;
  json last = random_entry(dice);
  if (kind != 2) return last;
  json first = random_entry(dice);
  first["when"] = dice.of(
      {"$.ward == \"W1\"", "$ctx.doctor == \"li\"", "$open.ward == $.ward", "exists($since.note)"});
  json list = {first};
  if (dice.below(3) != 2) list.push_back(last);
  return list;
}

json random_repeat(Dice& dice) {
  json repeat = dice.of<json>({{{"every", "PT2H"}},
                               {{"by", "day"}},
                               {{"cron", "0 */3 * * *"}},
                               {{"chain", true}},
                               {{"after", {"PT30M", "PT90M", "PT4H"}}}});
  bool windows = repeat.contains("every") || repeat.contains("by") || repeat.contains("cron");
  if (windows && dice.below(3) == 1) repeat["skip"] = 1;
  if (dice.below(2) == 1) repeat["times"] = dice.below(4) + 1;
  return repeat;
}

json random_definition(Dice& dice, std::string_view code) {
  json d;
  json& open = d["open"] = on_some(dice, {"admission", "transfer", "operation", "note"});
  maybe_when(dice, open, false);
  if (dice.below(2) == 1) open["at"] = "$.at";
  open["delay"] = dice.of({"PT0S", "PT0S", "PT30M", "PT2H"});
  open["again"] = dice.of({"parallel", "ignore", "never"});
  json due = random_due(dice);
  if (dice.below(3) == 1) d["key"] = {"$.id"};
  json& close = d["close"] = on_some(dice, {"note", "discharge", "operation", "transfer"});
  maybe_when(dice, close, true);
  if (dice.below(3) == 1) close["at"] = "$.at";
  close["which"] = dice.of({"oldest", "newest", "all"});
  bool forbid = !due.is_null() && dice.below(5) == 1;
  if (forbid) d["forbid"] = true;
  if (!forbid && dice.below(3) == 1) {
    close["early"] = dice.of<json>({"PT1H", "PT3H", {{"days", 0}}});
  }
  if (!forbid && dice.below(2) == 1) d["repeat"] = random_repeat(dice);
  bool list = d.contains("repeat") && d["repeat"].contains("after");
  if (list) due = nullptr;
  if (!due.is_null()) d["due"] = due;
  bool windows = d.contains("repeat") && !list && !d["repeat"].contains("chain");
  bool timed = !due.is_null() || list || windows;
  if (dice.below(3) == 1) d["pause"] = {{"from", "leave"}, {"to", "back"}};
  if (!forbid && timed && dice.below(3) == 1) {
    d["extend"] = {{"from", "rescue"}, {"to", "rescued"}, {"within", dice.of({"PT1H", "PT6H"})}};
  }
  if (dice.below(3) == 1) {
    d["cancel"] = {{"on", dice.of({"discharge", "transfer"})}, {"overdue", dice.below(2) == 1}};
    maybe_when(dice, d["cancel"], true);
  }
  if (!forbid && dice.below(3) == 1) d["miss"] = {{"on", "archive"}};
  if (std::string other = kCodes[dice.below(3)]; other != code) d["excludes"] = {other};
  d["receivers"] = {dice.of({"{{doctor}}", "{{data.doctor}}", "{{ward}}-{{doctor}}"})};
  d["follow"] = dice.below(2) == 1;
  d["message"] = dice.of({"{{ward}}", "{{data.id}}: {{due_at}}"});
  if (timed) {
    for (std::size_t n = dice.below(3); n > 0; --n) {
      json reminder = dice.of<json>({{{"before", "PT30M"}}, {{"after", "PT0S"}}, {{"at", 0.5}}});
      if (dice.below(2) == 1) reminder.update({{"every", "PT30M"}, {"times", 3}});
      if (dice.below(3) == 1) reminder["to"] = {"chief-{{ward}}", "{{data.doctor}}"};
      if (d["reminders"].empty() || d["reminders"][0] != reminder)
        d["reminders"].push_back(reminder);
    }
  }
  return d;
}

}  // namespace

RandomHistory::RandomHistory(const std::vector<Throws>& rules, const std::vector<Throws>& events,
                             bool calm)
    : calm_(calm) {
  for (const auto& [code, d] : kTypes.items()) {
    EventType& type = types_[code];
    type.code = code;
    type.undoes = d.value("undoes", std::vector<std::string>());
    type.amends = d.value("amends", std::vector<std::string>());
    if (d.contains("match")) type.match.push_back(make_expr("$.id"));
    if (d.contains("context")) {
      type.context = {{"doctor", make_expr("$.doctor")}, {"ward", make_expr("$.ward")}};
    }
  }
  add_calendar();
  for (const Throws& throws : rules) add_rule(throws);
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < events.size(); ++i) add_event(events[i], i, texts);
  std::sort(texts.begin(), texts.end());
  for (const auto& text : texts) story += text + "\n";
  std::sort(arrivals.begin(), arrivals.end(), [](const Arrival& a, const Arrival& b) {
    return std::pair(a.at, a.event.place.seq) < std::pair(b.at, b.event.place.seq);
  });
}

// One version after the other, the second and third while tasks run.
void RandomHistory::add_calendar() {
  std::vector<CalendarVersion> versions;
  auto add = [&](Time from, const char* hours) {
    CalendarVersion v;
    v.code = "office";
    v.version = static_cast<std::int32_t>(versions.size()) + 1;
    v.valid_from = from;
    v.zone = std::shared_ptr<const Zone>(std::shared_ptr<const Zone>(), &utc());
    std::string week = R"({"mon": )" + std::string(hours) + R"(, "tue": "mon", "wed": "mon"})";
    v.hours = parse_work_hours(week, "{}");
    versions.push_back(std::move(v));
  };
  add(kAlways, R"([["08:00", "12:00"], ["13:00", "17:00"]])");
  add(on("11:15"), R"([["09:00", "16:00"]])");
  add(on("15:00"), R"([["08:00", "20:00"]])");
  facts.use(std::make_shared<CalendarBook>(
      std::shared_ptr<const Zone>(std::shared_ptr<const Zone>(), &utc()), versions));
}

void RandomHistory::add_rule(const Throws& throws) {
  Dice dice(throws);
  RuleVersion v;
  v.id = static_cast<std::int32_t>(versions.size() + 1);
  v.version = v.id;
  v.code = kCodes[dice.below(3)];
  v.site = dice.of({"*", "*", "main", "north"});
  v.effective_from = dice.of({kAlways, kAlways, on("09:00"), on("12:00")});
  if (std::size_t n = dice.below(12); n > 9) {
    v.state = n == 10 ? RuleVersion::State::disabled : RuleVersion::State::removed;
  }
  json definition = random_definition(dice, v.code);
  std::string text = definition.dump();
  std::string due = definition.value("due", json()).dump();
  moving = moving || definition.contains("pause") || definition.contains("extend") ||
           due.find("when") != std::string::npos || due.find("office") != std::string::npos;
  v.definition = std::make_shared<Definition>(parse_definition(text, complaint_about));
  story += v.code + " v" + std::to_string(v.id) + " site " + v.site + " from " +
           (v.effective_from == kAlways ? "always" : ward_time(v.effective_from)) + " state " +
           std::to_string(static_cast<int>(v.state)) + " " + text + "\n";
  versions.push_back(std::move(v));
}

void RandomHistory::add_event(const Throws& throws, std::size_t place,
                              std::vector<std::string>& texts) {
  Dice dice(throws);
  Event e;
  std::string type = random_type(dice);
  if (calm_ && !kTypes[type].empty() && !kTypes[type].contains("context")) type = "round";
  e.type = &types_.at(type);
  e.place.at = on("08:00") + static_cast<Time>(dice.below(17)) * 30 * kMinute;
  e.place.sequence = dice.of<std::int64_t>({Position::kNoSequence, 1, 2});
  e.place.seq = static_cast<std::int64_t>(place) + 1;
  json data = {
      {"id", dice.of({"A", "B"})},
      {"ward", dice.of({"W1", "W2"})},
      {"at", ward_time(e.place.at + (static_cast<Time>(dice.below(9)) - 4) * 30 * kMinute)}};
  if (auto doctor = dice.of<json>({"li", "wang", json::array({"li", "wu"}), nullptr});
      !doctor.is_null()) {
    data["doctor"] = doctor;
  }
  if (dice.below(12) == 11) data.erase("id");
  if (calm_) e.place.sequence = e.place.seq;
  Time delay = calm_ ? 0 : dice.below(8) != 7 ? 0 : dice.of<Time>({kMinute, 2 * kHour, 6 * kHour});
  if (e.type->reserved()) {
    const RuleVersion* rule = versions.empty() ? nullptr : &versions[dice.below(versions.size())];
    bool never = rule != nullptr && rule->definition->never();
    bool keyed = rule != nullptr && !rule->definition->key_open.empty();
    data["task"] = {{"rule", rule == nullptr ? "a-note" : rule->code},
                    {"opened_by", never ? 0 : dice.below(place + 1) + 1},
                    {"occurrence", random_occurrence(dice, rule)},
                    {"key", keyed ? "[\"" + data.value("id", "A") + "\"]" : ""}};
    data["by"] = dice.of({"PT1H", "PT3H"});
    data["receivers"] = {"zhao"};
    moving = moving || e.type->code == "tqc.extend" || e.type->code == "tqc.reopen";
  }
  e.data = facts.add_data(data);
  arrivals.push_back({e.place.at + delay, e});
  texts.push_back(ward_time(e.place.at) + " #" + std::to_string(e.place.seq) +
                  (e.place.sequence == Position::kNoSequence
                       ? ""
                       : " sequence " + std::to_string(e.place.sequence)) +
                  " arrives " + ward_time(e.place.at + delay) + " " + e.type->code + " " +
                  data.dump());
}

}  // namespace tqc::test

#include "core/calendar_definition.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>

#include "core/instant.h"
#include "core/json_reader.h"
#include "core/pure.h"

namespace tqc {

namespace {

using json::Json;
using json::Node;

constexpr std::array<const char*, 7> kWeekdays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::size_t kMostStretches = 48;
constexpr std::size_t kMostDays = 20'000;

const char* const kExpectedHours =
    "an array of stretches such as [[\"08:00\", \"12:00\"], [\"14:00\", \"17:30\"]], empty for a "
    "free "
    "day, or a weekday (mon … sun) whose hours they are";

Json parse(std::string_view text, const char* what) {
  try {
    return Json::parse(text);
  } catch (const Json::exception& e) {
    throw Error(sqlstate::kDefinitionRefused, std::string(what) + " is not valid JSON", e.what());
  }
}

std::optional<std::size_t> weekday_named(const Json& value) {
  auto found = std::find_if(kWeekdays.begin(), kWeekdays.end(),
                            [&](const char* name) { return value == name; });
  if (found == kWeekdays.end()) return std::nullopt;
  return static_cast<std::size_t>(found - kWeekdays.begin());
}

/// "08:00" as microseconds since midnight; 24:00 only where an end may stand.
std::int64_t time_of_day(const Node& node, bool end) {
  const char* expected =
      end ? "a time of day hh:mm up to 24:00" : "a time of day hh:mm up to 23:59";
  const std::string& text = node.string(expected);
  auto digit = [&](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  bool shaped = text.size() == 5 && digit(0) && digit(1) && text[2] == ':' && digit(3) && digit(4);
  if (!shaped) node.refuse(expected);
  int hour = (text[0] - '0') * 10 + text[1] - '0';
  int minute = (text[3] - '0') * 10 + text[4] - '0';
  bool exists = (hour < 24 && minute < 60) || (end && hour == 24 && minute == 0);
  if (!exists) node.refuse(expected);
  return hour * kHour + minute * kMinute;
}

Hours stretches(const Node& node) {
  if (!node.value().is_array()) node.refuse(kExpectedHours);
  if (node.size() > kMostStretches) {
    node.refuse("at most " + std::to_string(kMostStretches) + " stretches");
  }
  Hours hours;
  hours.reserve(node.size());
  for (std::size_t i = 0; i < node.size(); ++i) {
    Node pair = node.item(i);
    if (!pair.value().is_array() || pair.size() != 2) {
      pair.refuse("a pair of times such as [\"08:00\", \"12:00\"]");
    }
    HourStretch s{time_of_day(pair.item(0), false), time_of_day(pair.item(1), true)};
    if (s.begin >= s.end) {
      pair.item(1).refuse(
          "an end after the beginning (hours over midnight are written as two "
          "stretches, to 24:00 and from 00:00 of the next day)");
    }
    if (!hours.empty() && s.begin < hours.back().end) {
      pair.item(0).refuse("a beginning not before the end of the stretch before it");
    }
    hours.push_back(s);
  }
  return hours;
}

class Reader {
 public:
  WorkHours read(const Json& week, const Json& days) {
    read_week(Node(week, "/week"));
    read_days(Node(days, "/days"));
    return std::move(result_);
  }

 private:
  void read_week(const Node& node) {
    node.expect_object({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
    for (std::size_t i = 0; i < kWeekdays.size(); ++i) {
      if (!node.has(kWeekdays[i]) || node.at(kWeekdays[i]).value().is_string()) continue;
      result_.week[i] = stretches(node.at(kWeekdays[i]));
    }
    // A weekday that is like another: that one must have hours of its own.
    for (std::size_t i = 0; i < kWeekdays.size(); ++i) {
      if (!node.has(kWeekdays[i]) || !node.at(kWeekdays[i]).value().is_string()) continue;
      Node like = node.at(kWeekdays[i]);
      auto other = weekday_named(like.value());
      if (!other) like.refuse(kExpectedHours);
      if (!node.has(kWeekdays[*other]) || node.at(kWeekdays[*other]).value().is_string()) {
        like.refuse("a weekday that has hours of its own");
      }
      result_.week[i] = result_.week[*other];
    }
    bool works = std::any_of(result_.week.begin(), result_.week.end(),
                             [](const Hours& hours) { return !hours.empty(); });
    if (!works) Node::refuse_at(node.pointer(), "Expected working hours on some weekday.");
  }

  void read_days(const Node& node) {
    if (!node.value().is_object()) node.refuse("an object of days by date");
    if (node.size() > kMostDays) node.refuse("at most " + std::to_string(kMostDays) + " days");
    result_.days.reserve(node.size());
    // An object's names come unique and sorted, and dates of one form sort by time.
    for (const auto& [date, value] : node.value().items()) {
      Node of_day(value, node.below(date));
      result_.days.push_back(special_day(date, of_day));
    }
  }

  SpecialDay special_day(const std::string& date, const Node& node) const {
    auto written = is_rfc3339_date(date) ? read_written_time(date) : std::nullopt;
    if (!written || written->year < 1900 || written->year > 2999) {
      Node::refuse_at(node.pointer(), "Expected a date such as 2026-10-01, between 1900 and 2999.");
    }
    SpecialDay special;
    special.day = static_cast<std::int32_t>(written->as_utc() / kDay);
    if (!node.value().is_object()) {
      special.hours = hours(node);
      return special;
    }
    node.expect_object({"hours", "name"});
    node.require("hours");
    special.hours = hours(node.at("hours"));
    if (node.has("name")) special.name = node.at("name").string("a non-empty string");
    return special;
  }

  Hours hours(const Node& node) const {
    if (!node.value().is_string()) return stretches(node);
    auto like = weekday_named(node.value());
    if (!like) node.refuse(kExpectedHours);
    return result_.week[*like];
  }

  WorkHours result_;
};

}  // namespace

WorkHours parse_work_hours(std::string_view week, std::string_view days) {
  return Reader().read(parse(week, "week"), parse(days, "days"));
}

std::string format_day(std::int32_t day) {
  using namespace std::chrono;
  year_month_day date(sys_days(year(2000) / January / 1) + std::chrono::days(day));
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text;
}

std::string format_hours(const Hours& hours) {
  std::string out;
  for (const HourStretch& s : hours) {
    char text[64];
    auto part = [](std::int64_t micros, std::int64_t unit) {
      return static_cast<int>(micros / unit);
    };
    std::snprintf(text, sizeof text, "%s%02d:%02d-%02d:%02d", out.empty() ? "" : " ",
                  part(s.begin, kHour), part(s.begin % kHour, kMinute), part(s.end, kHour),
                  part(s.end % kHour, kMinute));
    out += text;
  }
  return out;
}

}  // namespace tqc

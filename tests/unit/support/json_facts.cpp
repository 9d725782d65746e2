#include "support/json_facts.h"

#include <chrono>

#include "core/error.h"
#include "support/json_path.h"
#include "support/ward_time.h"

namespace tqc::test {

namespace {

using nlohmann::json;

Value to_value(const json& j) {
  using Kind = Value::Kind;
  if (j.is_string()) return {Kind::string, j.get<std::string>()};
  Kind kind = j.is_null()      ? Kind::null
              : j.is_boolean() ? Kind::boolean
              : j.is_number()  ? Kind::number
              : j.is_array()   ? Kind::array
                               : Kind::object;
  return {kind, j.dump()};
}

std::vector<Value> to_values(const std::vector<json>& found) {
  std::vector<Value> values;
  for (const json& j : found) values.push_back(to_value(j));
  return values;
}

}  // namespace

std::uint32_t JsonFacts::add_data(json data) {
  original_.push_back(data);
  composed_.push_back(std::move(data));
  return static_cast<std::uint32_t>(original_.size() - 1);
}

namespace {

bool test_on(const json& data, const Expr& predicate, const Variables& v) {
  PathRoots roots{{"", data}};
  if (v.context != nullptr) roots["ctx"] = json::parse(to_json(*v.context));
  if (v.open_data != nullptr && !v.open_data->empty()) roots["open"] = json::parse(*v.open_data);
  if (v.since != nullptr) {
    json& since = roots["since"] = json::object();
    for (const auto& [type, at] : *v.since) {
      since[type] = static_cast<double>(v.at - at) / kSecond;
    }
  }
  std::vector<json> found = evaluate(predicate.text, roots);
  return found.size() == 1 && found[0] == json(true);
}

}  // namespace

bool JsonFacts::test(const Expr& predicate, const Event& event, const Variables& v) {
  return test_on(composed_[event.data], predicate, v);
}

bool JsonFacts::test(const Expr& predicate, const Variables& v) {
  return test_on(json::parse(to_json(*v.context)), predicate, v);
}

std::vector<Value> JsonFacts::values(const Expr& path, const Event& event) {
  return to_values(evaluate(path.text, {{"", composed_[event.data]}}));
}

std::vector<Value> JsonFacts::values(const Expr& path, const std::string& text) {
  return to_values(evaluate(path.text, {{"", json::parse(text.empty() ? "{}" : text)}}));
}

void JsonFacts::compose(const Event& event, const std::vector<Patch>& patches) {
  json result = original_[event.data];
  for (const Patch& patch : patches) {
    const json& other = composed_[patch.event->data];
    if (patch.replace)
      result = other.at("data");
    else
      result.merge_patch(other);
  }
  composed_[event.data] = std::move(result);
}

Time JsonFacts::read_time(const Value& value) {
  auto time = value.kind == Value::Kind::string ? read_ward_time(value.text) : std::nullopt;
  if (!time) throw Error(sqlstate::kDataRefused, "\"" + value.text + "\" is not a time");
  return *time;
}

Time JsonFacts::add(Time at, const Span& span) {
  using namespace std::chrono;
  constexpr sys_days kEpoch = year(2000) / January / 1;
  sys_time<microseconds> t = kEpoch + microseconds(at);
  if (span.months != 0) {
    sys_days day = floor<days>(t);
    year_month_day date = year_month_day(day) + months(span.months);
    if (!date.ok()) date = date.year() / date.month() / last;
    t = sys_days(date) + (t - day);
  }
  t += days(span.days) + microseconds(span.micros);
  return (t - kEpoch).count();
}

std::string JsonFacts::format_time(Time at) { return ward_time(at); }

}  // namespace tqc::test

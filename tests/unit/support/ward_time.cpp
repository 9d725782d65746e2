#include "support/ward_time.h"

#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace tqc::test {

namespace {
constexpr Time kDay = 24 * kHour;
constexpr Time kFirstDay = 9501 * kDay;  // from 2000-01-01 to 2026-01-05
}  // namespace

std::optional<Time> read_ward_time(std::string_view text) {
  std::string s(text);
  int day = 1;
  int hour = 0;
  int minute = 0;
  double second = 0;
  int used = 0;
  if (std::sscanf(s.c_str(), "%d %d:%d%n", &day, &hour, &minute, &used) != 3) {
    day = 1;
    if (std::sscanf(s.c_str(), "%d:%d%n", &hour, &minute, &used) != 2) return std::nullopt;
  }
  if (int more = 0; std::sscanf(s.c_str() + used, ":%lf%n", &second, &more) == 1) used += more;
  if (static_cast<std::size_t>(used) != s.size()) return std::nullopt;
  return kFirstDay + (day - 1) * kDay + hour * kHour + minute * kMinute +
         std::llround(second * kSecond);
}

std::string ward_time(Time at) {
  if (at == kNever) return "never";
  Time since = at - kFirstDay;
  Time day = since / kDay - (since % kDay < 0 ? 1 : 0);
  Time rest = since - day * kDay;
  char text[64];
  int n = 0;
  if (day != 0) n = std::snprintf(text, sizeof text, "%lld ", static_cast<long long>(day + 1));
  n += std::snprintf(text + n, sizeof text - n, "%02d:%02d", static_cast<int>(rest / kHour),
                     static_cast<int>(rest % kHour / kMinute));
  if (Time micros = rest % kMinute; micros != 0) {
    std::snprintf(text + n, sizeof text - n, ":%09.6f", static_cast<double>(micros) / kSecond);
  }
  return text;
}

Time on(std::string_view text) {
  auto time = read_ward_time(text);
  if (!time) throw std::logic_error("not a time: " + std::string(text));
  return *time;
}

}  // namespace tqc::test

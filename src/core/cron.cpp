#include "core/cron.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <string>

#include "core/error.h"
#include "core/range.h"
#include "core/pure.h"

namespace tqc {

namespace {

constexpr std::array<std::string_view, 12> kMonths = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                      "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> kWeekdays = {"SUN", "MON", "TUE", "WED",
                                                       "THU", "FRI", "SAT"};

[[noreturn]] void refuse(const std::string& expected) {
  throw Error(sqlstate::kDefinitionRefused, expected);
}

struct Field {
  const char* name;
  int least;
  int most;
};

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool same_name(std::string_view text, std::string_view name) {
  return text.size() == name.size() && std::equal(text.begin(), text.end(), name.begin(),
                                                  [](char a, char b) { return upper(a) == b; });
}

template <std::size_t N>
int find_name(const std::array<std::string_view, N>& names, std::string_view text, int first) {
  for (std::size_t i = 0; i < N; ++i) {
    if (same_name(text, names[i])) return static_cast<int>(i) + first;
  }
  return -1;
}

class FieldReader {
 public:
  FieldReader(std::string_view text, const Field& field)
      : text_(text), rest_(text), field_(field) {}

  std::uint64_t read() {
    std::uint64_t bits = 0;
    do {
      bits |= item();
    } while (take(','));
    if (!rest_.empty()) fail();
    return bits;
  }

 private:
  [[noreturn]] void fail() const {
    refuse(std::string(field_.name) + " from " + std::to_string(field_.least) + " to " +
           std::to_string(field_.most) +
           " as *, n, n-m, */step, n-m/step or a list of them, not \"" +
           std::string(text_.substr(0, 40)) + "\"");
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  std::uint64_t item() {
    int from = field_.least;
    int to = field_.most;
    bool range = take('*');
    if (!range) {
      from = to = value();
      if (take('-')) {
        to = value();
        range = true;
      }
    }
    int step = 1;
    if (take('/')) {
      if (!range) fail();
      step = number();
      if (step < 1 || step > field_.most) fail();
    }
    if (from < field_.least || to > field_.most || from > to) fail();
    std::uint64_t bits = 0;
    for (int v = from; v <= to; v += step) bits |= std::uint64_t{1} << static_cast<unsigned>(v);
    return bits;
  }

  int number() {
    std::size_t n = 0;
    int value = 0;
    while (n < rest_.size() && n < 3 && rest_[n] >= '0' && rest_[n] <= '9') {
      value = value * 10 + (rest_[n++] - '0');
    }
    if (n == 0) fail();
    rest_.remove_prefix(n);
    return value;
  }

  int value() {
    std::size_t n = 0;
    while (n < rest_.size() && upper(rest_[n]) >= 'A' && upper(rest_[n]) <= 'Z') ++n;
    if (n == 0) return number();
    int found = field_.most == 12  ? find_name(kMonths, rest_.substr(0, n), 1)
                : field_.most == 7 ? find_name(kWeekdays, rest_.substr(0, n), 0)
                                   : -1;
    if (found < 0) fail();
    rest_.remove_prefix(n);
    return found;
  }

  std::string_view text_;
  std::string_view rest_;
  const Field& field_;
};

bool has(std::uint64_t bits, std::int64_t n) {
  return (bits >> static_cast<unsigned>(n) & 1U) != 0;
}

// A definition whose days never come, such as 30 February.
bool some_day(const Cron& cron) {
  constexpr std::array<int, 12> kLengths = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  if (cron.either) return true;
  for (int month = 1; month <= 12; ++month) {
    if (!has(cron.months, month)) continue;
    for (int day = 1; day <= kLengths[month - 1]; ++day) {
      if (has(cron.days, day)) return true;
    }
  }
  return false;
}

}  // namespace

bool Cron::on_day(std::int32_t day) const {
  constexpr std::chrono::sys_days kEpoch = std::chrono::year(2000) / std::chrono::January / 1;
  std::chrono::sys_days at = kEpoch + std::chrono::days(day);
  std::chrono::year_month_day date(at);
  if (!has(months, static_cast<unsigned>(date.month()))) return false;
  bool by_day = has(days, static_cast<unsigned>(date.day()));
  bool by_weekday = has(weekdays, std::chrono::weekday(at).c_encoding());
  return either ? by_day || by_weekday : by_day && by_weekday;
}

Cron parse_cron(std::string_view text) {
  constexpr std::array<Field, 5> kFields = {{{"a minute", 0, 59},
                                             {"an hour", 0, 23},
                                             {"a day", 1, 31},
                                             {"a month", 1, 12},
                                             {"a weekday", 0, 7}}};
  std::array<std::string_view, 5> words;
  std::size_t n = 0;
  for (std::string_view rest = text; !rest.empty();) {
    std::size_t start = rest.find_first_not_of(" \t");
    if (start == std::string_view::npos) break;
    rest.remove_prefix(start);
    std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
    if (n == words.size()) refuse("five fields: minute, hour, day, month, weekday");
    words[n++] = rest.substr(0, end);
    rest.remove_prefix(end);
  }
  if (n != words.size()) refuse("five fields: minute, hour, day, month, weekday");

  Cron cron;
  cron.minutes = FieldReader(words[0], kFields[0]).read();
  cron.hours = static_cast<std::uint32_t>(FieldReader(words[1], kFields[1]).read());
  cron.days = static_cast<std::uint32_t>(FieldReader(words[2], kFields[2]).read());
  cron.months = static_cast<std::uint32_t>(FieldReader(words[3], kFields[3]).read());
  cron.weekdays = static_cast<std::uint32_t>(FieldReader(words[4], kFields[4]).read());
  if (has(cron.weekdays, 7)) cron.weekdays |= 1U;
  cron.either = words[2].front() != '*' && words[4].front() != '*';
  if (!some_day(cron)) refuse("a day that some month has");
  return cron;
}

// The wall clock is walked minute by minute, past the days and hours that do not fit. What is
// earliest on the wall may not be earliest in time where the clock is put forward, so the walk
// goes on for as long as a clock is ever shifted.
Time next_time(const Cron& cron, const Zone& zone, Time after) {
  constexpr std::int64_t kShift = 3 * 60;  // minutes
  constexpr std::int64_t kDayMinutes = 24 * 60;
  // 29 February falls on one weekday again after 40 years at most.
  constexpr std::int64_t kYears = 41 * 366 * kDayMinutes;
  check_range(after);
  Zone::Civil c = zone.civil(after);
  std::int64_t first = c.day * kDayMinutes + c.micros / kMinute - kShift;
  std::int64_t last = first + kYears;
  Time best = kNever;
  for (std::int64_t m = first; m <= last;) {
    std::int64_t day = (m >= 0 ? m : m - kDayMinutes + 1) / kDayMinutes;
    std::int64_t of_day = m - day * kDayMinutes;
    if (!cron.on_day(static_cast<std::int32_t>(day))) {
      m = (day + 1) * kDayMinutes;
    } else if (!has(cron.hours, of_day / 60)) {
      m += 60 - of_day % 60;
    } else {
      if (has(cron.minutes, of_day % 60)) {
        Time at = zone.instant({static_cast<std::int32_t>(day), of_day * kMinute});
        if (at > after && best == kNever) last = std::min(last, m + kShift);
        if (at > after) best = std::min(best, at);
      }
      ++m;
    }
  }
  return best;
}

}  // namespace tqc

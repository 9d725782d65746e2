#include "core/instant.h"

#include <algorithm>

#include "core/pure.h"

namespace tqc {

namespace {

/// Reads from the front of a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }
  bool take(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_any(std::string_view of) {
    if (rest_.empty() || of.find(rest_[0]) == of.npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool peek_digit() const { return !rest_.empty() && rest_[0] >= '0' && rest_[0] <= '9'; }

  /// Exactly so many digits, between the bounds.
  bool number(int digits, int least, int most, int& value) {
    value = 0;
    for (int i = 0; i < digits; ++i) {
      if (!peek_digit()) return false;
      value = value * 10 + (rest_[0] - '0');
      rest_.remove_prefix(1);
    }
    return value >= least && value <= most;
  }

  /// The digits after the point, rounded to microseconds.
  bool fraction(int& micros) {
    if (!peek_digit()) return false;
    micros = 0;
    int scale = 100'000;
    bool first_beyond = true;
    for (; peek_digit(); rest_.remove_prefix(1)) {
      int digit = rest_[0] - '0';
      if (scale > 0) {
        micros += digit * scale;
        scale /= 10;
      } else if (first_beyond) {
        if (digit >= 5) ++micros;
        first_beyond = false;
      }
    }
    return true;
  }

 private:
  std::string_view rest_;
};

bool is_leap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

int days_in(int year, int month) {
  static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kDays[month - 1];
}

/// Days since 2000-01-01 in the proleptic Gregorian calendar.
std::int64_t day_number(int year, int month, int day) {
  std::int64_t y = month <= 2 ? year - 1 : year;
  std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  std::int64_t of_era = y - era * 400;
  std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 730425;
}

bool read_date(Reader& reader, WrittenTime& time) {
  return reader.number(4, 1, 9999, time.year) && reader.take('-') &&
         reader.number(2, 1, 12, time.month) && reader.take('-') &&
         reader.number(2, 1, days_in(time.year, time.month), time.day);
}

/// hh:mm[:ss[.f]]
bool read_clock(Reader& reader, WrittenTime& time) {
  time.has_time = true;
  if (!reader.number(2, 0, 23, time.hour) || !reader.take(':') ||
      !reader.number(2, 0, 59, time.minute)) {
    return false;
  }
  if (!reader.take(':')) return true;
  time.has_seconds = true;
  return reader.number(2, 0, 60, time.second) &&
         (!reader.take_any(".,") || reader.fraction(time.micros));
}

/// Z, ±hh:mm and, unless strict, ±hhmm and ±hh.
bool read_offset(Reader& reader, WrittenTime& time, bool strict) {
  if (reader.take_any("Zz")) {
    time.offset = 0;
    return true;
  }
  bool west = reader.take('-');
  if (!west && !reader.take('+')) return false;
  int hours = 0, minutes = 0;
  if (!reader.number(2, 0, strict ? 23 : 15, hours)) return false;
  if (reader.take(':') || (!strict && reader.peek_digit())) {
    if (!reader.number(2, 0, 59, minutes)) return false;
  } else if (strict) {
    return false;
  }
  time.offset = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
  return true;
}

/// A leap second stands at the end of a UTC day.
bool leap_second_fits(const WrittenTime& time) {
  if (time.second < 60) return true;
  int minute = time.hour * 60 + time.minute - *time.offset / 60;
  return (minute % 1440 + 1440) % 1440 == 1439;
}

bool is_full_time(Reader& reader, WrittenTime& time, std::string_view text) {
  return read_clock(reader, time) && time.has_seconds && read_offset(reader, time, true) &&
         reader.at_end() && text.find(',') == text.npos && leap_second_fits(time);
}

}  // namespace

Time WrittenTime::as_utc() const {
  std::int64_t seconds = day_number(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  return seconds * kSecond + micros;
}

std::optional<WrittenTime> read_written_time(std::string_view text) {
  Reader reader(text);
  WrittenTime time;
  if (!read_date(reader, time)) return std::nullopt;
  if (reader.at_end()) return time;
  if (!reader.take_any("Tt ") || !read_clock(reader, time)) return std::nullopt;
  if (reader.at_end()) return time;
  if (!read_offset(reader, time, false) || !reader.at_end()) return std::nullopt;
  return time;
}

std::optional<WrittenTime> read_hl7_time(std::string_view text) {
  Reader reader(text);
  WrittenTime time;
  if (!reader.number(4, 1, 9999, time.year) || !reader.number(2, 1, 12, time.month) ||
      !reader.number(2, 1, days_in(time.year, time.month), time.day)) {
    return std::nullopt;
  }
  if (reader.peek_digit()) {
    if (!reader.number(2, 0, 23, time.hour)) return std::nullopt;
    if (reader.at_end()) return time;  // of the hour alone nothing is made
    if (!reader.number(2, 0, 59, time.minute)) return std::nullopt;
    time.has_time = true;
    if (reader.peek_digit()) {
      time.has_seconds = true;
      if (!reader.number(2, 0, 60, time.second)) return std::nullopt;
      if (reader.take('.') && !reader.fraction(time.micros)) return std::nullopt;
    }
  }
  if (reader.at_end()) return time;
  if (!read_offset(reader, time, false) || !reader.at_end()) return std::nullopt;
  return time;
}

std::string to_rfc3339(const WrittenTime& time) {
  std::string out;
  auto put = [&](int value, int digits) {
    std::string text = std::to_string(value);
    out.append(static_cast<std::size_t>(digits) - std::min<std::size_t>(digits, text.size()), '0');
    out += text;
  };
  put(time.year, 4);
  out += '-';
  put(time.month, 2);
  out += '-';
  put(time.day, 2);
  if (!time.has_time) return out;
  out += 'T';
  put(time.hour, 2);
  out += ':';
  put(time.minute, 2);
  out += ':';
  put(time.second, 2);
  if (time.micros > 0) {
    out += '.';
    put(std::min(time.micros, 999'999), 6);  // seconds are not carried on by rounding
  }
  if (!time.offset) return out;
  if (*time.offset == 0) return out + 'Z';
  out += *time.offset < 0 ? '-' : '+';
  int minutes = (*time.offset < 0 ? -*time.offset : *time.offset) / 60;
  put(minutes / 60, 2);
  out += ':';
  put(minutes % 60, 2);
  return out;
}

bool is_rfc3339_date_time(std::string_view text) {
  Reader reader(text);
  WrittenTime time;
  return read_date(reader, time) && reader.take_any("Tt") && is_full_time(reader, time, text);
}

bool is_rfc3339_date(std::string_view text) {
  Reader reader(text);
  WrittenTime time;
  return read_date(reader, time) && reader.at_end();
}

bool is_rfc3339_time(std::string_view text) {
  Reader reader(text);
  WrittenTime time;
  return is_full_time(reader, time, text);
}

}  // namespace tqc

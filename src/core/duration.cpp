// ISO 8601 durations: [-]P[nY][nM][nW][nD][T[nH][nM][nS]].
//
// Strict where PostgreSQL's interval input is not: only this form, units in this order,
// each at most once, at least one. The last of the hours, minutes and seconds may have a fraction
// of up to six places, which is whole microseconds of each; a fraction of a day is refused, for
// days are steps of the wall clock.
// One sign rules all units. No unit may exceed what Span can hold with either sign.
#include "core/time.h"

#include <limits>

#include "core/error.h"
#include "core/pure.h"

namespace tqc {

namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), rest_(text) {}

  Span read() {
    bool negative = take('-');
    if (!take('P')) refuse();
    std::int64_t months = 0;
    std::int64_t days = 0;
    std::int64_t micros = 0;
    bool any = false;
    any |= unit('Y', 12, months);
    any |= unit('M', 1, months);
    any |= unit('W', 7, days);
    any |= unit('D', 1, days);
    if (take('T')) {
      bool hours = unit('H', kHour, micros);
      bool minutes = unit('M', kMinute, micros);
      bool seconds = unit('S', kSecond, micros);
      std::string_view left = seconds ? "" : minutes ? "S" : hours ? "MS" : "HMS";
      bool last = fraction(left, micros);
      if (!hours && !minutes && !seconds && !last) refuse();
      any = true;
    }
    if (!any || !rest_.empty()) refuse();
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    if (months > kMost || days > kMost) too_long();
    Span span{static_cast<std::int32_t>(months), static_cast<std::int32_t>(days), micros};
    return negative ? -span : span;
  }

 private:
  [[noreturn]] void refuse() const {
    throw Error(sqlstate::kDefinitionRefused, "invalid duration \"" + std::string(text_) + "\"",
                "Expected an ISO 8601 duration such as PT8H, P1D or -PT30M.");
  }
  [[noreturn]] void too_long() const {
    throw Error(sqlstate::kDefinitionRefused,
                "duration \"" + std::string(text_) + "\" is out of range");
  }

  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  static bool digit(char c) { return c >= '0' && c <= '9'; }

  std::size_t digits() const {
    std::size_t n = 0;
    while (n < rest_.size() && digit(rest_[n])) ++n;
    return n;
  }

  std::int64_t number(std::size_t length) {
    std::int64_t value = 0;
    for (char c : rest_.substr(0, length)) {
      if (__builtin_mul_overflow(value, std::int64_t{10}, &value) ||
          __builtin_add_overflow(value, std::int64_t{c - '0'}, &value)) {
        too_long();
      }
    }
    rest_.remove_prefix(length);
    return value;
  }

  void add(std::int64_t& sum, std::int64_t count, std::int64_t size) const {
    std::int64_t product = 0;
    if (__builtin_mul_overflow(count, size, &product) ||
        __builtin_add_overflow(sum, product, &sum)) {
      too_long();
    }
  }

  /// Adds `n` × size to the sum if the text goes on with `n` and this letter.
  bool unit(char letter, std::int64_t size, std::int64_t& sum) {
    std::size_t n = digits();
    if (n == 0 || n == rest_.size() || rest_[n] != letter) return false;
    add(sum, number(n), size);
    rest_.remove_prefix(1);
    return true;
  }

  /// Adds `n.n` × hours, minutes or seconds, whichever of these letters follows.
  bool fraction(std::string_view letters, std::int64_t& micros) {
    if (digits() == 0) return false;
    std::int64_t whole = number(digits());
    if (!take('.') && !take(',')) refuse();
    std::size_t places = digits();
    if (places == 0 || places > 6) refuse();
    std::int64_t millionths = number(places);
    for (std::size_t i = places; i < 6; ++i) millionths *= 10;
    if (rest_.empty() || letters.find(rest_.front()) == letters.npos) refuse();
    std::int64_t size = take('H') ? kHour : take('M') ? kMinute : kSecond;
    if (size == kSecond) take('S');
    add(micros, whole, size);
    add(micros, millionths, size / 1'000'000);
    return true;
  }

  std::string_view text_;
  std::string_view rest_;
};

void append_unit(std::string& out, std::int64_t count, char letter) {
  if (count == 0) return;
  out += std::to_string(count);
  out += letter;
}

void append_seconds(std::string& out, std::int64_t micros) {
  if (micros == 0) return;
  if (micros < 0) out += '-';
  std::int64_t whole = micros / kSecond;
  std::int64_t fraction = micros % kSecond;
  out += std::to_string(whole < 0 ? -whole : whole);
  if (fraction != 0) {
    std::string places = std::to_string(fraction < 0 ? -fraction : fraction);
    places.insert(0, 6 - places.size(), '0');
    while (places.back() == '0') places.pop_back();
    out += '.';
    out += places;
  }
  out += 'S';
}

}  // namespace

Span parse_duration(std::string_view text) { return Reader(text).read(); }

// A span whose parts differ in sign, which parse_duration never yields, carries a sign
// at each unit, as in PostgreSQL's own ISO 8601 output.
std::string format_duration(const Span& span) {
  bool negative = span.months <= 0 && span.days <= 0 && span.micros <= 0 && !span.zero();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  if (span.micros == kLeast) negative = false;  // cannot be negated
  std::int64_t sign = negative ? -1 : 1;
  std::string out = negative ? "-P" : "P";
  std::int64_t months = sign * span.months;
  append_unit(out, months / 12, 'Y');
  append_unit(out, months % 12, 'M');
  append_unit(out, sign * span.days, 'D');
  if (span.micros != 0) {
    std::int64_t micros = sign * span.micros;
    out += 'T';
    append_unit(out, micros / kHour, 'H');
    append_unit(out, micros % kHour / kMinute, 'M');
    append_seconds(out, micros % kMinute);
  }
  if (span.zero()) out += "T0S";
  return out;
}

}  // namespace tqc

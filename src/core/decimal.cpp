#include "core/decimal.h"

#include <algorithm>
#include <charconv>
#include <functional>

#include "core/pure.h"

namespace tqc {

std::optional<Decimal> Decimal::parse(std::string_view text) {
  Decimal result;
  std::size_t i = 0;
  bool negative = i < text.size() && text[i] == '-';
  if (negative) ++i;
  bool point = false, any = false;
  for (; i < text.size(); ++i) {
    char c = text[i];
    if (c == '.' && !point) {
      point = true;
    } else if (c >= '0' && c <= '9') {
      any = true;
      result.digits_ += c;
      if (point) --result.exponent_;
    } else {
      break;
    }
  }
  if (!any) return std::nullopt;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return std::nullopt;
    ++i;
    if (i < text.size() && text[i] == '+') ++i;
    std::int32_t shift = 0;  // 32 bits, so that no sum below overflows
    auto [end, error] = std::from_chars(text.data() + i, text.data() + text.size(), shift);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    result.exponent_ += shift;
  }

  std::size_t first = result.digits_.find_first_not_of('0');
  if (first == std::string::npos) return Decimal();
  std::size_t last = result.digits_.find_last_not_of('0');
  result.exponent_ += static_cast<std::int64_t>(result.digits_.size() - 1 - last);
  result.digits_ = result.digits_.substr(first, last - first + 1);
  result.negative_ = negative;
  return result;
}

int Decimal::compare(const Decimal& other) const {
  if (is_zero() || other.is_zero() || negative_ != other.negative_) {
    int mine = is_zero() ? 0 : negative_ ? -1 : 1;
    int theirs = other.is_zero() ? 0 : other.negative_ ? -1 : 1;
    return mine - theirs;
  }
  // Digits before the point; then the digits themselves, which compare as text.
  std::int64_t mine = exponent_ + static_cast<std::int64_t>(digits_.size());
  std::int64_t theirs = other.exponent_ + static_cast<std::int64_t>(other.digits_.size());
  int magnitude = mine != theirs ? (mine < theirs ? -1 : 1) : digits_.compare(other.digits_);
  return negative_ ? -magnitude : magnitude;
}

bool Decimal::is_multiple_of(const Decimal& divisor) const {
  if (is_zero()) return true;
  // a x 10^shift must be a multiple of b. With shift < 0 it cannot be: a would end in a zero.
  std::int64_t shift = exponent_ - divisor.exponent_;
  if (shift < 0) return false;
  std::uint64_t b = 0;
  for (char c : divisor.digits_) b = b * 10 + static_cast<std::uint64_t>(c - '0');
  if (b == 0) return false;  // no divisor at all
  // b < 10^18, so rest * 10 + 9 < 10^19 fits.
  std::uint64_t rest = 0;
  for (char c : digits_) rest = (rest * 10 + static_cast<std::uint64_t>(c - '0')) % b;
  // Multiplying by 10 changes nothing any more once the rest is zero or all factors 2 and 5 of b
  // are used up, of which it has fewer than 64.
  for (std::int64_t i = 0; i < std::min<std::int64_t>(shift, 64) && rest != 0; ++i) {
    rest = rest * 10 % b;
  }
  return rest == 0;
}

std::string Decimal::shown() const {
  constexpr std::int64_t kLongest = 40;
  auto size = static_cast<std::int64_t>(digits_.size());
  if (is_zero()) return "0";
  if (size + exponent_ > kLongest || size > kLongest || exponent_ < -kLongest) return "a number";
  std::string text = digits_;
  if (exponent_ >= 0) {
    text.append(static_cast<std::size_t>(exponent_), '0');
  } else {
    if (size <= -exponent_) text.insert(0, static_cast<std::size_t>(1 - exponent_ - size), '0');
    text.insert(text.size() - static_cast<std::size_t>(-exponent_), ".");
  }
  return (negative_ ? "-" : "") + text;
}

std::size_t Decimal::hash() const {
  return std::hash<std::string>()(digits_) ^ static_cast<std::size_t>(exponent_ * 31) ^
         (negative_ ? 0x9e3779b97f4a7c15u : 0);
}

std::optional<std::uint64_t> Decimal::as_count() const {
  if (is_zero()) return 0;
  if (negative_ || exponent_ < 0 || exponent_ + static_cast<std::int64_t>(digits_.size()) > 18) {
    return std::nullopt;
  }
  std::uint64_t count = 0;
  for (char c : digits_) count = count * 10 + static_cast<std::uint64_t>(c - '0');
  for (std::int64_t i = 0; i < exponent_; ++i) count *= 10;
  return count;
}

std::optional<std::int64_t> Decimal::as_int64() const {
  if (is_zero()) return 0;
  if (exponent_ < 0 || exponent_ > 18) return std::nullopt;
  std::string text = (negative_ ? "-" : "") + digits_ + std::string(exponent_, '0');
  std::int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

}  // namespace tqc

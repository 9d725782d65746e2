// An exact decimal number, so that no number of a document loses meaning in a double.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tqc {

class Decimal {
 public:
  Decimal() = default;  // zero

  /// Reads "-12.50e3" and the like; nothing if it is no finite decimal number.
  static std::optional<Decimal> parse(std::string_view text);

  /// <0, 0, >0
  int compare(const Decimal& other) const;
  bool operator==(const Decimal&) const = default;  // the form is canonical

  bool is_zero() const { return digits_.empty(); }
  bool is_integer() const { return exponent_ >= 0; }

  /// A divisor must be positive and of so few significant digits.
  static constexpr std::size_t kDivisorDigits = 18;
  bool is_divisor() const { return !negative_ && !is_zero() && digits_.size() <= kDivisorDigits; }
  bool is_multiple_of(const Decimal& divisor) const;

  std::size_t hash() const;

  /// For people: plain digits if it is short, else "a number".
  std::string shown() const;

  /// As a count: nothing if it is negative, has a fraction, or does not fit.
  std::optional<std::uint64_t> as_count() const;
  /// Nothing if it has a fraction or does not fit.
  std::optional<std::int64_t> as_int64() const;

 private:
  // value = digits x 10^exponent; digits have no zero at either end, zero has none.
  bool negative_ = false;
  std::string digits_;
  std::int64_t exponent_ = 0;
};

}  // namespace tqc

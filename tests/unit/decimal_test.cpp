#include "core/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tqc {
namespace {

Decimal d(std::string_view text) { return Decimal::parse(text).value(); }

TEST(Decimal, EqualValuesAreEqualHoweverWritten) {
  EXPECT_EQ(d("1"), d("1.000"));
  EXPECT_EQ(d("1000"), d("1e3"));
  EXPECT_EQ(d("-0.0"), d("0"));
  EXPECT_EQ(d("0.001e3"), d("1"));
  EXPECT_EQ(d("1.50").hash(), d("15e-1").hash());
}

TEST(Decimal, LargeNumbersKeepAllDigits) {
  EXPECT_NE(d("9007199254740993"), d("9007199254740992"));
  EXPECT_GT(d("1e400").compare(d("9.99e399")), 0);
  EXPECT_LT(d("-1e400").compare(d("1e-400")), 0);
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "-", ".", "1e", "1x", "NaN", "1e99999999999", "--1", "1.2.3"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
}

TEST(Decimal, MultiplesAreExact) {
  EXPECT_TRUE(d("0.07").is_multiple_of(d("0.01")));
  EXPECT_FALSE(d("0.075").is_multiple_of(d("0.01")));
  EXPECT_TRUE(d("1e300").is_multiple_of(d("8")));
  EXPECT_FALSE(d("1e300").is_multiple_of(d("7")));
  EXPECT_TRUE(d("1e-3").is_multiple_of(d("1e-5")));
  EXPECT_TRUE(d("0").is_multiple_of(d("3")));
}

TEST(Decimal, IntegersOfSixtyFourBits) {
  EXPECT_EQ(d("-9223372036854775808").as_int64(), INT64_MIN);
  EXPECT_EQ(d("9223372036854775808").as_int64(), std::nullopt);
  EXPECT_EQ(d("1.5").as_int64(), std::nullopt);
  EXPECT_EQ(d("12e2").as_int64(), 1200);
  EXPECT_EQ(d("-1").as_count(), std::nullopt);
}

TEST(Decimal, ShowsShortNumbersAsPeopleWriteThem) {
  for (const char* text : {"0", "7", "-1200", "0.05", "-12.5", "9007199254740993"}) {
    EXPECT_EQ(d(text).shown(), text);
  }
  EXPECT_EQ(d("1e3").shown(), "1000");
  EXPECT_EQ(d("1e-50").shown(), "a number");
}

RC_GTEST_PROP(Decimal, OrdersAsIntegersDo, (std::int64_t a, std::int64_t b)) {
  int order = d(std::to_string(a)).compare(d(std::to_string(b)));
  RC_ASSERT((order < 0) == (a < b));
  RC_ASSERT((order == 0) == (a == b));
}

RC_GTEST_PROP(Decimal, MultiplesAsIntegersHaveThem, (std::int32_t a, std::uint16_t b)) {
  RC_PRE(b > 0);
  RC_ASSERT(d(std::to_string(a)).is_multiple_of(d(std::to_string(b))) == (a % b == 0));
}

}  // namespace
}  // namespace tqc

#include <limits>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "core/error.h"
#include "core/time.h"

namespace tqc {
namespace {

TEST(ParseDuration, ReadsEveryUnit) {
  EXPECT_EQ(parse_duration("P1Y2M3W4DT5H6M7.5S"),
            (Span{14, 25, 5 * kHour + 6 * kMinute + 7 * kSecond + 500'000}));
}

TEST(ParseDuration, TellsMonthsFromMinutes) {
  EXPECT_EQ(parse_duration("P2M"), (Span{2, 0, 0}));
  EXPECT_EQ(parse_duration("PT2M"), (Span{0, 0, 2 * kMinute}));
}

TEST(ParseDuration, CountsWeeksAsDays) { EXPECT_EQ(parse_duration("P2W"), (Span{0, 14, 0})); }

TEST(ParseDuration, KeepsDaysApartFromHours) {
  EXPECT_EQ(parse_duration("P1D"), (Span{0, 1, 0}));
  EXPECT_EQ(parse_duration("PT24H"), (Span{0, 0, 24 * kHour}));
}

TEST(ParseDuration, LeadingMinusRulesAllUnits) {
  EXPECT_EQ(parse_duration("-P1M2DT3H"), (Span{-1, -2, -3 * kHour}));
}

TEST(ParseDuration, ReadsFractionsToTheMicrosecond) {
  EXPECT_EQ(parse_duration("PT0.000001S").micros, 1);
  EXPECT_EQ(parse_duration("PT0.1S").micros, 100'000);
  EXPECT_EQ(parse_duration("PT1.000000S").micros, kSecond);
  EXPECT_EQ(parse_duration("PT1,5S").micros, 1'500'000);
}

TEST(ParseDuration, ReadsAFractionOfTheLastTimeUnit) {
  EXPECT_EQ(parse_duration("PT1.5H"), (Span{0, 0, 90 * kMinute}));
  EXPECT_EQ(parse_duration("PT0,25H").micros, 15 * kMinute);
  EXPECT_EQ(parse_duration("PT0.000001H").micros, 3600);
  EXPECT_EQ(parse_duration("-P1DT2H1.5M"), (Span{0, -1, -2 * kHour - 90 * kSecond}));
}

TEST(ParseDuration, ReadsTheWidestValues) {
  EXPECT_EQ(parse_duration("P2147483647D").days, std::numeric_limits<std::int32_t>::max());
  EXPECT_EQ(parse_duration("PT9223372036854.775807S").micros,
            std::numeric_limits<std::int64_t>::max());
}

class WrongDuration : public testing::TestWithParam<const char*> {};

TEST_P(WrongDuration, IsRefused) {
  try {
    Span span = parse_duration(GetParam());
    FAIL() << "read as " << format_duration(span);
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, "TQ003");
  }
}

INSTANTIATE_TEST_SUITE_P(Malformed, WrongDuration,
                         testing::Values("", "P", "-", "PT", "P1", "1D", "P1H", "PT1D", "P1DT",
                                         "P1D2M", "PT1S2M", "P1D1D", "p1d", "P1d", " P1D", "P1D ",
                                         "P 1D", "P-1D", "+P1D", "--P1D", "P1.5D", "P0,5W",
                                         "PT1.5H30M", "PT1H1.5H", "PT1M1.5H", "PT1S1.5M",
                                         "PT1S1.5S", "PT1.5", "PT1.5D", "PT1.5.5H", "PT1..5H",
                                         "PT.5H", "PT.5S", "PT5.S", "PT0.1234567S", "P1W2Y",
                                         "P1DT2H3", "PT1H2H", "P１D", "8 hours", "08:00",
                                         "P0001-01-01", "PT0x1S", "P1DT2H3M4S5S"));

INSTANTIATE_TEST_SUITE_P(OutOfRange, WrongDuration,
                         testing::Values("P2147483648D", "P2147483648M", "P178956971Y",
                                         "P306783379W", "P2147483647D1W", "PT9223372036854775807H",
                                         "PT9223372036854.775808S", "-PT9223372036854.775808S",
                                         "P99999999999999999999D",
                                         "PT9223372036854S9223372036854S"));

TEST(FormatDuration, WritesIso8601) {
  EXPECT_EQ(format_duration({}), "PT0S");
  EXPECT_EQ(format_duration({0, 0, 8 * kHour}), "PT8H");
  EXPECT_EQ(format_duration({14, 3, 30 * kMinute}), "P1Y2M3DT30M");
  EXPECT_EQ(format_duration({0, -1, -500'000}), "-P1DT0.5S");
}

TEST(FormatDuration, SignsEachUnitWhenSignsDiffer) {
  EXPECT_EQ(format_duration({1, -2, 0}), "P1M-2D");
  EXPECT_EQ(format_duration({0, 1, -90 * kSecond - 1}), "P1DT-1M-30.000001S");
}

RC_GTEST_PROP(FormatDuration, IsReadBackAsTheSameSpan, (bool minus)) {
  Span span{
      *rc::gen::inRange<std::int32_t>(0, std::numeric_limits<std::int32_t>::max()),
      *rc::gen::inRange<std::int32_t>(0, std::numeric_limits<std::int32_t>::max()),
      *rc::gen::oneOf(rc::gen::inRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max()),
                      rc::gen::inRange<std::int64_t>(0, 2 * kHour))};
  if (minus) span = -span;
  RC_ASSERT(parse_duration(format_duration(span)) == span);
}

RC_GTEST_PROP(ParseDuration, TextOfAnySortIsReadOrRefused, (const std::string& text)) {
  try {
    Span span = parse_duration(text);
    RC_ASSERT(parse_duration(format_duration(span)) == span);
  } catch (const Error& e) {
    RC_ASSERT(e.sqlstate == "TQ003");
  }
}

}  // namespace
}  // namespace tqc

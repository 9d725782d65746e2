// Working time: hours of a day, free days between, both directions, wall-clock steps.
#include <limits>

#include <gtest/gtest.h>

#include "core/error.h"
#include "support/calendars.h"

namespace tqc::test {
namespace {

Desk china() { return {shanghai(), kOfficeWeek, kChina2026}; }
Desk plain() { return {shanghai(), kOfficeWeek}; }

TEST(WorkingTime, RunsOnlyInWorkingHours) {
  EXPECT_EQ(china().add("2026-01-05 08:00", "PT1H"), "2026-01-05 09:00");
  EXPECT_EQ(china().add("2026-01-05 11:30", "PT1H"), "2026-01-05 14:30");
  EXPECT_EQ(china().add("2026-01-05 08:00", "PT8H"), "2026-01-06 08:30");
  EXPECT_EQ(china().add("2026-01-05 17:29", "PT2M"), "2026-01-06 08:01");
}

TEST(WorkingTime, EndsWithItsStretchNotAtTheBeginningOfTheNext) {
  EXPECT_EQ(china().add("2026-01-05 08:00", "PT4H"), "2026-01-05 12:00");
  EXPECT_EQ(china().add("2026-01-05 08:00", "PT4H0.000001S"), "2026-01-05 14:00:00.000001");
  EXPECT_EQ(china().add("2026-01-05 08:00", "PT7H30M"), "2026-01-05 17:30");
}

TEST(WorkingTime, BeginsWithTheNextStretchWhereTheBeginningIsFree) {
  EXPECT_EQ(china().add("2026-01-05 12:30", "PT1H"), "2026-01-05 15:00");
  EXPECT_EQ(china().add("2026-01-05 03:00", "PT1H"), "2026-01-05 09:00");
  EXPECT_EQ(china().add("2026-01-03 10:00", "PT1H"), "2026-01-04 09:00");  // a make-up Sunday
  EXPECT_EQ(plain().add("2026-01-03 10:00", "PT1H"), "2026-01-05 09:00");
}

TEST(WorkingTime, NoneAtAllIsTheInstantItself) {
  EXPECT_EQ(china().add("2026-02-17 03:00", "PT0S"), "2026-02-17 03:00");
}

TEST(WorkingTime, StandsStillOverALongHoliday) {
  EXPECT_EQ(china().add("2026-02-14 17:00", "PT1H"), "2026-02-24 08:30");
  EXPECT_EQ(china().add("2026-02-13 17:00", "PT8H"), "2026-02-14 17:30");
  EXPECT_EQ(china().working("2026-02-13 17:00", "2026-02-24 09:00"), 30 + 450 + 60);
  EXPECT_EQ(china().working("2026-02-15 00:00", "2026-02-24 00:00"), 0);
}

TEST(WorkingTime, RunsBackwards) {
  EXPECT_EQ(china().add("2026-01-05 17:30", "-PT7H30M"), "2026-01-05 08:00");
  EXPECT_EQ(china().add("2026-01-05 14:00", "-PT1H"), "2026-01-05 11:00");
  EXPECT_EQ(china().add("2026-01-05 17:30", "-PT3H30M"), "2026-01-05 14:00");
  EXPECT_EQ(china().add("2026-01-05 08:00", "-PT30M"), "2026-01-04 17:00");
  EXPECT_EQ(china().add("2026-02-24 08:00", "-PT1M"), "2026-02-14 17:29");
  EXPECT_EQ(plain().add("2026-01-05 08:00", "-PT30M"), "2026-01-02 17:00");
}

TEST(WorkingTime, TakesWeeksAtOnce) {
  EXPECT_EQ(plain().add("2026-01-05 08:00", "PT375H"), "2026-03-13 17:30");
  EXPECT_EQ(plain().add("2026-01-05 08:00", "PT375H1M"), "2026-03-16 08:01");
  EXPECT_EQ(plain().add("2026-03-13 17:30", "-PT375H"), "2026-01-05 08:00");
  EXPECT_EQ(plain().add("2026-03-13 17:30", "-PT375H1M"), "2026-01-02 17:29");
  EXPECT_EQ(plain().working("2026-01-05 08:00", "2026-03-13 17:30"), 375 * 60);
  EXPECT_EQ(plain().working("2026-01-01", "2027-01-01"), 261 * 450);
  EXPECT_EQ(china().working("2026-01-01", "2027-01-01"), 248 * 450);
}

TEST(WorkingTime, BetweenIsNegativeTheOtherWayRound) {
  EXPECT_EQ(china().working("2026-01-05 17:30", "2026-01-05 08:00"), -450);
  EXPECT_EQ(china().working("2026-01-05 12:10", "2026-01-05 13:50"), 0);
}

TEST(WorkingTime, DateUnitsAreStepsOfTheWallClock) {
  EXPECT_EQ(china().add("2026-02-14 10:00", "P1D"), "2026-02-15 10:00");
  EXPECT_EQ(china().add("2026-02-14 10:00", "P1DT1H"), "2026-02-24 09:00");
  EXPECT_EQ(china().add("2026-02-14 10:00", "P1W"), "2026-02-21 10:00");
  EXPECT_EQ(china().add("2026-01-31 10:00", "P1M"), "2026-02-28 10:00");
  EXPECT_EQ(china().add("2026-03-31 10:00", "-P1M"), "2026-02-28 10:00");
  EXPECT_EQ(china().add("2024-02-29 10:00", "P1Y"), "2025-02-28 10:00");
  EXPECT_EQ(china().add("2026-01-31 10:00", "P13M"), "2027-02-28 10:00");
  EXPECT_EQ(china().add("2026-01-15 10:00", "-P25M"), "2023-12-15 10:00");
}

void out_of_range(const Desk& desk, Time from, const Span& span) {
  try {
    desk.table().add(from, span);
    FAIL() << "should be out of range";
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, "22008");
  }
}

TEST(WorkingTime, TooMuchIsOutOfRange) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int32_t kMany = std::numeric_limits<std::int32_t>::max();
  Time from = on(*shanghai(), "2026-01-05 08:00");
  Desk always(shanghai(), R"({"mon": [["00:00","24:00"]], "tue": "mon", "wed": "mon",
                              "thu": "mon", "fri": "mon", "sat": "mon", "sun": "mon"})");
  for (const Desk& desk : {china(), plain(), always}) {
    out_of_range(desk, from, {0, 0, kMost});
    out_of_range(desk, from, {0, 0, -kMost - 1});
    out_of_range(desk, from, {0, 0, -kMost});
    out_of_range(desk, from, {0, kMany, 0});
    out_of_range(desk, from, {0, -kMany, 0});
    out_of_range(desk, from, {kMany, 0, 0});
    out_of_range(desk, from, {-kMany, 0, 0});
    out_of_range(desk, kNever, {0, 0, 1});
    out_of_range(desk, kAlways, {0, 0, -1});
  }
}

TEST(WorkingTime, IsFoundWhereThereIsVeryLittle) {
  // One minute a week: 400 minutes are 400 weeks.
  Desk desk(shanghai(), R"({"wed": [["12:00", "12:01"]]})");
  EXPECT_EQ(desk.add("2026-01-05 08:00", "PT1M"), "2026-01-07 12:01");
  EXPECT_EQ(desk.add("2026-01-05 08:00", "PT6H40M"), "2033-08-31 12:01");
}

}  // namespace
}  // namespace tqc::test

// Contract §3: "cron by AT TIME ZONE, one window for each distinct instant".
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/cron.h"
#include "core/error.h"
#include "support/listed_zone.h"

namespace tqc::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> next(const char* cron, const char* after, int n,
                              const ZonePtr& zone = shanghai()) {
  std::vector<std::string> times;
  Cron parsed = parse_cron(cron);
  Time at = on(*zone, after);
  for (int i = 0; i < n; ++i) {
    at = next_time(parsed, *zone, at);
    times.push_back(wall(*zone, at));
  }
  return times;
}

TEST(Cron, EveryDayAtEight) {
  EXPECT_THAT(next("0 8 * * *", "2026-01-05 08:00", 2),
              ElementsAre("2026-01-06 08:00", "2026-01-07 08:00"));
  EXPECT_THAT(next("0 8 * * *", "2026-01-05 07:59:59.999999", 1), ElementsAre("2026-01-05 08:00"));
}

TEST(Cron, ListsRangesAndSteps) {
  EXPECT_THAT(next("*/20 9-10 * * *", "2026-01-05 09:00", 6),
              ElementsAre("2026-01-05 09:20", "2026-01-05 09:40", "2026-01-05 10:00",
                          "2026-01-05 10:20", "2026-01-05 10:40", "2026-01-06 09:00"));
  EXPECT_THAT(next("5,35 8-20/6 * * *", "2026-01-05 14:00", 3),
              ElementsAre("2026-01-05 14:05", "2026-01-05 14:35", "2026-01-05 20:05"));
}

TEST(Cron, WeekdaysByNumberAndByName) {
  // 2026-01-05 is a Monday.
  EXPECT_THAT(next("0 8 * * 1-5", "2026-01-09 08:00", 1), ElementsAre("2026-01-12 08:00"));
  EXPECT_THAT(next("0 8 * * mon,FRI", "2026-01-05 08:00", 2),
              ElementsAre("2026-01-09 08:00", "2026-01-12 08:00"));
  EXPECT_EQ(parse_cron("0 8 * * 7"), parse_cron("0 8 * * 7"));
  EXPECT_THAT(next("0 8 * * 7", "2026-01-05 08:00", 1), ElementsAre("2026-01-11 08:00"));
  EXPECT_THAT(next("0 8 * * 0", "2026-01-05 08:00", 1), ElementsAre("2026-01-11 08:00"));
}

TEST(Cron, DayOrWeekdayWhereBothAreNamed) {
  EXPECT_THAT(next("0 8 15 * 1", "2026-01-05 08:00", 3),
              ElementsAre("2026-01-12 08:00", "2026-01-15 08:00", "2026-01-19 08:00"));
  EXPECT_THAT(next("0 8 15 * *", "2026-01-05 08:00", 2),
              ElementsAre("2026-01-15 08:00", "2026-02-15 08:00"));
}

TEST(Cron, MonthsAndTheLeapDay) {
  EXPECT_THAT(next("0 0 1 jan,7 *", "2026-01-01 00:00", 2),
              ElementsAre("2026-07-01 00:00", "2027-01-01 00:00"));
  EXPECT_THAT(next("0 0 29 2 *", "2026-01-01 00:00", 2),
              ElementsAre("2028-02-29 00:00", "2032-02-29 00:00"));
  EXPECT_THAT(next("30 23 31 * *", "2026-01-31 23:30", 1), ElementsAre("2026-03-31 23:30"));
}

TEST(Cron, AcrossYearsWithoutALeapDay) {
  EXPECT_THAT(next("0 0 29 2 *", "2096-02-29 00:00", 1), ElementsAre("2104-02-29 00:00"));
}

TEST(Cron, DaysOnWeekdaysManyYearsApart) {
  EXPECT_THAT(next("0 0 */21 9 0", "2002-09-22 00:00", 2),
              ElementsAre("2013-09-01 00:00", "2013-09-22 00:00"));
  EXPECT_THAT(next("0 0 29 2 */7", "2088-02-28 00:00", 2),
              ElementsAre("2088-02-29 00:00", "2128-02-29 00:00"));
}

TEST(Cron, ATimeInAGapIsShiftedForward) {
  // Berlin, 2026-03-29: 02:00 becomes 03:00.
  EXPECT_THAT(next("30 2 * * *", "2026-03-28 02:30", 2, berlin()),
              ElementsAre("2026-03-29 03:30", "2026-03-30 02:30"));
}

TEST(Cron, OneWindowForEachDistinctInstant) {
  EXPECT_THAT(next("30 2,3 * * *", "2026-03-28 03:30", 2, berlin()),
              ElementsAre("2026-03-29 03:30", "2026-03-30 02:30"));
}

TEST(Cron, InAGapWhatIsEarlierInTimeComesFirst) {
  // 02:45 is shifted to 03:45, after 03:00.
  EXPECT_THAT(next("45,0 2,3 29 3 *", "2026-03-29 01:00", 3, berlin()),
              ElementsAre("2026-03-29 03:00", "2026-03-29 03:45", "2027-03-29 02:00"));
}

TEST(Cron, AnHourShownTwiceComesOnce) {
  // Berlin, 2026-10-25: 03:00 becomes 02:00 again; the second is meant.
  Time at = next_time(parse_cron("30 2 * * *"), *berlin(), on(*berlin(), "2026-10-24 12:00"));
  EXPECT_EQ(at, on(utc(), "2026-10-25 01:30"));
  EXPECT_EQ(next_time(parse_cron("30 2 * * *"), *berlin(), at), on(utc(), "2026-10-26 01:30"));
}

std::string refusal(const char* cron) {
  try {
    parse_cron(cron);
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, "TQ003");
    return e.what();
  }
  return "";
}

TEST(Cron, RefusesWhatItDoesNotMean) {
  for (const char* cron : {"", "* * * *", "* * * * * *"}) {
    EXPECT_THAT(refusal(cron), HasSubstr("five fields")) << cron;
  }
  for (const char* cron : {"60 * * * *", "-1 * * * *", "5-3 * * * *", "1/2 * * * *", "*/0 * * * *",
                           "1, * * * *", "a * * * *", "1x * * * *", "1-2-3 * * * *"}) {
    EXPECT_THAT(refusal(cron), HasSubstr("a minute from 0 to 59")) << cron;
  }
  EXPECT_THAT(refusal("* 24 * * *"), HasSubstr("an hour from 0 to 23"));
  EXPECT_THAT(refusal("* * 0 * *"), HasSubstr("a day from 1 to 31"));
  EXPECT_THAT(refusal("* * * 13 *"), HasSubstr("a month from 1 to 12"));
  EXPECT_THAT(refusal("* * * january *"), HasSubstr("a month"));
  EXPECT_THAT(refusal("* * * * 8"), HasSubstr("a weekday from 0 to 7"));
  EXPECT_THAT(refusal("0 0 31 4,6 *"), HasSubstr("a day that some month has"));
}

}  // namespace
}  // namespace tqc::test

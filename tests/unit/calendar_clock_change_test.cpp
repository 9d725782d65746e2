// Clock changes: days of 23 and 25 hours, midnights that do not exist or come twice, a day left
// out.
#include <gtest/gtest.h>

#include "support/calendars.h"

namespace tqc::test {
namespace {

constexpr const char* kRound = R"({"mon": [["00:00","24:00"]], "tue": "mon", "wed": "mon",
    "thu": "mon", "fri": "mon", "sat": "mon", "sun": "mon"})";
// The same with a special day far away, so that hours are looked at one by one.
constexpr const char* kFarAway = R"({"1999-01-01": []})";
constexpr const char* kNight = R"({"mon": [["00:00","08:00"],["20:00","24:00"]], "tue": "mon",
    "wed": "mon", "thu": "mon", "fri": "mon", "sat": "mon", "sun": "mon"})";

TEST(ClockChange, ADayStepKeepsTheWallClockAndHoursDoNot) {
  for (const Desk& desk : {Desk(berlin(), kRound), Desk(berlin(), kRound, kFarAway)}) {
    EXPECT_EQ(desk.add("2026-03-28 12:00", "P1D"), "2026-03-29 12:00");
    EXPECT_EQ(desk.add("2026-03-28 12:00", "PT24H"), "2026-03-29 13:00");
    EXPECT_EQ(desk.add("2026-10-24 12:00", "P1D"), "2026-10-25 12:00");
    EXPECT_EQ(desk.add("2026-10-24 12:00", "PT24H"), "2026-10-25 11:00");
    EXPECT_EQ(desk.add("2026-10-25 12:00", "-PT24H"), "2026-10-24 13:00");
    EXPECT_EQ(desk.working("2026-03-29", "2026-03-30"), 23 * 60);
    EXPECT_EQ(desk.working("2026-10-25", "2026-10-26"), 25 * 60);
    EXPECT_EQ(desk.working("2026-01-01", "2027-01-01"), 365 * 24 * 60);
    EXPECT_EQ(desk.working("2026-01-01", "2026-07-01"), 181 * 24 * 60 - 60);
  }
}

TEST(ClockChange, AStepIntoTheGapIsMovedOn) {
  Desk desk(berlin(), kRound);
  EXPECT_EQ(desk.add("2026-03-28 02:30", "P1D"), "2026-03-29 03:30");
  // Months and days are two steps, as in the server: the first lands in the gap and is moved on.
  EXPECT_EQ(desk.add("2026-01-29 02:30", "P2M1D"), "2026-03-30 03:30");
  EXPECT_EQ(desk.add("2026-02-27 02:30", "P1M1D"), "2026-03-28 02:30");
}

TEST(ClockChange, AStepOntoAnHourShownTwiceMeansTheSecond) {
  Desk desk(berlin(), kRound);
  Time at = desk.table().add(on(*berlin(), "2026-10-24 02:30"), {0, 1, 0});
  EXPECT_EQ(at, on(utc(), "2026-10-25 01:30"));
}

TEST(ClockChange, ANightShiftIsAnHourShorterOrLonger) {
  Desk desk(berlin(), kNight);
  EXPECT_EQ(desk.working("2026-03-28 20:00", "2026-03-29 08:00"), 11 * 60);
  EXPECT_EQ(desk.working("2026-10-24 20:00", "2026-10-25 08:00"), 13 * 60);
  EXPECT_EQ(desk.add("2026-03-28 20:00", "PT12H"), "2026-03-29 21:00");
  EXPECT_EQ(desk.add("2026-10-24 20:00", "PT12H"), "2026-10-25 07:00");
  EXPECT_EQ(desk.add("2026-03-29 21:00", "-PT12H"), "2026-03-28 20:00");
  EXPECT_EQ(desk.add("2026-10-25 07:00", "-PT12H"), "2026-10-24 20:00");
  Desk york(new_york(), kNight);
  EXPECT_EQ(york.working("2026-03-07 20:00", "2026-03-08 08:00"), 11 * 60);
  EXPECT_EQ(york.working("2026-10-31 20:00", "2026-11-01 08:00"), 13 * 60);
}

TEST(ClockChange, OfficeHoursDoNotNotice) {
  Desk desk(new_york(), kOfficeWeek);
  EXPECT_EQ(desk.add("2026-03-06 17:00", "PT1H"), "2026-03-09 08:30");
  EXPECT_EQ(desk.add("2026-10-30 17:00", "PT1H"), "2026-11-02 08:30");
  EXPECT_EQ(desk.working("2026-01-01", "2027-01-01"), 261 * 450);
}

TEST(ClockChange, StretchesMovedOutOfTheGapDoNotOverlap) {
  Desk desk(berlin(), R"({"sun": [["02:15", "02:45"], ["03:00", "04:00"]]})");
  EXPECT_EQ(desk.working("2026-03-22", "2026-03-23"), 90);
  EXPECT_EQ(desk.working("2026-03-29", "2026-03-30"), 45);  // 03:15 to 04:00
  EXPECT_EQ(desk.add("2026-03-29 00:00", "PT45M"), "2026-03-29 04:00");
}

TEST(ClockChange, LeavesNothingOfAStretchThatEndsBeforeItBegins) {
  Desk desk(berlin(), R"({"sun": [["02:30", "03:10"]]})");  // 03:30 to 03:10
  EXPECT_EQ(desk.working("2026-03-29", "2026-03-30"), 0);
  EXPECT_EQ(desk.add("2026-03-29 00:00", "PT40M"), "2026-04-05 03:10");
}

TEST(ClockChange, AMidnightThatDoesNotExist) {
  Desk desk(sao_paulo(), kRound);
  EXPECT_EQ(desk.day_start("2018-11-04 10:00"), "2018-11-04 01:00");
  EXPECT_EQ(desk.day_end("2018-11-03 10:00", 0), "2018-11-03 23:59:59.999999");
  EXPECT_EQ(desk.table().day_end(on(*sao_paulo(), "2018-11-03 10:00"), 0),
            on(utc(), "2018-11-04 03:00") - 1);
  Desk slow(sao_paulo(), kRound, kFarAway);
  EXPECT_EQ(slow.working("2018-11-04 01:00", "2018-11-05 00:00"), 23 * 60);
  // Weeks taken at once do not begin with the short day.
  EXPECT_EQ(slow.add("2018-11-03 00:00", "PT2400H"), "2019-02-11 01:00");
  EXPECT_EQ(slow.add("2019-02-11 01:00", "-PT2400H"), "2018-11-03 00:00");
}

TEST(ClockChange, AMidnightThatIsPutBack) {
  Desk desk(sao_paulo(), kRound, kFarAway);  // 18 February 00:00 is 17 February 23:00 once more
  EXPECT_EQ(desk.table().day_end(on(*sao_paulo(), "2018-02-17 10:00"), 0),
            on(utc(), "2018-02-18 03:00") - 1);
  EXPECT_EQ(desk.working("2018-02-17 00:00", "2018-02-18 00:00"), 25 * 60);
  EXPECT_EQ(desk.day_start("2018-02-17 23:30"), "2018-02-17 00:00");
}

TEST(ClockChange, AMidnightThatComesTwice) {
  Desk desk(havana(), kRound, kFarAway);  // 1 November 01:00 is 00:00 once more
  const Timetable& table = desk.table();
  Time first = on(utc(), "2026-11-01 04:00");
  EXPECT_EQ(table.day_end(on(*havana(), "2026-10-31 10:00"), 0), first - 1);
  EXPECT_EQ(table.day_start(first), first);
  EXPECT_EQ(table.day_start(first + 30 * kMinute), first);
  EXPECT_EQ(table.day_start(first + 90 * kMinute), first);
  EXPECT_EQ(table.working(first, table.day_end(first, 0) + 1), 25 * kHour);
}

TEST(ClockChange, AMinuteOfTomorrowBeforeTheEndOfToday) {
  Desk desk(st_johns(), kRound, kFarAway);  // 29 October 00:01 is 28 October 23:01 once more
  const Timetable& table = desk.table();
  Time strange = on(utc(), "2006-10-29 02:30:30");
  EXPECT_EQ(wall(*st_johns(), strange), "2006-10-29 00:00:30.000000");
  EXPECT_EQ(wall(*st_johns(), table.day_start(strange)), "2006-10-28 00:00");
  EXPECT_EQ(table.day_end(strange, 0), on(utc(), "2006-10-29 03:30") - 1);
  EXPECT_EQ(table.working(table.day_start(strange), table.day_end(strange, 0) + 1), 25 * kHour);
}

TEST(ClockChange, HalfAnHour) {
  Desk desk(lord_howe(), kRound, kFarAway);
  EXPECT_EQ(desk.working("2026-04-05", "2026-04-06"), 24 * 60 + 30);
  EXPECT_EQ(desk.working("2026-10-04", "2026-10-05"), 24 * 60 - 30);
}

TEST(ClockChange, ADayLeftOut) {
  Desk desk(apia(), kRound, kFarAway);  // after 29 December 2011 came the 31st
  EXPECT_EQ(desk.working("2011-12-29", "2012-01-01"), 2 * 24 * 60);
  EXPECT_EQ(desk.add("2011-12-29 12:00", "PT24H"), "2011-12-31 12:00");
  EXPECT_EQ(desk.add("2011-12-29 12:00", "P1D"), "2011-12-31 12:00");
  EXPECT_EQ(desk.day_start("2011-12-31 12:00"), "2011-12-31 00:00");
  EXPECT_EQ(desk.day_end("2011-12-29 12:00", 0), "2011-12-29 23:59:59.999999");
}

}  // namespace
}  // namespace tqc::test

// A calendar's documents: what is taken, and where the complaint points.
#include <gtest/gtest.h>

#include "core/calendar_definition.h"
#include "core/error.h"
#include "support/calendars.h"

namespace tqc::test {
namespace {

TEST(CalendarDefinition, ReadsHoursOfTheWeek) {
  WorkHours hours = parse_work_hours(R"({"mon": [["08:00","12:00"],["14:00","17:30"]],
                                         "sat": "mon", "sun": []})",
                                     "{}");
  EXPECT_EQ(hours.week[0],
            (Hours{{8 * kHour, 12 * kHour}, {14 * kHour, 17 * kHour + 30 * kMinute}}));
  EXPECT_EQ(hours.week[5], hours.week[0]);
  EXPECT_TRUE(hours.week[6].empty());
  EXPECT_TRUE(hours.week[1].empty());
}

TEST(CalendarDefinition, StretchesMayTouchAndEndAtMidnight) {
  WorkHours hours = parse_work_hours(R"({"fri": [["00:00","08:00"],["08:00","24:00"]]})", "{}");
  EXPECT_EQ(hours.week[4], (Hours{{0, 8 * kHour}, {8 * kHour, kDay}}));
}

TEST(CalendarDefinition, ReadsDaysInEachForm) {
  WorkHours hours = parse_work_hours(R"({"mon": [["08:00","12:00"]]})",
                                     R"({"2026-10-10": {"hours": "mon", "name": "国庆节调休"},
                                         "2026-10-01": [], "1999-12-31": "tue",
                                         "2026-10-02": {"hours": [["09:00","10:00"]]}})");
  ASSERT_EQ(hours.days.size(), 4U);
  EXPECT_EQ(hours.days[0], (SpecialDay{-1, {}, ""}));
  EXPECT_EQ(hours.days[1], (SpecialDay{wall("2026-10-01").day, {}, ""}));
  EXPECT_EQ(hours.days[2], (SpecialDay{wall("2026-10-02").day, {{9 * kHour, 10 * kHour}}, ""}));
  EXPECT_EQ(hours.days[3], (SpecialDay{wall("2026-10-10").day, hours.week[0], "国庆节调休"}));
}

struct Wrong {
  const char* week;
  const char* days;
  const char* message;
};

class WrongCalendar : public testing::TestWithParam<Wrong> {};

TEST_P(WrongCalendar, IsRefusedAtItsPlace) {
  try {
    parse_work_hours(GetParam().week, GetParam().days);
    FAIL() << GetParam().week << GetParam().days;
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, "TQ003");
    EXPECT_EQ(std::string(e.what()), GetParam().message);
    EXPECT_FALSE(e.detail.empty());
  }
}

constexpr const char* kMonday = R"({"mon": [["08:00","12:00"]]})";

INSTANTIATE_TEST_SUITE_P(
    Week, WrongCalendar,
    testing::Values(
        Wrong{"{", "{}", "week is not valid JSON"},
        Wrong{"[]", "{}", "definition refused at /week"},
        Wrong{"{}", "{}", "definition refused at /week"},
        Wrong{R"({"mon": []})", "{}", "definition refused at /week"},
        Wrong{R"({"Monday": []})", "{}", "definition refused at /week/Monday"},
        Wrong{R"({"mon": 8})", "{}", "definition refused at /week/mon"},
        Wrong{R"({"mon": ["08:00","12:00"]})", "{}", "definition refused at /week/mon/0"},
        Wrong{R"({"mon": [["08:00"]]})", "{}", "definition refused at /week/mon/0"},
        Wrong{R"({"mon": [["8:00","12:00"]]})", "{}", "definition refused at /week/mon/0/0"},
        Wrong{R"({"mon": [["24:00","24:00"]]})", "{}", "definition refused at /week/mon/0/0"},
        Wrong{R"({"mon": [["08:00","24:01"]]})", "{}", "definition refused at /week/mon/0/1"},
        Wrong{R"({"mon": [["08:60","12:00"]]})", "{}", "definition refused at /week/mon/0/0"},
        Wrong{R"({"mon": [["08:00",12]]})", "{}", "definition refused at /week/mon/0/1"},
        Wrong{R"({"mon": [["22:00","06:00"]]})", "{}", "definition refused at /week/mon/0/1"},
        Wrong{R"({"mon": [["08:00","08:00"]]})", "{}", "definition refused at /week/mon/0/1"},
        Wrong{R"({"mon": [["08:00","12:00"],["11:59","13:00"]]})", "{}",
              "definition refused at /week/mon/1/0"},
        Wrong{R"({"mon": [["14:00","15:00"],["08:00","09:00"]]})", "{}",
              "definition refused at /week/mon/1/0"},
        Wrong{R"({"mon": [["08:00","12:00"]], "tue": "monday"})", "{}",
              "definition refused at /week/tue"},
        Wrong{R"({"mon": [["08:00","12:00"]], "tue": "wed"})", "{}",
              "definition refused at /week/tue"},
        Wrong{R"({"mon": "mon", "tue": [["08:00","12:00"]]})", "{}",
              "definition refused at /week/mon"}));

INSTANTIATE_TEST_SUITE_P(
    Days, WrongCalendar,
    testing::Values(
        Wrong{kMonday, "[1", "days is not valid JSON"},
        Wrong{kMonday, "[]", "definition refused at /days"},
        Wrong{kMonday, R"({"2026-02-30": []})", "definition refused at /days/2026-02-30"},
        Wrong{kMonday, R"({"2026-2-3": []})", "definition refused at /days/2026-2-3"},
        Wrong{kMonday, R"({"1.10.2026": []})", "definition refused at /days/1.10.2026"},
        Wrong{kMonday, R"({"2026-10-01T00:00": []})",
              "definition refused at /days/2026-10-01T00:00"},
        Wrong{kMonday, R"({"1899-12-31": []})", "definition refused at /days/1899-12-31"},
        Wrong{kMonday, R"({"2026-10-01": null})", "definition refused at /days/2026-10-01"},
        Wrong{kMonday, R"({"2026-10-01": "off"})", "definition refused at /days/2026-10-01"},
        Wrong{kMonday, R"({"2026-10-01": {"name": "x"}})",
              "definition refused at /days/2026-10-01/hours"},
        Wrong{kMonday, R"({"2026-10-01": {"hours": [], "nmae": "x"}})",
              "definition refused at /days/2026-10-01/nmae"},
        Wrong{kMonday, R"({"2026-10-01": {"hours": [], "name": ""}})",
              "definition refused at /days/2026-10-01/name"},
        Wrong{kMonday, R"({"2026-10-01": {"hours": {}}})",
              "definition refused at /days/2026-10-01/hours"},
        Wrong{kMonday, R"({"2026-10-01": [["10:00","09:00"]]})",
              "definition refused at /days/2026-10-01/0/1"}));

TEST(CalendarDefinition, IsWrittenForPeople) {
  EXPECT_EQ(format_day(0), "2000-01-01");
  EXPECT_EQ(format_day(-1), "1999-12-31");
  EXPECT_EQ(format_day(wall("2024-02-29").day), "2024-02-29");
  EXPECT_EQ(format_hours({}), "");
  EXPECT_EQ(format_hours({{8 * kHour, 12 * kHour}, {14 * kHour, kDay}}), "08:00-12:00 14:00-24:00");
}

TEST(CalendarDefinition, AWeekWithoutHoursNeverBecomesATimetable) {
  EXPECT_THROW(Timetable(shanghai(), WorkHours{}), Error);
}

}  // namespace
}  // namespace tqc::test

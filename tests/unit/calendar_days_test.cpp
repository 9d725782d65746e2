// Working days: domain test vectors, make-up days, holidays, both directions, year ends.
#include <limits>

#include <gtest/gtest.h>

#include "core/error.h"
#include "support/calendars.h"

namespace tqc::test {
namespace {

Desk china() { return {shanghai(), kOfficeWeek, kChina2026}; }

TEST(WorkingDays, CountMakeUpDaysAndLeaveOutHolidays) {
  EXPECT_EQ(china().day("2026-02-14 10:00", 2), "2026-02-25");
  EXPECT_EQ(china().day("2026-04-30 10:00", 2), "2026-05-07");
  EXPECT_EQ(china().day("2026-01-01 10:00", 2), "2026-01-05");
  EXPECT_EQ(china().day("2026-09-30 10:00", 5), "2026-10-13");
  EXPECT_EQ(china().day("2026-02-13 10:00", 5), "2026-02-27");
}

TEST(WorkingDays, OfAMereWeekAreOtherDays) {
  Desk naive(shanghai(), kOfficeWeek);
  EXPECT_EQ(naive.day("2026-02-14 10:00", 2), "2026-02-17");
  EXPECT_EQ(naive.day("2026-04-30 10:00", 2), "2026-05-04");
  EXPECT_EQ(naive.day("2026-01-01 10:00", 2), "2026-01-05");
  EXPECT_EQ(naive.day("2026-09-30 10:00", 5), "2026-10-07");
  EXPECT_EQ(naive.day("2026-02-13 10:00", 5), "2026-02-20");
}

TEST(WorkingDays, EveryMakeUpDayOf2026Counts) {
  for (const char* day :
       {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}) {
    EXPECT_TRUE(china().table().counts(wall(day).day)) << day;
    EXPECT_FALSE(Desk(shanghai(), kOfficeWeek).table().counts(wall(day).day)) << day;
  }
}

TEST(WorkingDays, ThereAre248In2026) {
  // 261 days from Monday to Friday; 19 of the 33 days off fall on them, 6 days are made up.
  Desk desk = china();
  int count = 0;
  int off = 0;
  for (std::int32_t day = wall("2026-01-01").day; day <= wall("2026-12-31").day; ++day) {
    if (desk.table().counts(day)) ++count;
    const SpecialDay* s = desk.table().special(day);
    if (s != nullptr && s->hours.empty()) ++off;
  }
  EXPECT_EQ(off, 33);
  EXPECT_EQ(count, 248);
}

TEST(WorkingDays, TheTimeOfDayMakesNoDifference) {
  EXPECT_EQ(china().day("2026-04-30 00:00", 1), "2026-05-06");
  EXPECT_EQ(china().day("2026-04-30 23:59", 1), "2026-05-06");
}

TEST(WorkingDays, ZeroIsTheSameDayWhetherItCountsOrNot) {
  EXPECT_EQ(china().day("2026-04-30 10:00", 0), "2026-04-30");
  EXPECT_EQ(china().day("2026-10-01 10:00", 0), "2026-10-01");
}

TEST(WorkingDays, FromADayOffTheFirstIsTheNextThatCounts) {
  EXPECT_EQ(china().day("2026-02-15 10:00", 1), "2026-02-24");
  EXPECT_EQ(china().day("2026-02-22 10:00", 1), "2026-02-24");
}

TEST(WorkingDays, BackwardsTheDayBeforeIsTheFirst) {
  EXPECT_EQ(china().day("2026-02-25 10:00", -2), "2026-02-14");
  EXPECT_EQ(china().day("2026-02-24 10:00", -1), "2026-02-14");
  EXPECT_EQ(china().day("2026-10-08 10:00", -1), "2026-09-30");
  EXPECT_EQ(china().day("2026-10-12 10:00", -2), "2026-10-09");
  EXPECT_EQ(china().day("2026-10-12 10:00", -3), "2026-10-08");
}

TEST(WorkingDays, CrossTheYear) {
  Desk desk = china();
  EXPECT_EQ(desk.day("2025-12-30 10:00", 1), "2025-12-31");
  EXPECT_EQ(desk.day("2025-12-30 10:00", 2), "2026-01-04");
  EXPECT_EQ(desk.day("2025-12-31 10:00", 3), "2026-01-06");
  EXPECT_EQ(desk.day("2026-12-31 10:00", 1), "2027-01-01");  // 2027 is not known yet
  EXPECT_EQ(desk.day("2026-01-05 10:00", -2), "2025-12-31");
}

TEST(WorkingDays, LeapDaysCount) {
  Desk desk(shanghai(), kOfficeWeek);
  EXPECT_EQ(desk.day("2024-02-28 10:00", 1), "2024-02-29");
  EXPECT_EQ(desk.day("2024-03-01 10:00", -1), "2024-02-29");
}

TEST(WorkingDays, ManyAtOnce) {
  Desk desk(shanghai(), kOfficeWeek);
  EXPECT_EQ(desk.day("2026-01-05 10:00", 5), "2026-01-12");
  EXPECT_EQ(desk.day("2026-01-05 10:00", 5 * 52), "2027-01-04");
  EXPECT_EQ(desk.day("2027-01-04 10:00", -5 * 52), "2026-01-05");
  EXPECT_EQ(china().day("2026-01-01 10:00", 248), "2026-12-31");
}

TEST(WorkingDays, EveryDayCountsAlways) {
  Desk desk(shanghai(), R"({"mon": [["00:00","24:00"]], "tue": "mon", "wed": "mon", "thu": "mon",
                            "fri": "mon", "sat": "mon", "sun": "mon"})");
  EXPECT_EQ(desk.day_end("2026-01-31 10:00", 0), "2026-01-31 23:59:59.999999");
  EXPECT_EQ(desk.day_end("2026-01-31 10:00", 3), "2026-02-03 23:59:59.999999");
  EXPECT_EQ(desk.day_end("2026-01-31 10:00", -31), "2025-12-31 23:59:59.999999");
  EXPECT_EQ(desk.day_start("2026-01-31 10:00"), "2026-01-31 00:00");
  EXPECT_EQ(desk.day_start("2026-01-31 00:00"), "2026-01-31 00:00");
}

TEST(WorkingDays, TooManyAreOutOfRange) {
  Desk desk = china();
  for (std::int32_t n :
       {std::numeric_limits<std::int32_t>::max(), std::numeric_limits<std::int32_t>::min()}) {
    try {
      desk.table().day_end(on(desk.zone(), "2026-01-05 10:00"), n);
      FAIL() << n;
    } catch (const Error& e) {
      EXPECT_EQ(e.sqlstate, "22008");
    }
  }
}

// --- versions ---

CalendarVersion version(std::int32_t number, const char* from, const char* days) {
  return {"cn", number, from == nullptr ? kAlways : on(*shanghai(), from), shanghai(),
          parse_work_hours(kOfficeWeek, days)};
}

TEST(CalendarVersions, TheOneInForceAtTheInstantAnswers) {
  CalendarBook book(shanghai(), {version(2, "2025-11-04", kChina2026), version(1, nullptr, "{}")});
  const Calendar& cn = *book.find("cn");
  Time opened = on(*shanghai(), "2025-12-31 10:00");
  auto day = [&](const char* at) {
    return wall(*shanghai(), cn.day_end(opened, 2, on(*shanghai(), at))).substr(0, 10);
  };
  EXPECT_EQ(day("2025-11-03 23:59"), "2026-01-02");
  EXPECT_EQ(day("2025-11-04"), "2026-01-05");
  EXPECT_EQ(cn.version(on(*shanghai(), "2025-11-03 23:59")), 1);
  EXPECT_EQ(cn.version(on(*shanghai(), "2025-11-04")), 2);
  EXPECT_EQ(cn.next_version(kAlways), on(*shanghai(), "2025-11-04"));
  EXPECT_EQ(cn.next_version(on(*shanghai(), "2025-11-04")), kNever);
}

TEST(CalendarVersions, TheEarliestAlsoHoldsForWhatCameBefore) {
  CalendarBook book(shanghai(), {version(1, "2026-01-01", kChina2026)});
  const Calendar& cn = *book.find("cn");
  EXPECT_EQ(cn.version(kAlways), 1);
  EXPECT_EQ(cn.next_version(kAlways), kNever);
}

TEST(CalendarVersions, OfTwoFromOneInstantTheHigherCounts) {
  CalendarBook book(shanghai(), {version(3, "2026-01-01", kChina2026), version(1, nullptr, "{}"),
                                 version(2, "2026-01-01", "{}")});
  const Calendar& cn = *book.find("cn");
  EXPECT_EQ(cn.version(on(*shanghai(), "2026-06-01")), 3);
}

TEST(CalendarVersions, NameTheDaysThatDiffer) {
  CalendarBook book(shanghai(), {version(1, nullptr, kChina2026)});
  auto days = book.find("cn")->special_days(on(*shanghai(), "2026-10-07 08:00"),
                                            on(*shanghai(), "2026-10-13 08:00"), 0);
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(format_day(days[0]->day), "2026-10-07");
  EXPECT_EQ(format_day(days[1]->day), "2026-10-10");
  EXPECT_EQ(days[1]->name, "国庆节调休");
}

TEST(CalendarVersions, AlwaysIsBuiltInAndOthersAreUnknown) {
  CalendarBook book(shanghai());
  ASSERT_NE(book.find("always"), nullptr);
  EXPECT_EQ(book.find("cn"), nullptr);
  const Calendar& always = *book.find("always");
  EXPECT_EQ(always.working(5, 17, 0), 12);
  EXPECT_EQ(always.add(5, {0, 0, 12}, 0), 17);
  EXPECT_EQ(wall(*shanghai(), always.day_end(on(*shanghai(), "2026-02-28 10:00"), 1, 0)),
            "2026-03-01 23:59:59.999999");
  EXPECT_EQ(always.next_version(kAlways), kNever);
}

}  // namespace
}  // namespace tqc::test

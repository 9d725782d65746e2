// Contract §3 "due" and "early" beyond a plain `within`, and calendar versions.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

// Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00.
constexpr const char* kWork = R"({"mon": [["08:00", "12:00"], ["13:00", "17:00"]], "tue": "mon",
                                  "wed": "mon", "thu": "mon", "fri": "mon"})";

// The first day is Monday, 5 January 2026.
std::string due_of(const std::string& due, const char* opened = "10:00") {
  Scenario s;
  s.calendar("work", kWork, R"({"2026-01-07": [], "2026-01-10": "mon"})");
  s.rule("note", R"({"open": {"on": "admission"}, "due": )" + due + "}");
  s.event(opened, "admission");
  return s.at(opened);
}

TEST(Due, WithinCountsWorkingTimeOnly) {
  EXPECT_EQ(due_of(R"({"within": "PT8H", "calendar": "work"})"), "note open, due 2 10:00");
  EXPECT_EQ(due_of(R"({"within": "PT8H"})"), "note open, due 18:00");
}

TEST(Due, DaysEndWithTheNthCountedDay) {
  EXPECT_EQ(due_of(R"({"days": 2, "calendar": "work"})"), "note open, due 4 23:59:59.999999");
  EXPECT_EQ(due_of(R"({"days": 2})"), "note open, due 3 23:59:59.999999");
}

TEST(Due, DaysZeroIsThatDay) {
  EXPECT_EQ(due_of(R"({"days": 0, "calendar": "work"})"), "note open, due 23:59:59.999999");
  // even one that does not count
  EXPECT_EQ(due_of(R"({"days": 0, "calendar": "work"})", "3 10:00"),
            "note open, due 3 23:59:59.999999");
}

TEST(Due, DaysMayBeNegative) {
  EXPECT_EQ(due_of(R"({"days": -1, "calendar": "work"})", "4 10:00"),
            "note open, due 2 23:59:59.999999");
}

TEST(Due, AMakeUpDayCounts) {
  EXPECT_EQ(due_of(R"({"days": 1, "calendar": "work"})", "5 10:00"),
            "note open, due 6 23:59:59.999999");
}

TEST(Due, ADayEndsOneMicrosecondBeforeTheNextBeginsInTheZoneOfTheCalendar) {
  Scenario s;
  s.live_in(shanghai());
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"days": 0}, "close": {"on": "note"}})");
  s.event("10:00", "admission");  // 18:00 in Shanghai
  s.event("15:59:59.999999", "note");
  EXPECT_EQ(s.at("20:00"), "note met 15:59:59.999999, due 15:59:59.999999");
}

TEST(Due, AbsentTheTaskHasNoTimeOfItsOwn) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "admission"}, "close": {"on": "note"}})");
  s.event("10:00", "admission");
  EXPECT_EQ(s.at("30 10:00"), "note open");
  EXPECT_EQ(s.alarm("30 10:00"), "never");
  s.event("30 10:00", "note");
  EXPECT_EQ(s.at("30 10:00"), "note met 30 10:00");
}

TEST(Due, AnUnknownCalendarIsAFailureOfTheStep) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"days": 2, "calendar": "moon"}})");
  s.rule("other", R"({"open": {"on": "admission"}, "due": {"within": "PT1H"}})");
  s.event("10:00", "admission");
  EXPECT_EQ(s.at("10:00"), "other open, due 11:00");
  EXPECT_EQ(s.failures("10:00"), "admission: open note");
}

TEST(Due, ElapsedIsInTheRulesCalendar) {
  Scenario s;
  s.calendar("work", kWork);
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H", "calendar": "work"},
                     "close": {"on": "note"}})");
  s.event("10:00", "admission");
  s.event("2 09:00", "note");
  EXPECT_EQ(s.task("2 09:00").elapsed, 7 * kHour);
}

// --- early ---

TEST(Early, InDaysAcceptsFromTheStartOfTheNthDayBefore) {
  for (const auto& [at, expected] :
       {std::pair{"1 23:59:59.999999", "note open, due 3 23:59:59.999999"},
        std::pair{"2 00:00:00.000001", "note met 2 00:00:00.000001, due 3 23:59:59.999999"}}) {
    Scenario s;
    s.rule("note", R"({"open": {"on": "discharge"}, "due": {"days": 0},
                       "close": {"on": "note", "early": {"days": 1}}})");
    s.event(at, "note");
    s.event("3 10:00", "discharge");
    EXPECT_EQ(s.at("3 10:00"), expected);
  }
}

TEST(Early, InDaysZeroIsTheSameDay) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "transfusion"}, "due": {"days": 0},
                     "close": {"on": "note", "early": {"days": 0}}})");
  s.event("07:00", "note");
  s.event("10:00", "transfusion");
  EXPECT_EQ(s.at("10:00"), "note met 07:00, due 23:59:59.999999");
}

// --- a list of entries by the patient's state ---

constexpr const char* kByLevel = R"([{"when": "$.level == \"critical\"", "within": "P1D"},
                                     {"when": "$ctx.level == \"serious\"", "within": "P2D"},
                                     {"within": "P3D"}])";

class DueList : public testing::Test {
 protected:
  DueList() { s.type("condition", R"({"context": {"level": "$.level"}})"); }
  void rule(const std::string& due, const std::string& more = "") {
    s.rule("note",
           R"({"open": {"on": "admission"}, "close": {"on": "note"}, "due": )" + due + more + "}");
  }
  void level(const char* at, const std::string& level) {
    s.event(at, "condition", R"({"level": ")" + level + R"("})");
  }
  Scenario s;
};

TEST_F(DueList, TheFirstTrueEntryRules) {
  rule(kByLevel);
  level("07:00", "critical");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("08:00"), "note open, due 2 08:00");
}

TEST_F(DueList, IsReadAgainWheneverTheContextChangesWhileTheTaskIsOpen) {
  rule(kByLevel);
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("08:00"), "note open, due 4 08:00");
  level("12:00", "critical");
  EXPECT_EQ(s.at("12:00"), "note open, due 2 08:00");
  level("14:00", "serious");
  EXPECT_EQ(s.at("14:00"), "note open, due 3 08:00");
}

TEST_F(DueList, AnOverdueTaskKeepsItsDue) {
  rule(kByLevel);
  level("07:00", "critical");
  s.event("08:00", "admission");
  level("2 09:00", "stable");
  EXPECT_EQ(s.at("2 09:00"), "note overdue, due 2 08:00");
}

TEST_F(DueList, ADueTimeThatHasPassedByTheNewEntryMakesItOverdue) {
  rule(kByLevel);
  s.event("08:00", "admission");
  level("3 09:00", "critical");
  EXPECT_EQ(s.at("3 09:00"), "note open, due 2 08:00");
  EXPECT_EQ(s.at("3 09:00:00.000001"), "note overdue, due 2 08:00");
}

TEST_F(DueList, WhereNoEntryIsTrueThereIsNoDueTime) {
  rule(R"([{"when": "$.level == \"critical\"", "within": "P1D"}])");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("9 08:00"), "note open");
  level("1 09:00", "critical");
  level("1 10:00", "stable");
  EXPECT_EQ(s.at("1 09:00"), "note open, due 2 08:00");
  EXPECT_EQ(s.at("9 09:00"), "note open");
}

TEST_F(DueList, MayAskTheOpeningEvent) {
  rule(R"([{"when": "$open.urgent == true", "within": "PT1H"}, {"within": "PT4H"}])");
  s.event("08:00", "admission", R"({"urgent": true})");
  s.event("08:00", "admission", R"({"urgent": false})");
  EXPECT_EQ(s.at("08:00"), "note open, due 09:00; note open, due 12:00");
}

TEST_F(DueList, RemindersAreCountedFromTheNewDueTime) {
  rule(kByLevel, R"(, "receivers": ["li"], "reminders": [{"before": "PT2H"}])");
  s.event("08:00", "admission");
  level("12:00", "critical");
  EXPECT_EQ(s.effects("2 09:00"), "note overdue 2 08:00 -> li; note reminder-1 2 06:00 -> li");
}

TEST_F(DueList, InAChainAStricterEntryGivesItsTimeFromNowUnlessTheOldDueComesFirst) {
  rule(kByLevel, R"(, "repeat": {"chain": true})");
  s.event("08:00", "admission");
  s.event("2 08:00", "note");
  level("2 20:00", "critical");  // min(5 08:00, 3 20:00), not before 3 08:00
  EXPECT_EQ(s.at("2 20:00"), "note met 2 08:00, due 4 08:00; note#2 open, due 3 20:00");
  Scenario late;
  late.type("condition", R"({"context": {"level": "$.level"}})");
  late.rule("note", R"({"open": {"on": "admission"}, "close": {"on": "note"},
                        "repeat": {"chain": true}, "due": )" +
                        std::string(kByLevel) + "}");
  late.event("08:00", "admission");
  late.event("4 06:00", "condition", R"({"level": "critical"})");
  EXPECT_EQ(late.at("4 06:00"), "note open, due 4 08:00");  // the old due time comes first
}

TEST_F(DueList, InAChainAMilderEntryCountsFromTheLastClose) {
  rule(kByLevel, R"(, "repeat": {"chain": true})");
  level("07:00", "critical");
  s.event("08:00", "admission");
  s.event("20:00", "note");
  level("2 10:00", "stable");
  EXPECT_EQ(s.at("2 10:00"), "note met 20:00, due 2 08:00; note#2 open, due 4 20:00");
}

TEST_F(DueList, InAChainEntriesDoNotHoldFastWhatAnEarlierChangeGave) {
  rule(kByLevel, R"(, "repeat": {"chain": true})");
  s.event("08:00", "admission");
  level("20:00", "serious");   // 3 20:00
  level("22:00", "critical");  // 2 22:00
  EXPECT_EQ(s.at("22:00"), "note open, due 2 22:00");
}

// --- versions of a calendar ---

class DueByVersion : public testing::Test {
 protected:
  DueByVersion() {
    s.calendar("work", kWork);
    s.calendar("work", kWork, R"({"2026-01-07": []})", "3 06:00");
    s.rule("note", R"({"open": {"on": "admission"}, "due": {"days": 2, "calendar": "work"},
                       "close": {"on": "note"}})");
  }
  Scenario s;
};

TEST_F(DueByVersion, DueIsReckonedByTheOneInForceAtTheOpening) {
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("3 05:59:59.999999"), "note open, due 3 23:59:59.999999");
}

TEST_F(DueByVersion, FromItsInstantOnRunningTasksGetTheirDueAnew) {
  s.event("08:00", "admission");
  EXPECT_EQ(s.alarm("08:00"), "3 06:00");
  EXPECT_EQ(s.at("3 06:00"), "note open, due 4 23:59:59.999999");
}

TEST_F(DueByVersion, AnOverdueTaskMayBeOpenAgain) {
  Scenario t;
  t.calendar("work", kWork);
  t.calendar("work", kWork, R"({"2026-01-07": [], "2026-01-08": []})", "4 06:00");
  t.rule("note", R"({"open": {"on": "admission"}, "due": {"days": 2, "calendar": "work"}})");
  t.event("08:00", "admission");
  EXPECT_EQ(t.at("4 05:00"), "note overdue, due 3 23:59:59.999999");
  EXPECT_EQ(t.at("4 06:00"), "note open, due 5 23:59:59.999999");
}

TEST_F(DueByVersion, EndedTasksKeepTheirs) {
  s.event("08:00", "admission");
  s.event("2 08:00", "note");
  EXPECT_EQ(s.at("4 08:00"), "note met 2 08:00, due 3 23:59:59.999999");
}

TEST_F(DueByVersion, WhatWasGivenByHandStays) {
  std::int64_t seq = s.event("08:00", "admission");
  s.by_hand("09:00", "extend", {"note", seq}, R"({"by": "PT12H"})");
  EXPECT_EQ(s.at("09:00"), "note open, due 4 11:59:59.999999");
  EXPECT_EQ(s.at("3 06:00"), "note open, due 5 11:59:59.999999");
}

}  // namespace
}  // namespace tqc::test

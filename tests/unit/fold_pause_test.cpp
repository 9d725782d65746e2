// Contract §4, "Pause".
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Pause : public testing::Test {
 protected:
  void rule(const std::string& more = "", const std::string& due = R"({"within": "PT8H"})") {
    s.rule("note", R"({"open": {"on": "admission"}, "close": {"on": "note"},
                       "pause": {"from": "leave", "to": "back"})" +
                       (due.empty() ? "" : R"(, "due": )" + due) + more + "}");
  }
  Scenario s;
};

TEST_F(Pause, TheRulesClockStandsForTheSubject) {
  rule();
  s.event("08:00", "admission");
  s.event("10:00", "leave");
  s.event("13:00", "back");
  EXPECT_EQ(s.at("12:00"), "note open, due 16:00, paused 10:00");
  EXPECT_EQ(s.at("13:00"), "note open, due 19:00");
  EXPECT_EQ(s.task("13:00").paused, 3 * kHour);
}

TEST_F(Pause, NothingFallsDue) {
  rule(R"(, "receivers": ["li"], "reminders": [{"before": "PT2H"}])");
  s.event("08:00", "admission");
  s.event("10:00", "leave");
  EXPECT_EQ(s.at("9 08:00"), "note open, due 16:00, paused 10:00 -> li");
  EXPECT_EQ(s.effects("9 08:00"), "");
  EXPECT_EQ(s.alarm("10:00"), "never");
  s.event("9 10:00", "back");
  EXPECT_EQ(s.effects("9 14:00"), "note reminder-1 9 14:00 -> li");
  EXPECT_EQ(s.at("9 16:00:00.000001"), "note overdue, due 9 16:00 -> li");
}

TEST_F(Pause, AtTheDueTimeItselfTheClockCanStillBeStopped) {
  rule();
  s.event("08:00", "admission");
  s.event("16:00", "leave");
  EXPECT_EQ(s.at("20:00"), "note open, due 16:00, paused 16:00");
}

TEST_F(Pause, TasksOpenedMeanwhileStartPaused) {
  rule();
  s.event("08:00", "leave");
  s.event("09:00", "admission");
  EXPECT_EQ(s.at("09:00"), "note open, due 17:00, paused 09:00");
  s.event("12:00", "back");
  EXPECT_EQ(s.at("12:00"), "note open, due 20:00");
}

TEST_F(Pause, AnAnchorBeforeTheOpeningCountsFromThePausesStart) {
  s.rule("note", R"({"open": {"on": "admission", "at": "$.at"}, "due": {"within": "PT8H"},
                     "pause": {"from": "leave", "to": "back"}})");
  s.event("07:00", "leave");
  s.event("09:00", "admission", R"({"at": "06:00"})");
  s.event("10:00", "back");
  EXPECT_EQ(s.at("10:00"), "note open, due 17:00");
}

TEST_F(Pause, WhatComesBeforeTheAnchorDoesNotCount) {
  s.rule("note", R"({"open": {"on": "admission", "at": "$.at"}, "due": {"within": "PT8H"},
                     "pause": {"from": "leave", "to": "back"}})");
  s.event("07:00", "leave");
  s.event("08:00", "admission", R"({"at": "10:00"})");
  s.event("13:00", "back");
  EXPECT_EQ(s.at("13:00"), "note open, due 21:00");
  EXPECT_EQ(s.task("13:00").paused, 3 * kHour);
  s.event("14:00", "admission", R"({"at": "20:00"})");
  s.event("15:00", "leave");
  s.event("16:00", "back");
  EXPECT_EQ(s.at("16:00"), "note open, due 22:00; note open, due 2 04:00");
}

TEST_F(Pause, ACloseIsJudgedAsOfThePausesStart) {
  rule();
  s.event("08:00", "admission");
  s.event("10:00", "leave");
  s.event("20:00", "note");
  EXPECT_EQ(s.at("20:00"), "note met 20:00, due 2 02:00");
  EXPECT_EQ(s.task("20:00").elapsed, 2 * kHour);
  EXPECT_EQ(s.task("20:00").paused, 10 * kHour);
}

TEST_F(Pause, ACloseByHandAsWell) {
  rule();
  std::int64_t seq = s.event("08:00", "admission");
  s.event("10:00", "leave");
  s.by_hand("20:00", "close", {"note", seq});
  EXPECT_EQ(s.at("20:00"), "note met 20:00, due 2 02:00");
}

TEST_F(Pause, AnOverdueTaskStaysLate) {
  rule();
  s.event("08:00", "admission");
  s.event("17:00", "leave");
  s.event("20:00", "note");
  EXPECT_EQ(s.at("20:00"), "note late 20:00, due 16:00");
  EXPECT_EQ(s.task("20:00").elapsed, 9 * kHour);
}

TEST_F(Pause, RemindersOfAnOverdueTaskWaitForTheEnd) {
  rule(R"(, "receivers": ["li"], "reminders": [{"after": "PT0S", "every": "PT2H", "times": 3}])");
  s.event("08:00", "admission");
  s.event("17:00", "leave");
  s.event("2 17:00", "back");
  EXPECT_EQ(s.effects("2 18:00"),
            "note overdue 16:00 -> li; note reminder-1 16:00 -> li; "
            "note reminder-1 2 18:00 -> li");
}

TEST_F(Pause, ACancelFindsTheTaskOpenAsOfThePausesStart) {
  rule(R"(, "cancel": {"on": "discharge"})");
  s.event("08:00", "admission");
  s.event("10:00", "leave");
  s.event("20:00", "discharge");
  EXPECT_EQ(s.at("20:00"), "note cancelled 20:00, due 2 02:00");
}

TEST_F(Pause, ASecondPauseChangesNothing) {
  rule();
  s.event("08:00", "admission");
  s.event("10:00", "leave");
  s.event("11:00", "leave");
  s.event("12:00", "back");
  s.event("13:00", "back");
  EXPECT_EQ(s.at("13:00"), "note open, due 18:00");
}

TEST_F(Pause, AWaitingTaskAppearsPaused) {
  s.rule("note", R"({"open": {"on": "admission", "delay": "PT2H"}, "due": {"within": "PT8H"},
                     "pause": {"from": "leave", "to": "back"}})");
  s.event("08:00", "admission");
  s.event("09:00", "leave");
  s.event("11:00", "back");
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00, paused 09:00");
  EXPECT_EQ(s.at("11:00"), "note open, due 18:00");
}

TEST_F(Pause, CountsWorkingTimeInTheRulesCalendar) {
  s.calendar("work", R"({"mon": [["08:00", "16:00"]], "tue": "mon", "wed": "mon"})");
  rule("", R"({"within": "PT8H", "calendar": "work"})");
  s.event("08:00", "admission");
  s.event("14:00", "leave");
  s.event("22:00", "back");  // of eight hours two were worked
  EXPECT_EQ(s.at("22:00"), "note open, due 2 10:00");
}

TEST_F(Pause, WithAKeyStopsTheTasksOfThatKey) {
  rule(R"(, "key": ["$.id"])");
  s.event("08:00", "admission", R"({"id": "A"})");
  s.event("08:00", "admission", R"({"id": "B"})");
  s.event("09:00", "leave", R"({"id": "B"})");
  EXPECT_EQ(s.at("09:00"), R"(note["A"] open, due 16:00; note["B"] open, due 16:00, paused 09:00)");
  s.event("10:00", "leave");
  s.event("11:00", "back", R"({"id": "A"})");
  s.event("11:30", "admission", R"({"id": "A"})");
  s.event("11:30", "admission", R"({"id": "C"})");
  EXPECT_EQ(s.at("11:30"),
            R"(note["A"] open, due 17:00; note["A"] open, due 19:30; )"
            R"(note["B"] open, due 16:00, paused 09:00; note["C"] open, due 19:30, paused 11:30)");
  s.event("12:00", "back");
  EXPECT_EQ(s.at("12:00"), R"(note["A"] open, due 17:00; note["A"] open, due 19:30; )"
                           R"(note["B"] open, due 19:00; note["C"] open, due 20:00)");
}

TEST_F(Pause, OfOneRuleDoesNotStopAnother) {
  rule();
  s.rule("other", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"}})");
  s.event("08:00", "admission");
  s.event("10:00", "leave");
  EXPECT_EQ(s.at("17:00"), "note open, due 16:00, paused 10:00; other overdue, due 16:00");
}

TEST_F(Pause, ExtensionsStandBesideIt) {
  rule();
  std::int64_t seq = s.event("08:00", "admission");
  s.by_hand("09:00", "extend", {"note", seq}, R"({"by": "PT1H"})");
  s.event("10:00", "leave");
  s.by_hand("11:00", "extend", {"note", seq}, R"({"by": "PT1H"})");
  s.event("12:00", "back");
  EXPECT_EQ(s.at("12:00"), "note open, due 20:00");
}

TEST_F(Pause, AChangeOfTheEntryIsCountedOnTheStandingClock) {
  s.type("condition", R"({"context": {"level": "$.level"}})");
  rule("", R"([{"when": "$.level == \"critical\"", "within": "PT4H"}, {"within": "PT8H"}])");
  s.event("08:00", "admission");
  s.event("10:00", "leave");
  s.event("11:00", "condition", R"({"level": "critical"})");
  s.event("12:00", "back");
  EXPECT_EQ(s.at("11:00"), "note open, due 12:00, paused 10:00");
  EXPECT_EQ(s.at("12:00"), "note open, due 14:00");
}

TEST_F(Pause, AReopenedTaskStandsIfTheClockDoes) {
  rule();
  std::int64_t seq = s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "leave");
  s.by_hand("11:00", "reopen", {"note", seq});
  EXPECT_EQ(s.at("17:00"), "note open, due 16:00, paused 11:00");
  s.event("18:00", "back");
  EXPECT_EQ(s.at("18:00"), "note open, due 23:00");
}

TEST_F(Pause, ByTheOpeningEventsVersion) {
  rule();
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"}})", {.from = "09:00"});
  s.event("08:00", "admission");
  s.event("09:30", "admission");
  s.event("10:00", "leave");
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00, paused 10:00; note open, due 17:30");
}

TEST_F(Pause, IsRememberedForAVersionThatTakesEffectMeanwhile) {
  rule();
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT4H"},
                     "pause": {"from": "leave", "to": "back"}})",
         {.from = "09:00"});
  s.event("08:00", "leave");
  s.event("10:00", "admission");
  EXPECT_EQ(s.at("10:00"), "note open, due 14:00, paused 10:00");
}

TEST_F(Pause, FollowsWithoutTheHistory) {
  rule();
  s.event("08:00", "admission");
  s.event("10:00", "leave");
  s.event("11:00", "admission");
  s.event("13:00", "back");
  EXPECT_EQ(s.whole_folds("13:00"), 0);
}

// --- windows, chains and lists ---

TEST_F(Pause, WindowsKeepTheirBoundsAndOneThatEndsInsideIsCancelled) {
  rule(R"(, "repeat": {"every": "PT4H"})", "");
  s.event("08:00", "admission");
  s.event("11:00", "leave");
  s.event("17:00", "back");
  EXPECT_EQ(s.at("17:00"),
            "note@08:00 cancelled 11:59:59.999999, due 11:59:59.999999; "
            "note@12:00 cancelled 15:59:59.999999, due 15:59:59.999999; "
            "note@16:00 open, due 19:59:59.999999");
  EXPECT_EQ(s.at("13:00"),
            "note@08:00 cancelled 11:59:59.999999, due 11:59:59.999999; "
            "note@12:00 open, due 15:59:59.999999, paused 12:00");
}

TEST_F(Pause, AWindowThatHadEndedBeforeIsMissed) {
  s.rule("round",
         R"({"open": {"on": "admission", "at": "$.at"}, "repeat": {"every": "PT5H", "times": 1},
                      "close": {"on": "note"}, "pause": {"from": "leave", "to": "back"}})");
  s.event("11:00", "leave");
  s.event("12:00", "admission", R"({"at": "02:00"})");
  EXPECT_EQ(s.task("13:00").status, Status::missed);
}

TEST_F(Pause, OneInsideAWindowLeavesIt) {
  rule(R"(, "repeat": {"every": "PT4H", "times": 1})", "");
  s.event("08:00", "admission");
  s.event("09:00", "leave");
  s.event("10:00", "back");
  EXPECT_EQ(s.at("12:00"), "note@08:00 missed 11:59:59.999999, due 11:59:59.999999");
}

TEST_F(Pause, OfAWindowsOwnDueTheClockStands) {
  rule(R"(, "repeat": {"every": "P1D", "times": 1})", R"({"within": "PT2H"})");
  s.event("08:00", "admission");
  s.event("09:00", "leave");
  s.event("12:00", "back");
  s.event("12:30", "note");
  EXPECT_EQ(s.at("12:00"), "note@08:00 open, due 13:00");
  EXPECT_EQ(s.at("12:30"), "note@08:00 met 12:30, due 13:00");
}

TEST_F(Pause, ALinkOfAChainArmedMeanwhileStartsPaused) {
  rule(R"(, "repeat": {"chain": true})");
  s.event("08:00", "admission");
  s.event("09:00", "leave");
  s.event("10:00", "note");
  s.event("12:00", "back");
  EXPECT_EQ(s.at("10:00"), "note met 10:00, due 17:00; note#2 open, due 18:00, paused 10:00");
  EXPECT_EQ(s.at("12:00"), "note met 10:00, due 17:00; note#2 open, due 20:00");
}

TEST_F(Pause, AListStandsAsAWhole) {
  rule(R"(, "repeat": {"after": ["PT1H", "PT2H", "PT3H"]})", "");
  s.event("08:00", "admission");
  s.event("08:30", "leave");
  s.event("12:30", "back");
  EXPECT_EQ(s.at("12:00"), "note open, due 09:00, paused 08:30");
  EXPECT_EQ(s.at("13:00"), "note open, due 13:00; note#2 open, due 14:00");
  EXPECT_EQ(s.at("16:00"),
            "note overdue, due 13:00; note#2 overdue, due 14:00; note#3 overdue, due 15:00");
}

TEST_F(Pause, AListOpenedMeanwhileStartsPaused) {
  rule(R"(, "repeat": {"after": ["PT1H", "PT2H"]})", "");
  s.event("07:00", "leave");
  s.event("08:00", "admission");
  s.event("12:00", "back");
  EXPECT_EQ(s.at("11:00"), "note open, due 09:00, paused 08:00");
  EXPECT_EQ(s.at("13:00"), "note open, due 13:00; note#2 open, due 14:00");
}

}  // namespace
}  // namespace tqc::test

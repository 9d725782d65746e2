// Contract §4, "The clock".
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

constexpr const char* kFirstNote = R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                                       "close": {"on": "note"}})";
constexpr const char* kDelayed = R"({"open": {"on": "admission", "delay": "PT2H"},
                                     "due": {"within": "PT8H"}, "close": {"on": "note"},
                                     "miss": {"on": "archive"}})";

TEST(Clock, AtNowEqualsDueATaskIsStillOpen) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("16:00"), "first-note open, due 16:00");
  EXPECT_EQ(s.at("16:00:00.000001"), "first-note overdue, due 16:00");
}

TEST(Clock, AnEventAtExactlyTheDueTimeIsInTime) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission");
  s.event("16:00", "note");
  EXPECT_EQ(s.at("16:00"), "first-note met 16:00, due 16:00");
  EXPECT_EQ(s.at("20:00"), "first-note met 16:00, due 16:00");
}

TEST(Clock, AnEventOneMicrosecondLaterIsLate) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission");
  s.event("16:00:00.000001", "note");
  EXPECT_EQ(s.at("20:00"), "first-note late 16:00:00.000001, due 16:00");
}

TEST(Clock, ADelayedTaskWaitsAndOpensAtItsInstant) {
  Scenario s;
  s.rule("first-note", kDelayed);
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("09:59:59.999999"), "first-note waiting until 10:00, due 16:00");
  EXPECT_EQ(s.at("10:00"), "first-note open, due 16:00");
}

TEST(Clock, AtOneInstantTheClockFirstOpensThenEventsAct) {
  Scenario before;
  before.rule("first-note", kDelayed);
  before.event("08:00", "admission");
  before.event("09:59:59.999999", "archive");
  EXPECT_EQ(before.at("12:00"), "first-note cancelled 09:59:59.999999, due 16:00");

  Scenario at;
  at.rule("first-note", kDelayed);
  at.event("08:00", "admission");
  at.event("10:00", "archive");
  EXPECT_EQ(at.at("12:00"), "first-note missed 10:00, due 16:00");
}

TEST(Clock, OnlyWhenTheInstantIsPastDoesTheClockEnd) {
  constexpr const char* kRule = R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                                    "cancel": {"on": "discharge"}})";
  Scenario at;
  at.rule("first-note", kRule);
  at.event("08:00", "admission");
  at.event("16:00", "discharge");  // the task is open still, so it is cancelled
  EXPECT_EQ(at.at("20:00"), "first-note cancelled 16:00, due 16:00");

  Scenario after;
  after.rule("first-note", kRule);
  after.event("08:00", "admission");
  after.event("16:00:00.000001", "discharge");  // overdue tasks are not cancelled
  EXPECT_EQ(after.at("20:00"), "first-note overdue, due 16:00");
}

TEST(Clock, AnEventOfThePastInstantActsBeforeTheClockEndedHoweverLateItArrives) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission");
  s.event("17:00", "round");  // the clock has passed the due time when the note arrives
  s.event("16:00", "note");
  EXPECT_EQ(s.at("17:00"), "first-note met 16:00, due 16:00");
}

TEST(Clock, DueIsCountedFromTheAnchor) {
  Scenario s;
  s.rule("first-note", R"({"open": {"on": "admission", "at": "$.admitted_at"},
                           "due": {"within": "PT8H"}, "close": {"on": "note"}})");
  s.event("08:00", "admission", R"({"admitted_at": "06:30"})");
  EXPECT_EQ(s.at("08:00"), "first-note open, due 14:30");
  EXPECT_EQ(s.task("08:00").anchor, on("06:30"));
  EXPECT_EQ(s.task("08:00").opened_at, on("08:00"));
}

TEST(Clock, ADelayDoesNotMoveTheDueTime) {
  Scenario s;
  s.rule("first-note", kDelayed);
  s.event("08:00", "admission");
  EXPECT_EQ(s.task("12:00").opened_at, on("10:00"));
  EXPECT_EQ(s.task("12:00").anchor, on("08:00"));
}

TEST(Clock, ATaskOpenedAfterItsDueTimeIsOverdueOnceTheOpeningIsPast) {
  Scenario s;
  s.rule("first-note", R"({"open": {"on": "admission", "at": "$.admitted_at"},
                           "due": {"within": "PT8H"}, "close": {"on": "note"}})");
  s.event("08:00", "admission", R"({"admitted_at": "0 22:00"})");
  EXPECT_EQ(s.at("08:00"), "first-note open, due 06:00");
  EXPECT_EQ(s.at("08:00:00.000001"), "first-note overdue, due 06:00");
}

TEST(Clock, ATaskDueBeforeItAppearsIsOverdueOnceItHasAppeared) {
  Scenario s;
  s.rule("first-note", R"({"open": {"on": "admission", "delay": "PT4H"},
                           "due": {"within": "PT2H"}, "close": {"on": "note"}})");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("11:00"), "first-note waiting until 12:00, due 10:00");
  EXPECT_EQ(s.at("12:00"), "first-note open, due 10:00");
  EXPECT_EQ(s.at("12:00:00.000001"), "first-note overdue, due 10:00");
}

TEST(Clock, ANegativeWithinIsDueBeforeAPlannedTime) {
  Scenario s;
  s.rule("consent", R"({"open": {"on": "operation.booked", "at": "$.planned_at"},
                        "due": {"within": "-PT1H"}, "close": {"on": "consent"}})");
  s.event("08:00", "operation.booked", R"({"planned_at": "2 09:00"})");
  EXPECT_EQ(s.at("2 08:00"), "consent open, due 2 08:00");
  EXPECT_EQ(s.at("2 08:30"), "consent overdue, due 2 08:00");
}

TEST(Clock, WithoutDueATaskHasNoTimeOfItsOwn) {
  Scenario s;
  s.rule("discharge-gate", R"({"open": {"on": "admission"}, "close": {"on": "discharge"}})");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("99 08:00"), "discharge-gate open");
  EXPECT_EQ(s.alarm("99 08:00"), "never");
}

TEST(Clock, TheAlarmIsTheInstantAtWhichSomethingNextChanges) {
  Scenario s;
  s.rule("first-note", R"({"open": {"on": "admission", "delay": "PT2H"}, "due": {"within": "PT8H"},
                           "close": {"on": "note"}, "reminders": [{"before": "PT1H"}]})");
  EXPECT_EQ(s.alarm("07:00"), "never");
  s.event("08:00", "admission");
  EXPECT_EQ(s.alarm("08:00"), "10:00");            // it opens
  EXPECT_EQ(s.alarm("10:00"), "15:00");            // the reminder
  EXPECT_EQ(s.alarm("15:00"), "16:00:00.000001");  // the due time is past
  EXPECT_EQ(s.alarm("16:00"), "16:00:00.000001");
  EXPECT_EQ(s.alarm("16:00:00.000001"), "never");
}

TEST(Clock, AClosedTaskRaisesNoAlarm) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission");
  s.event("09:00", "note");
  EXPECT_EQ(s.alarm("09:00"), "never");
}

}  // namespace
}  // namespace tqc::test

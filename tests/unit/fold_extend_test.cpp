// Contract §4, "Extend".
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Extend : public testing::Test {
 protected:
  void rule(const std::string& more = "") {
    s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                       "close": {"on": "note"}, "extend": {"from": "rescue", "to": "rescued",
                       "within": "PT6H"})" +
                       more + "}");
  }
  Scenario s;
};

TEST_F(Extend, ATaskThatFellDueMeanwhileGetsTheLaterTime) {
  rule();
  s.event("08:00", "admission");
  s.event("15:00", "rescue");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.at("17:00"), "note open, due 23:00");
}

TEST_F(Extend, UntilThenItTurnsOverdueAsUsual) {
  rule(R"(, "receivers": ["li"])");
  s.event("08:00", "admission");
  s.event("15:00", "rescue");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.at("16:30"), "note overdue, due 16:00 -> li");
  EXPECT_EQ(s.effects("23:30"), "note overdue 16:00 -> li; note overdue 23:00 -> li");
}

TEST_F(Extend, OneDueBeforeOrAfterIsLeftAlone) {
  rule();
  s.event("06:00", "admission");  // due 14:00
  s.event("10:00", "admission");  // due 18:00
  s.event("15:00", "rescue");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.at("17:00"), "note overdue, due 14:00; note open, due 18:00");
}

TEST_F(Extend, BothEndsBelongToIt) {
  rule();
  s.event("07:00", "admission");  // due 15:00
  s.event("09:00", "admission");  // due 17:00
  s.event("15:00", "rescue");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.at("17:00"), "note open, due 23:00; note open, due 23:00");
}

TEST_F(Extend, FromTheFirstSinceThePreviousEnd) {
  rule();
  s.event("07:30", "admission");  // due 15:30
  s.event("14:00", "rescue");
  s.event("15:00", "rescued");
  s.event("15:10", "rescue");
  s.event("16:00", "rescue");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.at("15:00"), "note open, due 15:30");
  EXPECT_EQ(s.at("17:00"), "note open, due 23:00");
}

TEST_F(Extend, AnEndWithoutABeginningExtendsNothing) {
  rule();
  s.event("08:00", "admission");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.at("17:00"), "note overdue, due 16:00");
}

TEST_F(Extend, OneClosedLateMeanwhileIsJudgedByIt) {
  rule();
  s.event("08:00", "admission");
  s.event("15:00", "rescue");
  s.event("16:30", "note");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.at("16:30"), "note late 16:30, due 16:00");
  EXPECT_EQ(s.at("17:00"), "note met 16:30, due 23:00");
}

TEST_F(Extend, OneClosedInTimeOrCancelledIsNotTouched) {
  rule(R"(, "cancel": {"on": "discharge", "overdue": true})");
  s.event("07:00", "admission");
  s.event("08:00", "admission");
  s.event("14:30", "rescue");
  s.event("14:45", "note");
  s.event("16:30", "discharge");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.at("17:00"), "note met 14:45, due 15:00; note cancelled 16:30, due 16:00");
}

TEST_F(Extend, TheGreaterOfBothHolds) {
  rule();
  std::int64_t seq = s.event("08:00", "admission");
  s.event("15:00", "rescue");
  s.event("16:30", "rescued");
  s.by_hand("16:40", "extend", {"note", seq}, R"({"by": "PT10H"})");
  s.event("17:00", "rescue");
  s.event("18:00", "rescued");
  EXPECT_EQ(s.at("18:00"), "note open, due 2 08:30");
}

TEST_F(Extend, WithAKeySpeaksToThatOne) {
  rule(R"(, "key": ["$.id"])");
  s.event("08:00", "admission", R"({"id": "A"})");
  s.event("08:00", "admission", R"({"id": "B"})");
  s.event("15:00", "rescue");
  s.event("17:00", "rescued", R"({"id": "B"})");
  EXPECT_EQ(s.at("17:00"), R"(note["A"] overdue, due 16:00; note["B"] open, due 23:00)");
  s.event("18:00", "rescued");
  EXPECT_EQ(s.at("18:00"), R"(note["A"] open, due 2 00:00; note["B"] open, due 23:00)");
}

TEST_F(Extend, AWindowIsNotMadeLonger) {
  s.rule("round", R"({"open": {"on": "admission"}, "close": {"on": "round"},
                      "repeat": {"every": "P1D", "times": 1}, "due": {"within": "PT2H"},
                      "extend": {"from": "rescue", "to": "rescued", "within": "PT6H"}})");
  s.event("08:00", "admission");
  s.event("09:00", "rescue");
  s.event("11:00", "rescued");
  EXPECT_EQ(s.at("11:00"), "round@08:00 open, due 17:00");
  EXPECT_EQ(s.at("2 09:00"), "round@08:00 missed 2 07:59:59.999999, due 17:00");
}

TEST_F(Extend, NeedsTheHistoryOnlyIfATaskWasClosedLateMeanwhile) {
  rule();
  s.event("08:00", "admission");
  s.event("15:00", "rescue");
  s.event("17:00", "rescued");
  EXPECT_EQ(s.whole_folds("17:00"), 0);
}

}  // namespace
}  // namespace tqc::test

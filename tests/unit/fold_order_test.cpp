// Contract §4, its first paragraph: the tasks are a function of the events in their order.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

// An event of the opener's own instant closes only if it stands behind the opener.
constexpr const char* kFirstNote = R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                                       "close": {"on": "note"}})";

TEST(Order, EventsAreOrderedByTheTimeTheyOccurredNotByArrival) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("09:00", "note");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("10:00"), "first-note met 09:00, due 16:00");
}

TEST(Order, EventsOfOneInstantAreOrderedBySequence) {
  Scenario behind;
  behind.rule("first-note", kFirstNote);
  behind.event("08:00", "note", "{}", 2);
  behind.event("08:00", "admission", "{}", 1);
  EXPECT_EQ(behind.at("09:00"), "first-note met 08:00, due 16:00");

  Scenario before;
  before.rule("first-note", kFirstNote);
  before.event("08:00", "admission", "{}", 2);
  before.event("08:00", "note", "{}", 1);
  EXPECT_EQ(before.at("09:00"), "first-note open, due 16:00");
}

TEST(Order, EventsWithoutSequenceComeLast) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "note");
  s.event("08:00", "admission", "{}", 7);
  EXPECT_EQ(s.at("09:00"), "first-note met 08:00, due 16:00");
}

TEST(Order, OnlyWhereNoneCarriesASequenceDoesArrivalDecide) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "note");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("09:00"), "first-note open, due 16:00");

  Scenario t;
  t.rule("first-note", kFirstNote);
  t.event("08:00", "admission");
  t.event("08:00", "note");
  EXPECT_EQ(t.at("09:00"), "first-note met 08:00, due 16:00");
}

TEST(Order, AnEqualSequenceLeavesItToArrival) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission", "{}", 1);
  s.event("08:00", "note", "{}", 1);
  EXPECT_EQ(s.at("09:00"), "first-note met 08:00, due 16:00");
}

TEST(Order, AnEventCountsFromTheTimeItOccursOn) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission");
  s.event("12:00", "note");
  EXPECT_EQ(s.at("07:59"), "");
  EXPECT_EQ(s.at("11:59:59.999999"), "first-note open, due 16:00");
  EXPECT_EQ(s.at("12:00"), "first-note met 12:00, due 16:00");
}

TEST(Order, AFieldOfTheContextIsRememberedFromItsEventOn) {
  Scenario s;
  s.type("admission", R"({"context": {"doctor": "$.doctor"}})");
  s.rule("round", R"({"open": {"on": "order"}, "close": {"on": "visit"},
                      "receivers": ["{{doctor}}"]})");
  s.event("08:00", "admission", R"({"doctor": "dr-li"})");
  s.event("08:30", "admission", R"({"bed": "12"})");  // says nothing of the doctor
  s.event("09:00", "order");
  EXPECT_EQ(s.at("09:00"), "round open -> dr-li");
}

TEST(Order, AnEventThatComesInOrderNeedsNoHistory) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission");
  s.event("09:00", "round");
  s.event("12:00", "note");
  EXPECT_EQ(s.whole_folds("20:00"), 0);
}

TEST(Order, AnEventThatComesLateNeedsTheHistory) {
  Scenario s;
  s.rule("first-note", kFirstNote);
  s.event("08:00", "admission");
  s.event("09:00", "round");
  s.event("08:30", "note");
  EXPECT_EQ(s.whole_folds("20:00"), 1);
}

}  // namespace
}  // namespace tqc::test

// Contract §4, "The clock".
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

constexpr const char* kFirstNote = R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                                       "close": {"on": "note"}})";

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

}  // namespace
}  // namespace tqc::test

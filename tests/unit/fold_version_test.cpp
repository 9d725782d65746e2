// Contract §3: versions, sites, disabling. The version in force at the opening event's
// occurred_at rules the whole series.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

constexpr auto kDisabled = RuleVersion::State::disabled;
constexpr auto kRemoved = RuleVersion::State::removed;

std::string within(const char* time, const char* close = "note") {
  return R"({"open": {"on": "admission"}, "due": {"within": ")" + std::string(time) +
         R"("}, "close": {"on": ")" + close + R"("}})";
}

TEST(Version, TheOneInForceWhereTheOpeningEventOccurred) {
  Scenario s;
  s.rule("note", within("PT8H"));
  s.rule("note", within("PT6H"), {.from = "12:00"});
  s.event("11:59:59.999999", "admission");
  s.event("12:00", "admission");
  EXPECT_EQ(s.at("12:00"), "note open, due 19:59:59.999999; note open, due 18:00");
}

TEST(Version, RulesTheWholeSeries) {
  Scenario s;
  s.rule("note", within("PT8H", "note"));
  s.rule("note", within("PT6H", "record"), {.from = "12:00"});
  s.event("08:00", "admission");
  s.event("13:00", "admission");
  s.event("14:00", "record");  // closes by the second version, so not the oldest task
  EXPECT_EQ(s.at("14:00"), "note open, due 16:00; note met 14:00, due 19:00");
  s.event("15:00", "note");
  EXPECT_EQ(s.at("15:00"), "note met 15:00, due 16:00; note met 14:00, due 19:00");
}

TEST(Version, NoneBeforeTheFirstTakesEffect) {
  Scenario s;
  s.rule("note", within("PT8H"), {.from = "12:00"});
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("13:00"), "");
}

TEST(Version, AnOpeningThatComesLateIsRuledByTheVersionOfItsTime) {
  Scenario s;
  s.rule("note", within("PT8H"));
  s.rule("note", within("PT6H"), {.from = "12:00"});
  s.event("13:00", "round");
  s.event("11:00", "admission");
  EXPECT_EQ(s.at("13:00"), "note open, due 19:00");
}

TEST(Version, OneThatReachesIntoThePastRulesFromThereOn) {
  Scenario s;
  s.rule("note", within("PT8H"));
  s.rule("note", within("PT6H"), {.from = "12:00"});
  s.rule("note", within("PT4H"), {.from = "10:00"});
  s.event("11:00", "admission");
  s.event("12:00", "admission");
  EXPECT_EQ(s.at("12:00"), "note open, due 15:00; note open, due 18:00");
}

TEST(Version, OfTwoFromOneInstantTheLaterRules) {
  Scenario s;
  s.rule("note", within("PT8H"), {.from = "08:00"});
  s.rule("note", within("PT6H"), {.from = "08:00"});
  s.event("09:00", "admission");
  EXPECT_EQ(s.at("09:00"), "note open, due 15:00");
}

TEST(Version, ADisabledRuleOpensNothingWhileRunningTasksRunOn) {
  Scenario s;
  s.rule("note", within("PT8H"));
  s.rule("note", within("PT8H"), {.from = "12:00", .state = kDisabled});
  s.rule("note", within("PT8H"), {.from = "18:00"});
  s.event("08:00", "admission");
  s.event("13:00", "admission");
  EXPECT_EQ(s.at("13:00"), "note open, due 16:00");
  EXPECT_EQ(s.at("17:00"), "note overdue, due 16:00");
  s.event("17:30", "note");
  s.event("18:00", "admission");
  EXPECT_EQ(s.at("18:00"), "note late 17:30, due 16:00; note open, due 2 02:00");
}

TEST(Site, ItsOwnLineHidesTheLineOfAll) {
  for (auto [site, shown] :
       {std::pair("main", "note open, due 16:00"), std::pair("north", "note open, due 14:00")}) {
    Scenario s(site);
    s.rule("note", within("PT8H"));
    s.rule("note", within("PT6H"), {.site = "north"});
    s.event("08:00", "admission");
    EXPECT_EQ(s.at("08:00"), shown);
  }
}

TEST(Site, ItsDisabledLineHidesTheLineOfAllToo) {
  Scenario s("north");
  s.rule("note", within("PT8H"));
  s.rule("note", within("PT8H"), {.site = "north", .from = "08:00", .state = kDisabled});
  s.event("07:59", "admission");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("08:00"), "note open, due 15:59");
}

TEST(Site, OnceItsLineIsRemovedTheLineOfAllRulesAgain) {
  Scenario s("north");
  s.rule("note", within("PT8H"));
  s.rule("note", within("PT6H"), {.site = "north"});
  s.rule("note", within("PT6H"), {.site = "north", .from = "12:00", .state = kRemoved});
  s.event("08:00", "admission");
  s.event("12:00", "admission");
  EXPECT_EQ(s.at("12:00"), "note open, due 14:00; note open, due 20:00");
}

TEST(Site, ARuleOfAnotherSiteOpensNothing) {
  Scenario s("main");
  s.rule("note", within("PT6H"), {.site = "north"});
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("08:00"), "");
}

TEST(Version, SectionsOfSeveralTypesOpenOneTaskForAnEvent) {
  Scenario s;
  s.rule("note", R"({"open": [{"on": ["admission", "transfer"], "when": "$.class == \"in\""},
                              {"on": "transfer"}],
                     "due": {"within": "PT8H"}})");
  s.event("08:00", "transfer", R"({"class": "in"})");
  s.event("09:00", "transfer");
  s.event("10:00", "admission");
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00; note open, due 17:00");
}

}  // namespace
}  // namespace tqc::test

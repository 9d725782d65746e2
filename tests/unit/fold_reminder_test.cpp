// Contract §3 "reminders" and §4 "Effects": each is named by task, step and planned instant.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Reminders : public testing::Test {
 protected:
  Reminders() { s.type("transfer", R"({"context": {"ward": "$.ward", "chief": "$.chief"}})"); }
  void rule(const std::string& reminders, const std::string& more = "") {
    s.rule("note", R"({"open": {"on": "admission", "at": "$.at"}, "due": {"within": "PT8H"},
                       "close": {"on": "note"}, "receivers": ["dr-li"], "reminders": )" +
                       reminders + more + "}");
  }
  std::int64_t admission(const std::string& at = "08:00") {
    return s.event("08:00", "admission", R"({"at": ")" + at + R"(", "nurse": "sun"})");
  }
  Scenario s;
};

TEST_F(Reminders, BeforeTheDueTime) {
  rule(R"([{"before": "PT2H"}])");
  admission();
  EXPECT_EQ(s.effects("13:59:59.999999"), "");
  EXPECT_EQ(s.effects("14:00"), "note reminder-1 14:00 -> dr-li");
}

TEST_F(Reminders, AtAFractionOfTheWay) {
  rule(R"([{"at": 0.75}])");
  admission();
  EXPECT_EQ(s.effects("13:59"), "");
  EXPECT_EQ(s.effects("14:00"), "note reminder-1 14:00 -> dr-li");
}

TEST_F(Reminders, AfterTheDueTimeAndTheOverdueMark) {
  rule(R"([{"after": "PT0S"}, {"after": "PT1H"}])");
  admission();
  EXPECT_EQ(s.effects("16:00"), "");
  EXPECT_EQ(s.effects("16:00:00.000001"),
            "note overdue 16:00 -> dr-li; note reminder-1 16:00 -> dr-li");
  EXPECT_EQ(s.effects("17:00"),
            "note overdue 16:00 -> dr-li; note reminder-1 16:00 -> dr-li; "
            "note reminder-2 17:00 -> dr-li");
}

TEST_F(Reminders, EverySoOftenSoManyTimes) {
  rule(R"([{"after": "PT0S", "every": "PT4H", "times": 3}])");
  admission();
  EXPECT_EQ(s.effects("2 16:00"),
            "note overdue 16:00 -> dr-li; note reminder-1 16:00 -> dr-li; "
            "note reminder-1 20:00 -> dr-li; note reminder-1 2 00:00 -> dr-li");
  EXPECT_EQ(s.alarm("2 16:00"), "never");
}

TEST_F(Reminders, EveryWithoutTimesGoesOnUntilTheTaskEnds) {
  rule(R"([{"before": "PT2H", "every": "PT3H"}])");
  admission();
  s.event("21:00", "note");
  EXPECT_EQ(s.effects("2 16:00"),
            "note overdue 16:00 -> dr-li; note reminder-1 14:00 -> dr-li; "
            "note reminder-1 17:00 -> dr-li; note reminder-1 20:00 -> dr-li");
}

TEST_F(Reminders, GoToTheReceiversOrToThoseNamed) {
  rule(R"([{"before": "PT2H"}, {"before": "PT1H", "to": ["{{chief}}", "{{data.nurse}}"]}])");
  s.event("07:00", "transfer", R"({"chief": "dr-zhao"})");
  admission();
  EXPECT_EQ(s.effects("15:00"),
            "note reminder-1 14:00 -> dr-li; note reminder-2 15:00 -> dr-zhao, sun");
}

TEST_F(Reminders, ToOneThatYieldsNothingIsAFailure) {
  rule(R"([{"before": "PT1H", "to": ["{{chief}}"]}])");
  admission();
  EXPECT_EQ(s.effects("15:00"), "note reminder-1 15:00");
  EXPECT_EQ(s.failures("15:00"), "admission: receiver note");
}

TEST_F(Reminders, FollowTheContextWhereTheRuleDoes) {
  for (auto [follow, chief] : {std::pair("true", "dr-wu"), std::pair("false", "dr-zhao")}) {
    Scenario t;
    t.type("transfer", R"({"context": {"chief": "$.chief"}})");
    t.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                       "reminders": [{"before": "PT2H", "to": ["{{chief}}"]}], "follow": )" +
                       std::string(follow) + "}");
    t.event("07:00", "transfer", R"({"chief": "dr-zhao"})");
    t.event("08:00", "admission");
    t.event("09:00", "transfer", R"({"chief": "dr-wu"})");
    EXPECT_EQ(t.effects("14:00"), std::string("note reminder-1 14:00 -> ") + chief);
  }
}

TEST_F(Reminders, AnEndedTaskRemindsNobody) {
  rule(R"([{"before": "PT2H"}, {"after": "PT1H"}])");
  admission();
  s.event("13:00", "note");
  EXPECT_EQ(s.effects("2 08:00"), "");
}

TEST_F(Reminders, AnEventOfThePlannedInstantActsFirst) {
  rule(R"([{"before": "PT2H"}])");
  admission();
  s.event("14:00", "note");
  EXPECT_EQ(s.effects("2 08:00"), "");
}

TEST_F(Reminders, OnePlannedBeforeTheOpeningKeepsItsNameAndComesAtOnce) {
  rule(R"([{"before": "PT7H"}, {"before": "PT1H"}])");
  admission("05:00");  // due 13:00, so the first was planned for 06:00
  EXPECT_EQ(s.effects("08:00"), "note reminder-1 06:00 -> dr-li");
  EXPECT_EQ(s.effects("12:00"), "note reminder-1 06:00 -> dr-li; note reminder-2 12:00 -> dr-li");
}

TEST_F(Reminders, AWaitingTaskRemindsOnceItHasAppeared) {
  s.rule("note", R"({"open": {"on": "admission", "delay": "PT2H"}, "due": {"within": "PT8H"},
                     "receivers": ["dr-li"], "reminders": [{"before": "PT7H"}]})");
  admission();
  EXPECT_EQ(s.effects("09:30"), "");
  EXPECT_EQ(s.effects("10:00"), "note reminder-1 09:00 -> dr-li");
}

TEST_F(Reminders, AnExtensionNamesThemAnew) {
  rule(R"([{"before": "PT2H"}])");
  auto opened = admission();
  s.by_hand("15:00", "extend", {"note", opened}, R"({"by": "PT4H"})");
  EXPECT_EQ(s.effects("19:59"), "note reminder-1 14:00 -> dr-li; note reminder-1 18:00 -> dr-li");
  EXPECT_EQ(s.effects("21:00"),
            "note overdue 20:00 -> dr-li; note reminder-1 14:00 -> dr-li; "
            "note reminder-1 18:00 -> dr-li");
}

TEST_F(Reminders, AnExtensionBeforeThePlannedInstantMovesIt) {
  rule(R"([{"before": "PT2H"}])");
  auto opened = admission();
  s.by_hand("10:00", "extend", {"note", opened}, R"({"by": "PT4H"})");
  EXPECT_EQ(s.effects("18:00"), "note reminder-1 18:00 -> dr-li");
}

TEST_F(Reminders, AReopenedTaskDoesNotRepeatThem) {
  rule(R"([{"before": "PT2H"}, {"before": "PT1H"}])");
  auto opened = admission();
  s.event("14:30", "note");
  s.by_hand("14:45", "reopen", {"note", opened});
  EXPECT_EQ(s.effects("15:30"), "note reminder-1 14:00 -> dr-li; note reminder-2 15:00 -> dr-li");
}

TEST_F(Reminders, AReopenedTaskCatchesUpOnThoseItsEndHadSilenced) {
  rule(R"([{"before": "PT2H"}])");
  auto opened = admission();
  s.event("13:00", "note");
  s.by_hand("15:00", "reopen", {"note", opened});
  EXPECT_EQ(s.effects("14:30"), "");
  EXPECT_EQ(s.effects("15:00"), "note reminder-1 14:00 -> dr-li");
}

TEST_F(Reminders, GoToWhomTheTaskIsReassigned) {
  rule(R"([{"before": "PT2H"}])");
  auto opened = admission();
  s.by_hand("09:00", "reassign", {"note", opened}, R"({"receivers": ["dr-wu"]})");
  EXPECT_EQ(s.effects("14:00"), "note reminder-1 14:00 -> dr-wu");
}

TEST_F(Reminders, AForbiddingRuleRemindsUntilItIsMet) {
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"}, "forbid": true,
                     "close": {"on": "meal"}, "receivers": ["dr-li"],
                     "reminders": [{"before": "PT2H"}, {"after": "PT1H"}]})");
  admission();
  EXPECT_EQ(s.effects("20:00"), "note reminder-1 14:00 -> dr-li");
}

// A date mistyped by twenty centuries must not fill the memory.
TEST_F(Reminders, AnEndlessOneOfADistantPastCatchesUpOnTheLastHundred) {
  rule(R"([{"after": "PT0S", "every": "PT1M"}])");
  admission("-700000 08:00");
  std::string told = s.effects("08:00:00.000001");
  EXPECT_EQ(std::count(told.begin(), told.end(), ';'), 101);  // with the mark and that of 08:00
  EXPECT_NE(told.find("reminder-1 07:59 "), std::string::npos);
  EXPECT_EQ(s.alarm("08:00:00.000001"), "08:01");
}

}  // namespace
}  // namespace tqc::test

// Contract §3 "repeat": chain and list.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Chain : public testing::Test {
 protected:
  void rule(const std::string& more = "", const std::string& close = R"("on": "note")",
            const std::string& repeat = R"({"chain": true})") {
    s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "P1D"}, "close": {)" + close +
                       R"(}, "repeat": )" + repeat + more + "}");
  }
  Scenario s;
};

TEST_F(Chain, EachCloseArmsTheNextCountedFromThatClose) {
  rule();
  s.event("08:00", "admission");
  s.event("20:00", "note");
  s.event("2 10:00", "note");
  EXPECT_EQ(s.at("2 10:00"),
            "note met 20:00, due 2 08:00; note#2 met 2 10:00, due 2 20:00; "
            "note#3 open, due 3 10:00");
}

TEST_F(Chain, CountsFromTheCompletionTimeOfTheClose) {
  rule("", R"("on": "note", "at": "$.at")");
  s.event("08:00", "admission");
  s.event("20:00", "note", R"({"at": "18:00"})");
  EXPECT_EQ(s.at("20:00"), "note met 18:00, due 2 08:00; note#2 open, due 2 18:00");
}

TEST_F(Chain, WhileOneIsOverdueNothingFurtherFallsDue) {
  rule();
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("5 08:00"), "note overdue, due 2 08:00");
  s.event("5 09:00", "note");
  EXPECT_EQ(s.at("5 09:00"), "note late 5 09:00, due 2 08:00; note#2 open, due 6 09:00");
}

TEST_F(Chain, AnEventNeverClosesWhatItArms) {
  rule("", R"("on": "note", "which": "all")");
  s.event("08:00", "admission");
  s.event("09:00", "note");
  EXPECT_EQ(s.at("09:00"), "note met 09:00, due 2 08:00; note#2 open, due 2 09:00");
}

TEST_F(Chain, OfTwoTheOldestTaskIsClosedWhicheverChainItIsOf) {
  rule();
  s.event("08:00", "admission");
  s.event("09:00", "admission");
  s.event("10:00", "note");
  s.event("11:00", "note");
  EXPECT_EQ(s.at("11:00"),
            "note met 10:00, due 2 08:00; note#2 open, due 2 10:00; "
            "note met 11:00, due 2 09:00; note#2 open, due 2 11:00");
}

TEST_F(Chain, TimesEndsIt) {
  rule("", R"("on": "note")", R"({"chain": true, "times": 2})");
  s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "note");
  s.event("11:00", "note");
  EXPECT_EQ(s.at("11:00"), "note met 09:00, due 2 08:00; note#2 met 10:00, due 2 09:00");
}

TEST_F(Chain, CancelEndsIt) {
  rule(R"(, "cancel": {"on": "discharge"})");
  s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "discharge");
  s.event("11:00", "note");
  EXPECT_EQ(s.at("11:00"), "note met 09:00, due 2 08:00; note#2 cancelled 10:00, due 2 09:00");
}

TEST_F(Chain, AnOverdueTaskSurvivesTheCancelButArmsNothing) {
  rule(R"(, "cancel": {"on": "discharge"})");
  s.event("08:00", "admission");
  s.event("2 10:00", "discharge");
  s.event("2 11:00", "note");
  EXPECT_EQ(s.at("2 11:00"), "note late 2 11:00, due 2 08:00");
}

TEST_F(Chain, WhatClosesAndCancelsAtOnceArmsNothing) {
  rule(R"(, "cancel": {"on": "note", "when": "$.last == true"})");
  s.event("08:00", "admission");
  s.event("09:00", "note", R"({"last": true})");
  EXPECT_EQ(s.at("09:00"), "note met 09:00, due 2 08:00");
}

TEST_F(Chain, ACloseByHandArmsTheNext) {
  rule();
  std::int64_t seq = s.event("08:00", "admission");
  s.by_hand("09:00", "close", {"note", seq});
  EXPECT_EQ(s.at("09:00"), "note met 09:00, due 2 08:00; note#2 open, due 2 09:00");
  s.by_hand("10:00", "close", {.rule = "note", .opened_by = seq, .number = 2});
  EXPECT_EQ(s.at("10:00"),
            "note met 09:00, due 2 08:00; note#2 met 10:00, due 2 09:00; note#3 open, due 2 10:00");
}

TEST_F(Chain, AWaivedLinkArmsNothing) {
  rule();
  std::int64_t seq = s.event("08:00", "admission");
  s.by_hand("09:00", "waive", {"note", seq});
  s.event("10:00", "note");
  EXPECT_EQ(s.at("10:00"), "note waived 09:00, due 2 08:00");
}

TEST_F(Chain, AReopenedLinkArmsTheNextOnlyOnce) {
  rule();
  std::int64_t seq = s.event("08:00", "admission");
  s.event("09:00", "note");
  s.by_hand("10:00", "reopen", {"note", seq});
  s.event("11:00", "note");  // closes the first again
  EXPECT_EQ(s.at("11:00"), "note met 11:00, due 2 08:00; note#2 open, due 2 09:00");
}

TEST_F(Chain, AnUndoneCloseTakesBackWhatItArmed) {
  s.type("void", R"({"undoes": ["note"]})");
  rule();
  s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "void");
  EXPECT_EQ(s.at("10:00"), "note open, due 2 08:00");
}

TEST_F(Chain, ALateAdmissionFindsTheNotesThatWereWritten) {
  s.rule("note", R"({"open": {"on": "admission", "at": "$.at"}, "due": {"within": "P1D"},
                     "close": {"on": "note"}, "repeat": {"chain": true}})");
  s.event("10:00", "note");
  s.event("2 09:00", "note");
  s.event("2 12:00", "admission", R"({"at": "08:00"})");
  EXPECT_EQ(s.at("2 12:00"),
            "note met 10:00, due 2 08:00; note#2 met 2 09:00, due 2 10:00; "
            "note#3 open, due 3 09:00");
}

TEST_F(Chain, ExcludesEndsIt) {
  rule();
  s.rule("summary", R"({"open": {"on": "admission"}, "close": {"on": "summary"},
                        "excludes": ["note"]})");
  s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "summary");
  s.event("11:00", "note");
  EXPECT_EQ(s.at("11:00"),
            "note met 09:00, due 2 08:00; note#2 replaced 10:00, due 2 09:00; summary met 10:00");
}

TEST_F(Chain, IgnoreWhileItRuns) {
  s.rule("note", R"({"open": {"on": "admission", "again": "ignore"}, "due": {"within": "P1D"},
                     "close": {"on": "note"}, "repeat": {"chain": true}})");
  s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "admission");
  EXPECT_EQ(s.at("10:00"), "note met 09:00, due 2 08:00; note#2 open, due 2 09:00");
}

TEST_F(Chain, OfEachKeyItsOwn) {
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "P1D"}, "key": ["$.id"],
                     "close": {"on": "note"}, "repeat": {"chain": true}})");
  s.event("08:00", "admission", R"({"id": "A"})");
  s.event("08:30", "admission", R"({"id": "B"})");
  s.event("09:00", "note", R"({"id": "B"})");
  EXPECT_EQ(s.at("09:00"), R"(note["A"] open, due 2 08:00; note["B"] met 09:00, due 2 08:30; )"
                           R"(note["B"]#2 open, due 2 09:00)");
}

TEST_F(Chain, FollowsWithoutTheHistory) {
  rule();
  s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "note");
  EXPECT_EQ(s.whole_folds("10:00"), 0);
}

// --- list ---

class List : public testing::Test {
 protected:
  void rule(const std::string& after, const std::string& more = "",
            const std::string& close = R"("on": "check")") {
    s.rule("check", R"({"open": {"on": "operation", "at": "$.at"}, "close": {)" + close +
                        R"(}, "repeat": {"after": )" + after + "}" + more + "}");
  }
  std::int64_t operation(const char* at = "08:00", const char* anchor = "08:00") {
    return s.event(at, "operation", R"({"at": ")" + std::string(anchor) + R"("})");
  }
  Scenario s;
};

TEST_F(List, TasksAreDueAtTheOffsetsFromTheAnchor) {
  rule(R"(["PT1H", "PT2H", "PT4H"])");
  operation();
  EXPECT_EQ(s.at("13:00"),
            "check overdue, due 09:00; check#2 overdue, due 10:00; check#3 overdue, due 12:00");
}

TEST_F(List, EachOpensAtTheDueOfTheOneBefore) {
  rule(R"(["PT1H", "PT2H"])");
  operation();
  EXPECT_EQ(s.at("08:59:59.999999"), "check open, due 09:00");
  EXPECT_EQ(s.at("09:00"), "check open, due 09:00; check#2 open, due 10:00");
}

TEST_F(List, ACloseBeforeItOpensIsNotForIt) {
  rule(R"(["PT1H", "PT2H"])");
  operation();
  s.event("08:20", "check");
  s.event("08:40", "check");
  EXPECT_EQ(s.at("09:30"), "check met 08:20, due 09:00; check#2 open, due 10:00");
}

TEST_F(List, EarlyAcceptsAShortWhileBefore) {
  rule(R"(["PT1H", "PT2H"])", "", R"("on": "check", "early": "PT30M")");
  operation();
  s.event("08:20", "check");
  s.event("08:40", "check");
  EXPECT_EQ(s.at("09:30"), "check met 08:20, due 09:00; check#2 met 08:40, due 10:00");
}

TEST_F(List, TimesEndsIt) {
  s.rule("check", R"({"open": {"on": "operation"}, "close": {"on": "check"},
                      "repeat": {"after": ["PT1H", "PT2H", "PT3H"], "times": 2}})");
  operation();
  EXPECT_EQ(s.at("13:00"), "check overdue, due 09:00; check#2 overdue, due 10:00");
}

TEST_F(List, CancelEndsIt) {
  rule(R"(["PT1H", "PT2H"])", R"(, "cancel": {"on": "death"})");
  operation();
  s.event("08:30", "death");
  EXPECT_EQ(s.at("13:00"), "check cancelled 08:30, due 09:00");
}

TEST_F(List, OffsetsMayLieBeforeAPlannedAnchor) {
  rule(R"(["-P1D", "-PT2H", "PT0S"])");
  operation("08:00", "3 08:00");
  EXPECT_EQ(s.at("08:00"), "check open, due 2 08:00");
  EXPECT_EQ(s.at("3 07:00"),
            "check overdue, due 2 08:00; check#2 overdue, due 3 06:00; "
            "check#3 open, due 3 08:00");
}

TEST_F(List, AnAnchorInThePastOpensAllThatAreBehind) {
  rule(R"(["PT1H", "PT2H", "PT6H"])");
  operation("12:00", "08:00");
  EXPECT_EQ(s.at("12:00"),
            "check open, due 09:00; check#2 open, due 10:00; check#3 open, due 14:00");
  EXPECT_EQ(s.at("12:00:00.000001"),
            "check overdue, due 09:00; check#2 overdue, due 10:00; check#3 open, due 14:00");
}

TEST_F(List, AnExtensionByHandDoesNotMoveTheNext) {
  rule(R"(["PT1H", "PT2H"])");
  std::int64_t seq = operation();
  s.by_hand("08:30", "extend", {"check", seq}, R"({"by": "PT3H"})");
  EXPECT_EQ(s.at("09:00"), "check open, due 12:00; check#2 open, due 10:00");
}

TEST_F(List, MayHaveReminders) {
  rule(R"(["PT1H", "PT2H"])", R"(, "receivers": ["li"], "reminders": [{"before": "PT15M"}])");
  operation();
  EXPECT_EQ(s.effects("09:45"),
            "check overdue 09:00 -> li; check reminder-1 08:45 -> li; "
            "check#2 reminder-1 09:45 -> li");
}

}  // namespace
}  // namespace tqc::test

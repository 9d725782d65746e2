// Contract §3 "repeat", windows; §4 "Close", "The clock", "Names" as far as they speak of windows.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Windows : public testing::Test {
 protected:
  void rule(const std::string& repeat, const std::string& more = "",
            const std::string& close = R"("on": "round")",
            const std::string& open = R"("on": "admission")") {
    s.rule("round", R"({"open": {)" + open + R"(}, "close": {)" + close + R"(}, "repeat": )" +
                        repeat + more + "}");
  }
  Scenario s;
};

TEST_F(Windows, TheFirstStartsAtTheAnchor) {
  rule(R"({"every": "P1D"})", "", R"("on": "round")", R"("on": "admission", "at": "$.at")");
  s.event("08:00", "admission", R"({"at": "10:00"})");
  EXPECT_EQ(s.at("09:59:59.999999"), "");
  EXPECT_EQ(s.alarm("08:00"), "10:00");
  EXPECT_EQ(s.at("10:00"), "round@10:00 open, due 2 09:59:59.999999");
}

TEST_F(Windows, EachIsATaskAndIsMissedWhenItEndsWithoutItsClose) {
  rule(R"({"every": "P1D"})");
  s.event("08:00", "admission");
  s.event("09:00", "round");
  EXPECT_EQ(s.at("2 08:00"),
            "round@08:00 met 09:00, due 2 07:59:59.999999; "
            "round@2 08:00 open, due 3 07:59:59.999999");
  EXPECT_EQ(s.at("3 07:59:59.999999"),
            "round@08:00 met 09:00, due 2 07:59:59.999999; "
            "round@2 08:00 open, due 3 07:59:59.999999");
  EXPECT_EQ(s.at("3 08:00"),
            "round@08:00 met 09:00, due 2 07:59:59.999999; "
            "round@2 08:00 missed 3 07:59:59.999999, due 3 07:59:59.999999; "
            "round@3 08:00 open, due 4 07:59:59.999999");
}

TEST_F(Windows, OneEndsAMicrosecondBeforeTheNextBegins) {
  rule(R"({"every": "PT4H", "times": 2})");
  s.event("08:00", "admission");
  s.event("12:00", "round");  // belongs to the second
  EXPECT_EQ(s.at("12:00"),
            "round@08:00 missed 11:59:59.999999, due 11:59:59.999999; "
            "round@12:00 met 12:00, due 15:59:59.999999");
}

TEST_F(Windows, AMissedWindowIsNotOverdueFirst) {
  rule(R"({"every": "PT4H", "times": 1})", R"(, "receivers": ["li"])");
  s.event("08:00", "admission");
  EXPECT_EQ(s.effects("20:00"), "");
  EXPECT_EQ(s.task("20:00").overdue_at, kNever);
}

TEST_F(Windows, WantItsOwnClose) {
  rule(R"({"every": "PT4H", "times": 2})");
  s.event("08:00", "admission");
  s.event("09:00", "round");
  s.event("10:00", "round");  // nothing to close before 12:00
  EXPECT_EQ(s.at("12:00"),
            "round@08:00 met 09:00, due 11:59:59.999999; round@12:00 open, due 15:59:59.999999");
}

TEST_F(Windows, IsDueByDueCountedFromItsStart) {
  rule(R"({"every": "P1D", "times": 2})", R"(, "due": {"within": "PT2H"})");
  s.event("08:00", "admission");
  s.event("11:00", "round");
  EXPECT_EQ(s.at("10:30"), "round@08:00 overdue, due 10:00");
  EXPECT_EQ(s.at("2 08:00"), "round@08:00 late 11:00, due 10:00; round@2 08:00 open, due 2 10:00");
  EXPECT_EQ(s.at("3 08:00"),
            "round@08:00 late 11:00, due 10:00; "
            "round@2 08:00 missed 3 07:59:59.999999, due 2 10:00");
}

TEST_F(Windows, ByDayAreCalendarDays) {
  rule(R"({"by": "day", "times": 2})");
  s.event("14:00", "admission");
  EXPECT_EQ(s.at("2 00:00"),
            "round@14:00 missed 23:59:59.999999, due 23:59:59.999999; "
            "round@2 00:00 open, due 2 23:59:59.999999");
}

TEST_F(Windows, ByDayInTheZoneOfTheCalendar) {
  s.live_in(shanghai());
  rule(R"({"by": "day", "times": 2})");
  s.event("14:00", "admission");  // 22:00 in Shanghai
  EXPECT_EQ(s.at("16:00"),
            "round@14:00 missed 15:59:59.999999, due 15:59:59.999999; "
            "round@16:00 open, due 2 15:59:59.999999");
}

TEST_F(Windows, ByCronFromEachSuchTimeToTheNext) {
  rule(R"({"cron": "0 8,20 * * *", "times": 3})");
  s.event("10:00", "admission");
  EXPECT_EQ(s.at("2 08:00"),
            "round@10:00 missed 19:59:59.999999, due 19:59:59.999999; "
            "round@20:00 missed 2 07:59:59.999999, due 2 07:59:59.999999; "
            "round@2 08:00 open, due 2 19:59:59.999999");
}

TEST_F(Windows, SkipLeavesOutTheFirst) {
  rule(R"({"by": "day", "skip": 1, "times": 2})");  // the three days after an operation, but one
  s.event("14:00", "admission");
  EXPECT_EQ(s.at("14:00"), "");
  EXPECT_EQ(s.at("2 00:00"), "round@2 00:00 open, due 2 23:59:59.999999");
  EXPECT_EQ(s.alarm("3 00:00"), "4 00:00");
  EXPECT_EQ(s.alarm("4 00:00"), "never");
}

TEST_F(Windows, TimesEndsTheSeries) {
  rule(R"({"every": "PT4H", "times": 1})");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("20:00"), "round@08:00 missed 11:59:59.999999, due 11:59:59.999999");
  EXPECT_EQ(s.alarm("20:00"), "never");
}

TEST_F(Windows, CancelEndsTheSeries) {
  rule(R"({"every": "P1D"})", R"(, "cancel": {"on": "discharge"})");
  s.event("08:00", "admission");
  s.event("2 12:00", "discharge");
  EXPECT_EQ(s.at("9 08:00"),
            "round@08:00 missed 2 07:59:59.999999, due 2 07:59:59.999999; "
            "round@2 08:00 cancelled 2 12:00, due 3 07:59:59.999999");
}

TEST_F(Windows, CancelEndsTheSeriesBetweenItsTasks) {
  rule(R"({"every": "P1D"})", R"(, "cancel": {"on": "discharge"})");
  s.event("08:00", "admission");
  s.event("09:00", "round");
  s.event("12:00", "discharge");
  EXPECT_EQ(s.at("9 08:00"), "round@08:00 met 09:00, due 2 07:59:59.999999");
  EXPECT_EQ(s.alarm("12:00"), "never");
}

TEST_F(Windows, CancelLeavesOverdueTasksButEndsTheSeries) {
  rule(R"({"every": "P1D"})", R"(, "due": {"within": "PT2H"}, "cancel": {"on": "discharge"})");
  s.event("08:00", "admission");
  s.event("12:00", "discharge");
  EXPECT_EQ(s.at("2 07:00"), "round@08:00 overdue, due 10:00");
  EXPECT_EQ(s.at("9 08:00"), "round@08:00 missed 2 07:59:59.999999, due 10:00");
}

TEST_F(Windows, ExcludesEndsTheirSeries) {
  rule(R"({"every": "P1D"})");
  s.rule("summary", R"({"open": {"on": "admission"}, "close": {"on": "summary"},
                        "excludes": ["round"]})");
  s.event("08:00", "admission");
  s.event("09:00", "round");
  s.event("10:00", "summary");
  EXPECT_EQ(s.at("9 08:00"), "round@08:00 met 09:00, due 2 07:59:59.999999; summary met 10:00");
}

TEST_F(Windows, MissTurnsTheTaskIntoMissedAndTheSeriesGoesOn) {
  rule(R"({"every": "P1D", "times": 2})", R"(, "miss": {"on": "archive"})");
  s.event("08:00", "admission");
  s.event("09:00", "archive");
  EXPECT_EQ(s.at("2 08:00"),
            "round@08:00 missed 09:00, due 2 07:59:59.999999; "
            "round@2 08:00 open, due 3 07:59:59.999999");
}

TEST_F(Windows, IgnoreWhileTheSeriesRuns) {
  rule(R"({"every": "P1D", "times": 2})", "", R"("on": "round")",
       R"("on": "admission", "again": "ignore")");
  s.event("08:00", "admission");
  s.event("09:00", "round");
  s.event("10:00", "admission");  // no task runs, but the series does
  s.event("2 09:00", "round");
  s.event("2 10:00", "admission");
  EXPECT_EQ(s.at("2 10:00"),
            "round@08:00 met 09:00, due 2 07:59:59.999999; "
            "round@2 08:00 met 2 09:00, due 3 07:59:59.999999; "
            "round@2 10:00 open, due 3 09:59:59.999999");
}

TEST_F(Windows, CompletionTimePicksTheWindowAlsoOneAlreadyMissed) {
  rule(R"({"every": "PT4H"})", R"(, "due": {"within": "PT2H"})", R"("on": "round", "at": "$.at")");
  s.event("08:00", "admission");
  s.event("13:00", "round", R"({"at": "09:00"})");
  s.event("17:00", "round", R"({"at": "15:00"})");
  EXPECT_EQ(s.at("12:00"),
            "round@08:00 missed 11:59:59.999999, due 10:00; "
            "round@12:00 open, due 14:00");
  EXPECT_EQ(s.at("17:00"),
            "round@08:00 met 09:00, due 10:00; round@12:00 late 15:00, due 14:00; "
            "round@16:00 open, due 18:00");
}

TEST_F(Windows, ACloseOfAMissedWindowNeedsTheHistoryOnlyThen) {
  rule(R"({"every": "PT4H"})", "", R"("on": "round", "at": "$.at")");
  s.event("08:00", "admission");
  s.event("12:30", "round", R"({"at": "12:10"})");
  EXPECT_EQ(s.whole_folds("12:30"), 0);
  s.event("12:40", "round", R"({"at": "09:00"})");
  EXPECT_EQ(s.whole_folds("12:40"), 1);
  EXPECT_EQ(s.at("12:40"),
            "round@08:00 met 09:00, due 11:59:59.999999; "
            "round@12:00 met 12:10, due 15:59:59.999999");
}

TEST_F(Windows, OneThatWasMissedByAnEventStaysSo) {
  rule(R"({"every": "PT4H", "times": 1})", R"(, "miss": {"on": "archive"})",
       R"("on": "round", "at": "$.at")");
  s.event("08:00", "admission");
  s.event("09:00", "archive");
  s.event("13:00", "round", R"({"at": "08:30"})");
  EXPECT_EQ(s.at("13:00"), "round@08:00 missed 09:00, due 11:59:59.999999");
}

TEST_F(Windows, AnAnchorInThePastOpensThemAllAndEarlierEventsCloseTheirs) {
  rule(R"({"every": "PT4H", "times": 4})", "", R"("on": "round")",
       R"("on": "admission", "at": "$.at")");
  s.event("09:00", "round");
  s.event("17:00", "round");
  s.event("18:00", "admission", R"({"at": "08:00"})");
  EXPECT_EQ(s.at("18:00"),
            "round@08:00 met 09:00, due 11:59:59.999999; "
            "round@12:00 open, due 15:59:59.999999; "
            "round@16:00 met 17:00, due 19:59:59.999999");
  EXPECT_EQ(s.at("18:01"),
            "round@08:00 met 09:00, due 11:59:59.999999; "
            "round@12:00 missed 15:59:59.999999, due 15:59:59.999999; "
            "round@16:00 met 17:00, due 19:59:59.999999");
}

TEST_F(Windows, TooManyAtOnceAreAFailure) {
  rule(R"({"every": "PT1M"})", "", R"("on": "round")", R"("on": "admission", "at": "$.at")");
  s.event("2 08:00", "admission", R"({"at": "08:00"})");
  EXPECT_EQ(s.at("2 08:00"), "");
  EXPECT_EQ(s.failures("2 08:00"), "admission: open round");
}

TEST_F(Windows, AnEventBeforeTheOpenerAtTheStartOfALaterOneIsInIt) {
  rule(R"({"every": "PT4H", "times": 2})", "", R"("on": "round")",
       R"("on": "admission", "at": "$.at")");
  s.event("08:00", "round");  // not later than the bound of all
  s.event("12:00", "round");
  s.event("13:00", "admission", R"({"at": "08:00"})");
  EXPECT_EQ(s.at("13:00"),
            "round@08:00 open, due 11:59:59.999999; round@12:00 met 12:00, due 15:59:59.999999");
}

TEST_F(Windows, EarlyAcceptsAShortWhileBeforeTheStart) {
  rule(R"({"every": "PT4H", "times": 3})", "", R"("on": "round", "early": "PT15M")");
  s.event("08:00", "admission");
  s.event("09:00", "round");
  s.event("11:50", "round");  // the first is closed, so this is for the second
  EXPECT_EQ(s.at("12:00"),
            "round@08:00 met 09:00, due 11:59:59.999999; "
            "round@12:00 met 11:50, due 15:59:59.999999");
  s.event("15:50", "round");  // the second is closed
  s.event("15:55", "round");
  EXPECT_EQ(s.at("16:00"),
            "round@08:00 met 09:00, due 11:59:59.999999; "
            "round@12:00 met 11:50, due 15:59:59.999999; "
            "round@16:00 met 15:50, due 19:59:59.999999");
}

TEST_F(Windows, ADelayedTaskAppearsAfterTheDelayInTheWindowThatThenRuns) {
  rule(R"({"every": "PT4H"})", "", R"("on": "round")", R"("on": "admission", "delay": "PT6H")");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("13:00"), "round@12:00 waiting until 14:00, due 15:59:59.999999");
  EXPECT_EQ(s.at("16:00"),
            "round@12:00 missed 15:59:59.999999, due 15:59:59.999999; "
            "round@16:00 open, due 19:59:59.999999");
}

TEST_F(Windows, DateUnitsAreWallClockStepsCountedFromTheAnchor) {
  s.live_in(berlin());
  rule(R"({"every": "P1M", "times": 3})", "", R"("on": "round")",
       R"("on": "admission", "at": "$.at")");
  // Saturday 31 January: the 27th day. The clocks change on 29 March.
  s.event("27 08:00", "admission", R"({"at": "27 08:00"})");
  EXPECT_EQ(s.at("90 08:00"),
            "round@27 08:00 missed 55 07:59:59.999999, due 55 07:59:59.999999; "
            "round@55 08:00 missed 86 06:59:59.999999, due 86 06:59:59.999999; "
            "round@86 07:00 open, due 116 06:59:59.999999");
}

TEST_F(Windows, AreNamedByTheirStart) {
  rule(R"({"every": "PT4H", "times": 2})");
  std::int64_t seq = s.event("08:00", "admission");
  s.by_hand("13:00", "waive", {.rule = "round", .opened_by = seq, .window = "12:00"});
  EXPECT_EQ(s.at("13:00"),
            "round@08:00 missed 11:59:59.999999, due 11:59:59.999999; "
            "round@12:00 waived 13:00, due 15:59:59.999999");
}

TEST_F(Windows, ReopenedAfterItsEndItStaysUntilItsClose) {
  rule(R"({"every": "PT4H", "times": 1})");
  std::int64_t seq = s.event("08:00", "admission");
  s.by_hand("13:00", "reopen", {.rule = "round", .opened_by = seq, .window = "08:00"});
  EXPECT_EQ(s.at("13:30"), "round@08:00 overdue, due 11:59:59.999999");
  s.event("14:00", "round");
  EXPECT_EQ(s.at("14:00"), "round@08:00 late 14:00, due 11:59:59.999999");
}

TEST_F(Windows, ReceiversComeFromTheContextWhereEachOpens) {
  s.type("transfer", R"({"context": {"doctor": "$.doctor"}})");
  rule(R"({"every": "P1D", "times": 2})", R"(, "receivers": ["{{doctor}}", "{{data.nurse}}"])");
  s.event("07:00", "transfer", R"({"doctor": "li"})");
  s.event("08:00", "admission", R"({"nurse": "sun"})");
  s.event("20:00", "transfer", R"({"doctor": "wang"})");
  EXPECT_EQ(s.at("2 08:00"),
            "round@08:00 missed 2 07:59:59.999999, due 2 07:59:59.999999 -> li, sun; "
            "round@2 08:00 open, due 3 07:59:59.999999 -> wang, sun");
}

TEST_F(Windows, TheVersionOfTheOpeningEventRulesTheWholeSeries) {
  rule(R"({"every": "PT4H", "times": 2})");
  s.rule("round", R"({"open": {"on": "admission"}, "close": {"on": "other"},
                      "repeat": {"every": "PT1H"}})",
         {.from = "10:00"});
  s.event("08:00", "admission");
  s.event("13:00", "round");
  EXPECT_EQ(s.at("13:00"),
            "round@08:00 missed 11:59:59.999999, due 11:59:59.999999; "
            "round@12:00 met 13:00, due 15:59:59.999999");
}

TEST_F(Windows, ADeadAlarmOfADisabledRuleStillOpensTheNext) {
  rule(R"({"every": "PT4H", "times": 2})");
  s.rule("round", R"({"open": {"on": "admission"}, "close": {"on": "round"}})",
         {.from = "10:00", .state = RuleVersion::State::disabled});
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("12:00"),
            "round@08:00 missed 11:59:59.999999, due 11:59:59.999999; "
            "round@12:00 open, due 15:59:59.999999");
}

}  // namespace
}  // namespace tqc::test

// Contract §4, "Forbid", "Cancel", "Miss" and "Excludes".
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

constexpr const char* kFasting = R"({"open": {"on": "fasting.ordered"}, "due": {"within": "PT8H"},
                                     "close": {"on": "meal", "at": "$.began"}, "forbid": true,
                                     "cancel": {"on": "fasting.ended"}})";

TEST(Forbid, ACloseByTheDueTimeViolates) {
  Scenario s;
  s.rule("fasting", kFasting);
  s.event("08:00", "fasting.ordered");
  s.event("16:00", "meal", R"({"began": "16:00"})");
  EXPECT_EQ(s.at("16:00"), "fasting violated 16:00, due 16:00");
}

TEST(Forbid, OnceDueIsPastItIsMetForGood) {
  Scenario s;
  s.rule("fasting", kFasting);
  s.event("08:00", "fasting.ordered");
  EXPECT_EQ(s.at("16:00"), "fasting open, due 16:00");
  EXPECT_EQ(s.at("16:00:00.000001"), "fasting met 16:00, due 16:00");
  s.event("17:00", "meal", R"({"began": "15:00"})");
  EXPECT_EQ(s.at("17:00"), "fasting met 16:00, due 16:00");
  EXPECT_EQ(s.effects("17:00"), "");
}

TEST(Forbid, AnEventThatOccurredInTimeViolatesHoweverLateItArrives) {
  Scenario s;
  s.rule("fasting", kFasting);
  s.event("08:00", "fasting.ordered");
  s.event("17:00", "round");
  s.event("15:00", "meal", R"({"began": "15:00"})");
  EXPECT_EQ(s.at("17:00"), "fasting violated 15:00, due 16:00");
}

TEST(Forbid, ACloseAfterADueTimeThatLiesBeforeTheOpeningDoesNotViolate) {
  Scenario s;
  s.rule("fasting", R"({"open": {"on": "order", "at": "$.from"}, "due": {"within": "PT8H"},
                        "close": {"on": "meal"}, "forbid": true})");
  s.event("07:00", "meal");
  s.event("08:00", "order", R"({"from": "0 22:00"})");  // due 06:00
  s.event("08:00", "meal");
  EXPECT_EQ(s.at("08:00"), "fasting open, due 06:00");
  EXPECT_EQ(s.at("08:00:00.000001"), "fasting met 06:00, due 06:00");
}

TEST(Forbid, AnEventBeforeTheOpenerViolatesWhereItCounts) {
  Scenario s;
  s.rule("fasting", R"({"open": {"on": "order", "at": "$.from"}, "due": {"within": "PT8H"},
                        "close": {"on": "meal"}, "forbid": true})");
  s.event("07:00", "meal");
  s.event("08:00", "order", R"({"from": "06:00"})");
  EXPECT_EQ(s.at("08:00"), "fasting violated 07:00, due 14:00");
}

TEST(Forbid, MayBeCancelled) {
  Scenario s;
  s.rule("fasting", kFasting);
  s.event("08:00", "fasting.ordered");
  s.event("09:00", "fasting.ended");
  s.event("10:00", "meal", R"({"began": "10:00"})");
  EXPECT_EQ(s.at("20:00"), "fasting cancelled 09:00, due 16:00");
}

constexpr const char* kNote = R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                                  "close": {"on": "note"}, "cancel": {"on": "discharge"},
                                  "miss": {"on": "archive"}})";
constexpr const char* kDelayed = R"({"open": {"on": "admission", "delay": "PT2H"},
                                     "due": {"within": "PT8H"}, "cancel": {"on": "discharge"},
                                     "miss": {"on": "archive"}})";

TEST(Cancel, EndsWaitingAndOpenTasks) {
  Scenario s;
  s.rule("delayed", kDelayed);
  s.rule("note", kNote);
  s.event("08:00", "admission");
  s.event("09:00", "discharge");
  EXPECT_EQ(s.at("12:00"), "delayed cancelled 09:00, due 16:00; note cancelled 09:00, due 16:00");
}

TEST(Cancel, LeavesOverdueTasks) {
  Scenario s;
  s.rule("note", kNote);
  s.event("08:00", "admission");
  s.event("17:00", "discharge");
  EXPECT_EQ(s.at("17:00"), "note overdue, due 16:00");
}

TEST(Cancel, EndsOverdueTasksWhereToldTo) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                     "cancel": [{"on": "discharge"}, {"on": "death", "overdue": true}]})");
  s.event("08:00", "admission");
  s.event("17:00", "discharge");
  EXPECT_EQ(s.at("17:00"), "note overdue, due 16:00");
  s.event("18:00", "death");
  EXPECT_EQ(s.at("18:00"), "note cancelled 18:00, due 16:00");
}

TEST(Cancel, ItsPredicateKnowsTheOpening) {
  Scenario s;
  s.rule("record", R"({"open": {"on": "operation"}, "due": {"within": "P1D"},
                       "cancel": {"on": "operation.stopped", "when": "$.room == $open.room"}})");
  s.event("08:00", "operation", R"({"room": 1})");
  s.event("08:10", "operation", R"({"room": 2})");
  s.event("09:00", "operation.stopped", R"({"room": 2})");
  EXPECT_EQ(s.at("09:00"), "record open, due 2 08:00; record cancelled 09:00, due 2 08:10");
}

TEST(Cancel, TouchesOnlyWhatRunsThere) {
  Scenario s;
  s.rule("note", kNote);
  s.event("08:00", "discharge");
  s.event("09:00", "admission");
  EXPECT_EQ(s.at("10:00"), "note open, due 17:00");
}

TEST(Miss, TurnsOpenAndOverdueIntoMissed) {
  Scenario s;
  s.rule("note", kNote);
  s.event("08:00", "admission");
  s.event("12:00", "admission");
  s.event("18:00", "archive");
  EXPECT_EQ(s.at("18:00"), "note missed 18:00, due 16:00; note missed 18:00, due 20:00");
}

TEST(Miss, CancelsWaiting) {
  Scenario s;
  s.rule("delayed", kDelayed);
  s.event("08:00", "admission");
  s.event("09:00", "archive");
  EXPECT_EQ(s.at("09:00"), "delayed cancelled 09:00, due 16:00");
}

class Excludes : public testing::Test {
 protected:
  Excludes() {
    s.rule("full-record", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                              "close": {"on": "full"}})");
    s.rule("short-record", R"({"open": {"on": "admission"}, "due": {"within": "P1D"},
                               "close": {"on": "short"}, "excludes": ["full-record"]})");
  }
  Scenario s;
};

TEST_F(Excludes, ReplacesRunningTasks) {
  s.event("08:00", "admission");
  s.event("09:00", "short");
  EXPECT_EQ(s.at("20:00"),
            "full-record replaced 09:00, due 16:00; short-record met 09:00, due 2 08:00");
}

TEST_F(Excludes, ReplacesOverdueOnesToo) {
  s.event("08:00", "admission");
  s.event("17:00", "short");
  EXPECT_EQ(s.at("20:00"),
            "full-record replaced 17:00, due 16:00; short-record met 17:00, due 2 08:00");
}

TEST_F(Excludes, ReplacesWaitingOnesToo) {
  s.rule("later", R"({"open": {"on": "admission", "delay": "PT3H"}, "due": {"within": "PT8H"}})");
  s.rule("now", R"({"open": {"on": "admission"}, "due": {"within": "P1D"},
                    "close": {"on": "visit"}, "excludes": ["later"]})");
  s.event("08:00", "admission");
  s.event("08:30", "full");
  s.event("08:40", "short");
  s.event("09:00", "visit");
  EXPECT_EQ(s.at("20:00"),
            "full-record met 08:30, due 16:00; later replaced 09:00, due 16:00; "
            "now met 09:00, due 2 08:00; short-record met 08:40, due 2 08:00");
}

TEST_F(Excludes, ActsAtTheCloseThoughThatIsLate) {
  s.event("08:00", "admission");
  s.event("2 09:00", "short");
  EXPECT_EQ(s.at("2 09:00"),
            "full-record replaced 2 09:00, due 16:00; short-record late 2 09:00, due 2 08:00");
}

TEST_F(Excludes, ActsAtACloseByHand) {
  auto admission = s.event("08:00", "admission");
  s.by_hand("09:00", "close", {"short-record", admission});
  EXPECT_EQ(s.at("09:00"),
            "full-record replaced 09:00, due 16:00; short-record met 09:00, due 2 08:00");
}

TEST_F(Excludes, LaterOpeningsAreUntouched) {
  s.event("08:00", "admission");
  s.event("09:00", "short");
  s.event("10:00", "admission");
  EXPECT_EQ(s.at("10:00"),
            "full-record replaced 09:00, due 16:00; full-record open, due 18:00; "
            "short-record met 09:00, due 2 08:00; short-record open, due 2 10:00");
}

TEST_F(Excludes, NotAtACancellation) {
  auto admission = s.event("08:00", "admission");
  s.by_hand("09:00", "cancel", {"short-record", admission});
  EXPECT_EQ(s.at("09:00"),
            "full-record open, due 16:00; short-record cancelled 09:00, due 2 08:00");
}

TEST_F(Excludes, ActsAtAForbiddenCloseToo) {
  s.rule("fasting",
         R"({"open": {"on": "admission"}, "due": {"within": "PT8H"}, "close": {"on": "meal"},
                        "forbid": true, "excludes": ["short-record"]})");
  s.event("08:00", "admission");
  s.event("09:00", "meal");
  EXPECT_EQ(s.at("09:00"),
            "fasting violated 09:00, due 16:00; full-record open, due 16:00; "
            "short-record replaced 09:00, due 2 08:00");
}

TEST_F(Excludes, ATaskReplacedReplacesNothingItself) {
  s.rule("chief-record", R"({"open": {"on": "admission"}, "due": {"within": "P2D"},
                             "close": {"on": "chief"}, "excludes": ["short-record"]})");
  s.event("08:00", "admission");
  s.event("09:00", "chief");
  EXPECT_EQ(s.at("09:00"),
            "chief-record met 09:00, due 3 08:00; full-record open, due 16:00; "
            "short-record replaced 09:00, due 2 08:00");
}

TEST_F(Excludes, AnUnknownRuleIsNothing) {
  s.rule("chief-record", R"({"open": {"on": "admission"}, "due": {"within": "P2D"},
                             "close": {"on": "chief"}, "excludes": ["no-such-rule"]})");
  s.event("08:00", "admission");
  s.event("09:00", "chief");
  EXPECT_EQ(s.at("09:00"),
            "chief-record met 09:00, due 3 08:00; full-record open, due 16:00; "
            "short-record open, due 2 08:00");
}

TEST_F(Excludes, ActsWhereAnEventBeforeTheOpenerClosesIt) {
  Scenario t;
  t.rule("full-record", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                            "close": {"on": "full"}})");
  t.rule("short-record", R"({"open": {"on": "admission", "at": "$.admitted_at"},
                             "due": {"within": "P1D"}, "close": {"on": "short"},
                             "excludes": ["full-record"]})");
  t.event("07:30", "short");
  t.event("08:00", "admission", R"({"admitted_at": "07:00"})");
  EXPECT_EQ(t.at("08:00"),
            "full-record replaced 08:00, due 16:00; short-record met 07:30, due 2 07:00");
}

TEST(ExcludesKeys, AreComparedWhereBothHaveOne) {
  Scenario s;
  s.rule("anaesthesia", R"({"open": {"on": "operation"}, "due": {"within": "PT8H"},
                            "key": ["$.operation_id"]})");
  s.rule("ward-check", R"({"open": {"on": "operation"}, "due": {"within": "PT8H"}})");
  s.rule("summary", R"({"open": {"on": "operation"}, "due": {"within": "P1D"},
                        "key": ["$.operation_id"], "close": {"on": "summary"},
                        "excludes": ["anaesthesia", "ward-check"]})");
  s.event("08:00", "operation", R"({"operation_id": "A"})");
  s.event("08:00", "operation", R"({"operation_id": "B"})");
  s.event("09:00", "summary", R"({"operation_id": "B"})");
  EXPECT_EQ(s.at("09:00"),
            R"(anaesthesia["A"] open, due 16:00; anaesthesia["B"] replaced 09:00, due 16:00; )"
            R"(summary["A"] open, due 2 08:00; summary["B"] met 09:00, due 2 08:00; )"
            R"(ward-check replaced 09:00, due 16:00; ward-check replaced 09:00, due 16:00)");
}

}  // namespace
}  // namespace tqc::test

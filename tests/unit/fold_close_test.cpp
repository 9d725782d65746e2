// Contract §4, "Close".
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

constexpr const char* kSigned = R"({"open": {"on": "admission", "at": "$.admitted_at"},
                                    "due": {"within": "PT8H"},
                                    "close": {"on": "note", "at": "$.signed_at"}})";
constexpr const char* kPlain = R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                                   "close": {"on": "note"}})";

TEST(Close, IsJudgedByCloseAt) {
  Scenario s;
  s.rule("first-note", kSigned);
  s.event("08:00", "admission", R"({"admitted_at": "08:00"})");
  s.event("17:00", "note", R"({"signed_at": "15:59"})");
  EXPECT_EQ(s.at("17:00"), "first-note met 15:59, due 16:00");
}

TEST(Close, ItsPlaceIsTheTimeItOccurred) {
  Scenario s;
  s.rule("first-note", kSigned);
  s.event("08:00", "admission", R"({"admitted_at": "08:00"})");
  s.event("17:00", "note", R"({"signed_at": "15:59"})");
  EXPECT_EQ(s.at("16:30"), "first-note overdue, due 16:00");
  EXPECT_EQ(s.effects("17:00"), "first-note overdue 16:00");
}

TEST(Close, CloseAtIsAtMostTheTimeItOccurred) {
  Scenario s;
  s.rule("first-note", kSigned);
  s.event("08:00", "admission", R"({"admitted_at": "08:00"})");
  s.event("15:00", "note", R"({"signed_at": "18:00"})");
  EXPECT_EQ(s.at("15:00"), "first-note met 15:00, due 16:00");
}

TEST(Close, MetIfAtMostTheDueTimeElseLate) {
  for (auto [at, judged] : {std::pair("16:00", "met"), std::pair("16:00:00.000001", "late")}) {
    Scenario s;
    s.rule("first-note", kPlain);
    s.event("08:00", "admission");
    s.event(at, "note");
    EXPECT_EQ(s.at("20:00"), std::string("first-note ") + judged + " " + at + ", due 16:00");
  }
}

TEST(Close, WithoutDueItIsMet) {
  Scenario s;
  s.rule("gate", R"({"open": {"on": "admission"}, "close": {"on": "discharge"}})");
  s.event("08:00", "admission");
  s.event("30 08:00", "discharge");
  EXPECT_EQ(s.at("30 08:00"), "gate met 30 08:00");
}

TEST(Close, CountsFromTheAnchorWhereThatIsEarlierThanTheOpening) {
  for (auto [at, shown] :
       {std::pair("06:00", "met 06:00, due 14:00"), std::pair("05:59", "open, due 14:00")}) {
    Scenario s;
    s.rule("first-note", kSigned);
    s.event("08:00", "admission", R"({"admitted_at": "06:00"})");
    s.event("09:00", "note", R"({"signed_at": ")" + std::string(at) + "\"}");
    EXPECT_EQ(s.at("09:00"), std::string("first-note ") + shown);
  }
}

TEST(Close, CountsFromTheOpeningWhereTheAnchorIsLater) {
  for (auto [at, shown] :
       {std::pair("08:00", "met 08:00, due 2 16:00"), std::pair("07:59", "open, due 2 16:00")}) {
    Scenario s;
    s.rule("first-note", kSigned);
    s.event("08:00", "admission", R"({"admitted_at": "2 08:00"})");
    s.event("09:00", "note", R"({"signed_at": ")" + std::string(at) + "\"}");
    EXPECT_EQ(s.at("09:00"), std::string("first-note ") + shown);
  }
}

TEST(Close, EarlyMovesTheBoundBack) {
  for (auto [at, shown] :
       {std::pair("06:00", "met 06:00, due 16:00"), std::pair("05:59", "open, due 16:00")}) {
    Scenario s;
    s.rule("first-note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                             "close": {"on": "note", "at": "$.signed_at", "early": "PT2H"}})");
    s.event("08:00", "admission");
    s.event("09:00", "note", R"({"signed_at": ")" + std::string(at) + "\"}");
    EXPECT_EQ(s.at("09:00"), std::string("first-note ") + shown);
  }
}

TEST(Close, AnEventBeforeTheOpenerCountsOnlyIfLaterThanTheBound) {
  for (auto [at, shown] :
       {std::pair("06:00:00.000001", "met 06:00:00.000001, due 14:00"),
        std::pair("06:00", "open, due 14:00"), std::pair("05:00", "open, due 14:00")}) {
    Scenario s;
    s.rule("first-note", kSigned);
    s.event("07:00", "note", R"({"signed_at": ")" + std::string(at) + "\"}");
    s.event("08:00", "admission", R"({"admitted_at": "06:00"})");
    EXPECT_EQ(s.at("07:59"), "");
    EXPECT_EQ(s.at("08:00"), std::string("first-note ") + shown);
  }
}

TEST(Close, AnEventBeforeTheOpenerByEarlyAlone) {
  Scenario s;
  s.rule("first-note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                           "close": {"on": "note", "early": "PT2H"}})");
  s.event("07:00", "note");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("08:00"), "first-note met 07:00, due 16:00");
}

TEST(Close, AnEventBeforeTheOpenerThatClosedAnotherTaskOfTheRuleDoesNotCount) {
  Scenario s;
  s.rule("transfer-note", R"({"open": {"on": "transfer", "at": "$.moved_at"},
                              "due": {"within": "PT8H"}, "close": {"on": "note"}})");
  s.event("08:00", "transfer", R"({"moved_at": "08:00"})");
  s.event("09:00", "note");
  s.event("10:00", "transfer", R"({"moved_at": "08:30"})");
  EXPECT_EQ(s.at("10:00"), "transfer-note met 09:00, due 16:00; transfer-note open, due 16:30");
}

TEST(Close, AnEventBeforeTheOpenerThatClosedATaskOfAnotherRuleCounts) {
  Scenario s;
  s.rule("first-note", kPlain);
  s.rule("transfer-note", R"({"open": {"on": "transfer", "at": "$.moved_at"},
                              "due": {"within": "PT8H"}, "close": {"on": "note"}})");
  s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "transfer", R"({"moved_at": "08:30"})");
  EXPECT_EQ(s.at("10:00"), "first-note met 09:00, due 16:00; transfer-note met 09:00, due 16:30");
}

TEST(Close, EachEventBeforeTheOpenersClosesOneTask) {
  Scenario s;
  s.rule("transfer-note", R"({"open": {"on": "transfer", "at": "$.moved_at"},
                              "due": {"within": "PT8H"}, "close": {"on": "note"}})");
  s.event("09:00", "note");
  s.event("10:00", "transfer", R"({"moved_at": "08:00"})");
  s.event("11:00", "transfer", R"({"moved_at": "08:30"})");
  EXPECT_EQ(s.at("11:00"), "transfer-note met 09:00, due 16:00; transfer-note open, due 16:30");
}

TEST(Close, AnUndoneEventBeforeTheOpenerDoesNotCount) {
  Scenario s;
  s.type("note.voided", R"({"undoes": ["note"]})");
  s.rule("first-note", kSigned);
  s.event("07:00", "note", R"({"signed_at": "07:00"})");
  s.event("08:00", "admission", R"({"admitted_at": "06:00"})");
  s.event("09:00", "note.voided");
  EXPECT_EQ(s.at("09:00"), "first-note open, due 14:00");
}

TEST(Close, ThePredicateOnAnEventBeforeTheOpenerIsReadAtItsOwnPlace) {
  // Two hours after a check and before any transfer, whatever came then until the opener.
  Scenario s;
  s.rule("first-round", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                            "close": {"on": "round", "early": "PT2H",
                                      "when": "!exists($since.transfer) && $since.check == 7200"}})");
  s.event("05:00", "check");
  s.event("07:00", "round");
  s.event("07:30", "transfer");
  s.event("07:45", "check");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("08:00"), "first-round met 07:00, due 16:00");
}

TEST(Close, TheContextOfAnEventBeforeTheOpenerIsThatOfItsOwnPlace) {
  for (auto [ward, shown] :
       {std::pair("W1", "met 07:00, due 16:00"), std::pair("W2", "open, due 16:00")}) {
    Scenario s;
    s.type("transfer", R"({"context": {"ward": "$.ward"}})");
    s.rule("first-round", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                              "close": {"on": "round", "early": "PT2H",
                                        "when": "$ctx.ward == \"W1\""}})");
    s.event("06:30", "transfer", R"({"ward": ")" + std::string(ward) + "\"}");
    s.event("07:00", "round");
    s.event("07:30", "transfer", R"({"ward": "W1"})");
    s.event("07:40", "transfer", R"({"ward": "W3"})");
    s.event("08:00", "admission");
    EXPECT_EQ(s.at("08:00"), std::string("first-round ") + shown);
  }
}

TEST(Close, OldestNewestOrAll) {
  for (auto [which, shown] :
       {std::pair("oldest", "note met 10:00, due 16:00; note open, due 17:00"),
        std::pair("newest", "note open, due 16:00; note met 10:00, due 17:00"),
        std::pair("all", "note met 10:00, due 16:00; note met 10:00, due 17:00")}) {
    Scenario s;
    s.rule("note", R"({"open": {"on": "transfer"}, "due": {"within": "PT8H"},
                       "close": {"on": "note", "which": ")" +
                       std::string(which) + "\"}}");
    s.event("08:00", "transfer");
    s.event("09:00", "transfer");
    s.event("10:00", "note");
    EXPECT_EQ(s.at("10:00"), shown);
  }
}

TEST(Close, TheOldestIsTheFirstOpenedHoweverLateItsEventArrived) {
  Scenario s;
  s.rule("note", kPlain);
  s.event("09:00", "admission");
  s.event("08:00", "admission");
  s.event("10:00", "note");
  EXPECT_EQ(s.at("10:00"), "note open, due 17:00; note met 10:00, due 16:00");
}

TEST(Close, AWaitingTaskIsRunningAndCloses) {
  Scenario s;
  s.rule("first-note", R"({"open": {"on": "admission", "delay": "PT2H"}, "due": {"within": "PT8H"},
                           "close": {"on": "note"}})");
  s.event("08:00", "admission");
  s.event("09:00", "note");
  EXPECT_EQ(s.at("12:00"), "first-note met 09:00, due 16:00");
}

TEST(Close, APredicateMayUseTheContextTheOpeningAndTheTimeSince) {
  Scenario s;
  s.type("transfer", R"({"context": {"ward": "$.ward"}})");
  s.rule("record", R"({"open": {"on": "operation"}, "due": {"within": "P1D"},
                       "close": {"on": "note", "when":
            "$.author == $open.surgeon && $ctx.ward == \"ICU\" && $since.\"transfer\" >= 1800"}})");
  s.event("08:00", "operation", R"({"surgeon": "dr-li"})");
  s.event("09:00", "transfer", R"({"ward": "ICU"})");
  s.event("09:29", "note", R"({"author": "dr-li"})");
  s.event("09:30", "note", R"({"author": "dr-wang"})");
  EXPECT_EQ(s.at("09:30"), "record open, due 2 08:00");
  s.event("09:31", "note", R"({"author": "dr-li"})");
  EXPECT_EQ(s.at("09:31"), "record met 09:31, due 2 08:00");
}

TEST(Close, AnyOfSeveralSectionsCloses) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                     "close": [{"on": "note", "when": "$.type == \"first\""},
                               {"on": ["record", "summary"]}]})");
  s.event("08:00", "admission");
  s.event("09:00", "note", R"({"type": "daily"})");
  EXPECT_EQ(s.at("09:00"), "note open, due 16:00");
  s.event("10:00", "summary");
  EXPECT_EQ(s.at("10:00"), "note met 10:00, due 16:00");
}

TEST(Close, TheRowNamesTheEvents) {
  Scenario s;
  s.rule("first-note", kPlain);
  s.event("08:00", "admission");
  s.event("08:30", "round");
  s.event("09:00", "note");
  EXPECT_EQ(s.task("09:00").closed_by, 3);
  EXPECT_EQ(s.task("08:30").closed_by, 0);
}

}  // namespace
}  // namespace tqc::test

// Contract §4, "One event": each phase over all rules before the next.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

TEST(OneEvent, ContextComesBeforeClose) {
  Scenario s;
  s.type("transfer", R"({"context": {"ward": "$.ward"}})");
  s.rule("icu-arrival", R"({"open": {"on": "icu.requested"}, "due": {"within": "PT1H"},
                            "close": {"on": "transfer", "when": "$ctx.ward == \"ICU\""}})");
  s.event("08:00", "icu.requested");
  s.event("08:30", "transfer", R"({"ward": "ICU"})");
  EXPECT_EQ(s.at("08:30"), "icu-arrival met 08:30, due 09:00");
}

TEST(OneEvent, ContextComesBeforeOpen) {
  Scenario s;
  s.type("admission", R"({"context": {"doctor": "$.doctor"}})");
  s.rule("first-note", R"({"open": {"on": "admission"}, "close": {"on": "note"},
                           "receivers": ["{{doctor}}"]})");
  s.event("08:00", "admission", R"({"doctor": "dr-li"})");
  EXPECT_EQ(s.at("08:00"), "first-note open -> dr-li");
}

TEST(OneEvent, WhatItClosedItDoesNotAlsoCancel) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                     "close": {"on": "discharge"}, "cancel": {"on": "discharge"}})");
  s.event("08:00", "admission");
  s.event("09:00", "admission");
  s.event("10:00", "discharge");
  EXPECT_EQ(s.at("10:00"), "note met 10:00, due 16:00; note cancelled 10:00, due 17:00");
}

TEST(OneEvent, ExcludesComeBeforeCancel) {
  Scenario s;
  s.rule("a-record", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                         "close": {"on": "note"}, "cancel": {"on": "record"}})");
  s.rule("b-record", R"({"open": {"on": "admission"}, "due": {"within": "P1D"},
                         "close": {"on": "record"}, "excludes": ["a-record"]})");
  s.event("08:00", "admission");
  s.event("09:00", "record");
  EXPECT_EQ(s.at("09:00"), "a-record replaced 09:00, due 16:00; b-record met 09:00, due 2 08:00");
}

TEST(OneEvent, CloseOfEveryRuleComesBeforeTheExcludesOfAny) {
  Scenario s;
  s.rule("a-record", R"({"open": {"on": "admission"}, "due": {"within": "P1D"},
                         "close": {"on": "record"}, "excludes": ["b-record"]})");
  s.rule("b-record", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                         "close": {"on": "record"}})");
  s.event("08:00", "admission");
  s.event("09:00", "record");
  EXPECT_EQ(s.at("09:00"), "a-record met 09:00, due 2 08:00; b-record met 09:00, due 16:00");
}

TEST(OneEvent, CancelComesBeforeMiss) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                     "cancel": {"on": "death"}, "miss": {"on": "death"}})");
  s.event("08:00", "admission");
  s.event("12:00", "admission");
  s.event("18:00", "death");  // the first is overdue, so it is not cancelled but missed
  EXPECT_EQ(s.at("18:00"), "note missed 18:00, due 16:00; note cancelled 18:00, due 20:00");
}

TEST(OneEvent, OpenComesLast) {
  Scenario s;
  s.rule("ward-note", R"({"open": {"on": "transfer"}, "due": {"within": "PT8H"},
                          "cancel": {"on": "transfer"}})");
  s.event("08:00", "transfer");
  s.event("09:00", "transfer");
  EXPECT_EQ(s.at("09:00"), "ward-note cancelled 09:00, due 16:00; ward-note open, due 17:00");
}

TEST(OneEvent, NeverClosesWhatItOpens) {
  Scenario s;
  s.rule("next-round", R"({"open": {"on": "round"}, "due": {"within": "P1D"},
                           "close": {"on": "round"}})");
  s.event("08:00", "round");
  EXPECT_EQ(s.at("08:00"), "next-round open, due 2 08:00");
  s.event("2 07:00", "round");
  EXPECT_EQ(s.at("2 07:00"), "next-round met 2 07:00, due 2 08:00; next-round open, due 3 07:00");
}

TEST(OneEvent, NeverClosesWhatItOpensThoughItsAnchorIsEarlier) {
  Scenario s;
  s.rule("next-round", R"({"open": {"on": "round", "at": "$.began"}, "due": {"within": "P1D"},
                           "close": {"on": "round"}})");
  s.event("08:00", "round", R"({"began": "07:00"})");
  EXPECT_EQ(s.at("08:00"), "next-round open, due 2 07:00");
}

TEST(OneEvent, ExcludesLeaveWhatTheSameEventOpens) {
  Scenario s;
  s.rule("a-plan", R"({"open": {"on": "review"}, "due": {"within": "P1D"}})");
  s.rule("b-review", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                         "close": {"on": "review"}, "excludes": ["a-plan"]})");
  s.event("08:00", "admission");
  s.event("09:00", "review");
  EXPECT_EQ(s.at("09:00"), "a-plan open, due 2 09:00; b-review met 09:00, due 16:00");
}

TEST(OneEvent, NothingTouchesAnEndedTask) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                     "close": {"on": "note"}, "cancel": {"on": "discharge", "overdue": true},
                     "miss": {"on": "archive"}})");
  s.rule("summary", R"({"open": {"on": "admission"}, "due": {"within": "P1D"},
                        "close": {"on": "summary"}, "excludes": ["note"]})");
  s.event("08:00", "admission");
  s.event("09:00", "note");
  s.event("10:00", "note");
  s.event("11:00", "summary");
  s.event("12:00", "discharge");
  s.event("13:00", "archive");
  EXPECT_EQ(s.at("3 08:00"), "note met 09:00, due 16:00; summary met 11:00, due 2 08:00");
}

TEST(OneEvent, TheReceiversOfAContextChangeAreThoseOfTheTasksItCloses) {
  Scenario s;
  s.type("transfer", R"({"context": {"doctor": "$.doctor"}})");
  s.rule("handover", R"({"open": {"on": "transfer.ordered"}, "close": {"on": "transfer"},
                         "receivers": ["{{doctor}}"], "follow": true})");
  s.event("07:00", "transfer", R"({"doctor": "dr-li"})");
  s.event("08:00", "transfer.ordered");
  s.event("09:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("09:00"), "handover met 09:00 -> dr-wang");
}

}  // namespace
}  // namespace tqc::test

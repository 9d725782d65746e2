// Contract §4, "Failures": a step fails alone.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Failures : public testing::Test {
 protected:
  Failures() {
    s.rule("first-note", R"({"open": {"on": "admission", "at": "$.admitted_at"},
                             "due": {"within": "PT8H"},
                             "close": {"on": "note", "at": "$.signed_at"}})");
    s.rule("triage", R"({"open": {"on": "admission"}, "due": {"within": "PT1H"},
                         "close": {"on": "note"}})");
  }
  Scenario s;
};

TEST_F(Failures, ARuleThatCannotOpenIgnoresTheEventAndAllElseGoesOn) {
  s.event("08:00", "admission", R"({"admitted_at": "this morning"})");
  EXPECT_EQ(s.at("08:00"), "triage open, due 09:00");
  EXPECT_EQ(s.failures("08:00"), "admission: open first-note");
}

TEST_F(Failures, ARuleThatCannotCloseIgnoresTheEventAndAllElseGoesOn) {
  s.event("08:00", "admission", R"({"admitted_at": "08:00"})");
  s.event("08:30", "note", R"({"signed_at": "soon"})");
  EXPECT_EQ(s.at("08:30"), "first-note open, due 16:00; triage met 08:30, due 09:00");
  EXPECT_EQ(s.failures("08:30"), "note: close first-note");
}

TEST_F(Failures, AnAmendThatMendsTheEventResolvesIt) {
  s.type("admission.corrected", R"({"amends": ["admission"]})");
  s.event("08:00", "admission", R"({"admitted_at": "this morning"})");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "07:00"})");
  EXPECT_EQ(s.at("09:00"), "first-note open, due 15:00; triage open, due 09:00");
  EXPECT_EQ(s.failures("09:00"), "");
}

TEST_F(Failures, AnUndoOfTheEventResolvesIt) {
  s.type("admission.cancelled", R"({"undoes": ["admission"]})");
  s.event("08:00", "admission", R"({"admitted_at": "this morning"})");
  s.event("09:00", "admission.cancelled");
  EXPECT_EQ(s.failures("09:00"), "");
}

TEST_F(Failures, AnOpenerThatFailedClosesNothingLess) {
  s.rule("ward-note", R"({"open": {"on": "transfer", "at": "$.at"}, "due": {"within": "PT8H"},
                          "close": {"on": "transfer"}})");
  s.event("08:00", "transfer", R"({"at": "08:00"})");
  s.event("09:00", "transfer", R"({"at": "never"})");
  EXPECT_EQ(s.at("09:00"), "ward-note met 09:00, due 16:00");
  EXPECT_EQ(s.failures("09:00"), "transfer: open ward-note");
}

TEST_F(Failures, AKeyThatNoIndexCouldHoldOpensNothing) {
  s.rule("keyed", R"({"open": {"on": "admission"}, "key": ["$.id"],
                      "close": {"on": "note"}, "due": {"within": "PT1H"}})");
  std::string id(1024, 'x');
  s.event("08:00", "admission", R"({"admitted_at": "08:00", "id": ")" + id + R"("})");
  EXPECT_EQ(s.at("08:00"), "first-note open, due 16:00; triage open, due 09:00");
  EXPECT_EQ(s.failures("08:00"), "admission: open keyed");
}

TEST_F(Failures, AReceiverThatNoIndexCouldHoldIsLeftOut) {
  s.rule("told", R"({"open": {"on": "admission"}, "due": {"within": "PT1H"},
                     "receivers": ["{{data.who}}"]})");
  std::string who(513, 'x');
  s.event("08:00", "admission",
          R"({"admitted_at": "08:00", "who": ["dr-li", ")" + who + R"(", "dr-wu"]})");
  EXPECT_EQ(s.at("08:00"),
            "first-note open, due 16:00; told open, due 09:00 -> dr-li, dr-wu; "
            "triage open, due 09:00");
  EXPECT_EQ(s.failures("08:00"), "admission: receiver told");
}

TEST_F(Failures, AFieldThatEveryTaskWouldDragAlongIsNotRemembered) {
  s.type("admission", R"({"context": {"doctor": "$.doctor", "ward": "$.ward"}})");
  std::string ward(16 * 1024 + 1, 'x');
  s.event("08:00", "admission",
          R"({"admitted_at": "08:00", "doctor": "dr-li", "ward": ")" + ward + R"("})");
  s.rule("told", R"({"open": {"on": "admission"}, "due": {"within": "PT2H"},
                     "receivers": ["{{doctor}}"]})");
  EXPECT_EQ(s.failures("08:00"), "admission: context");
  EXPECT_EQ(s.at("08:00"),
            "first-note open, due 16:00; told open, due 10:00 -> dr-li; triage open, due 09:00");
}

TEST_F(Failures, APredicateOnWhatIsAbsentIsFalseAndNoFailure) {
  s.rule(
      "icu",
      R"({"open": {"on": "admission", "when": "$.ward.code == \"ICU\""}, "due": {"within": "PT1H"}})");
  s.event("08:00", "admission", R"({"admitted_at": "08:00"})");
  EXPECT_EQ(s.at("08:00"), "first-note open, due 16:00; triage open, due 09:00");
  EXPECT_EQ(s.failures("08:00"), "");
}

}  // namespace
}  // namespace tqc::test

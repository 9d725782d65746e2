// Contract §4, "By hand", and §5.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class ByHand : public testing::Test {
 protected:
  ByHand() {
    s.type("transfer", R"({"context": {"doctor": "$.doctor"}})");
    s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                       "close": {"on": "note"}, "cancel": {"on": "discharge"},
                       "receivers": ["{{doctor}}"], "follow": true})");
    s.event("07:00", "transfer", R"({"doctor": "dr-li"})");
    note = {"note", s.event("08:00", "admission")};
  }
  Scenario s;
  Scenario::Of note;
};

TEST_F(ByHand, ACloseClosesAtItsOwnPlace) {
  s.by_hand("09:00", "close", note);
  EXPECT_EQ(s.at("08:59"), "note open, due 16:00 -> dr-li");
  EXPECT_EQ(s.at("09:00"), "note met 09:00, due 16:00 -> dr-li");
  EXPECT_EQ(s.task("09:00").reason, "close by hand");
}

TEST_F(ByHand, ACloseIsJudgedByItsAt) {
  s.by_hand("18:00", "close", note, R"({"at": "15:00"})");
  EXPECT_EQ(s.at("17:00"), "note overdue, due 16:00 -> dr-li");
  EXPECT_EQ(s.at("18:00"), "note met 15:00, due 16:00 -> dr-li");
}

TEST_F(ByHand, ACloseAfterTheDueTimeIsLate) {
  s.by_hand("18:00", "close", note);
  EXPECT_EQ(s.at("18:00"), "note late 18:00, due 16:00 -> dr-li");
}

TEST_F(ByHand, ACancelAndAWaiverEndOverdueTasksToo) {
  s.by_hand("18:00", "cancel", note);
  EXPECT_EQ(s.at("18:00"), "note cancelled 18:00, due 16:00 -> dr-li");
  s.by_hand("17:00", "waive", note);  // comes late and stands before the cancel
  EXPECT_EQ(s.at("18:00"), "note waived 17:00, due 16:00 -> dr-li");
}

TEST_F(ByHand, AnExtensionAddsToWhateverTheDueTimeIs) {
  s.by_hand("09:00", "extend", note, R"({"by": "PT2H"})");
  s.by_hand("10:00", "extend", note, R"({"by": "PT1H"})");
  EXPECT_EQ(s.at("09:00"), "note open, due 18:00 -> dr-li");
  EXPECT_EQ(s.at("10:00"), "note open, due 19:00 -> dr-li");
}

TEST_F(ByHand, AnExtensionOfACorrectedDueTimeAddsToThat) {
  s.type("admission.corrected", R"({"amends": ["stay"]})");
  s.rule("stay-note", R"({"open": {"on": "stay", "at": "$.at"}, "due": {"within": "PT8H"}})");
  s.by_hand("09:00", "cancel", note);
  auto stay = s.event("10:00", "stay", R"({"at": "09:30"})");
  s.by_hand("11:00", "extend", {"stay-note", stay}, R"({"by": "PT1H"})");
  s.event("12:00", "admission.corrected", R"({"at": "08:30"})");
  EXPECT_EQ(s.at("11:00"), "note cancelled 09:00, due 16:00 -> dr-li; stay-note open, due 18:30");
  EXPECT_EQ(s.at("12:00"), "note cancelled 09:00, due 16:00 -> dr-li; stay-note open, due 17:30");
}

TEST_F(ByHand, AnExtensionReopensWhatIsNoLongerOverdue) {
  s.by_hand("17:00", "extend", note, R"({"by": "PT2H"})");
  EXPECT_EQ(s.at("16:30"), "note overdue, due 16:00 -> dr-li");
  EXPECT_EQ(s.at("17:00"), "note open, due 18:00 -> dr-li");
  EXPECT_EQ(s.task("17:00").overdue_at, kNever);
  EXPECT_EQ(s.at("18:30"), "note overdue, due 18:00 -> dr-li");
  EXPECT_EQ(s.effects("18:30"), "note overdue 16:00 -> dr-li; note overdue 18:00 -> dr-li");
}

TEST_F(ByHand, AnExtensionTooShortLeavesItOverdue) {
  s.by_hand("18:00", "extend", note, R"({"by": "PT1H"})");
  EXPECT_EQ(s.at("18:00"), "note overdue, due 17:00 -> dr-li");
  EXPECT_EQ(s.at("2 08:00"), "note overdue, due 17:00 -> dr-li");
}

TEST_F(ByHand, AtTheExtendedDueTimeItIsStillOpen) {
  s.by_hand("18:00", "extend", note, R"({"by": "PT2H"})");
  EXPECT_EQ(s.at("18:00"), "note open, due 18:00 -> dr-li");
  EXPECT_EQ(s.at("18:00:00.000001"), "note overdue, due 18:00 -> dr-li");
}

TEST_F(ByHand, AnExtensionRejudgesALateClose) {
  s.event("17:00", "note");
  s.by_hand("18:00", "extend", note, R"({"by": "PT1H"})");
  EXPECT_EQ(s.at("17:30"), "note late 17:00, due 16:00 -> dr-li");
  EXPECT_EQ(s.at("18:00"), "note met 17:00, due 17:00 -> dr-li");
}

TEST_F(ByHand, AnExtensionTooShortLeavesACloseLate) {
  s.event("17:00", "note");
  s.by_hand("18:00", "extend", note, R"({"by": "PT30M"})");
  EXPECT_EQ(s.at("18:00"), "note late 17:00, due 16:30 -> dr-li");
}

TEST_F(ByHand, AnExtensionOfAWaitingTaskLeavesItWaiting) {
  Scenario t;
  t.rule("note", R"({"open": {"on": "admission", "delay": "PT2H"}, "due": {"within": "PT8H"}})");
  auto opened = t.event("08:00", "admission");
  t.by_hand("09:00", "extend", {"note", opened}, R"({"by": "PT1H"})");
  EXPECT_EQ(t.at("09:00"), "note waiting until 10:00, due 17:00");
  EXPECT_EQ(t.at("16:30"), "note open, due 17:00");
  EXPECT_EQ(t.at("17:30"), "note overdue, due 17:00");
}

TEST_F(ByHand, AReassignmentEndsFollowing) {
  s.by_hand("09:00", "reassign", note, R"({"receivers": ["dr-wu", "dr-sun"]})");
  s.event("10:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00 -> dr-wu, dr-sun");
}

TEST_F(ByHand, AReopenedTaskKeepsTheOldDueTime) {
  s.event("09:00", "note");
  s.by_hand("10:00", "reopen", note);
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00 -> dr-li");
  EXPECT_EQ(s.at("17:00"), "note overdue, due 16:00 -> dr-li");
  s.event("18:00", "note");
  EXPECT_EQ(s.at("18:00"), "note late 18:00, due 16:00 -> dr-li");
}

TEST_F(ByHand, AReopenedTaskKeepsTheExtendedDueTime) {
  s.by_hand("08:30", "extend", note, R"({"by": "PT1H"})");
  s.event("09:00", "note");
  s.by_hand("10:00", "reopen", note);
  EXPECT_EQ(s.at("10:00"), "note open, due 17:00 -> dr-li");
}

TEST_F(ByHand, ATaskReopenedAfterItsDueTimeIsOverdueOnceThatInstantIsPast) {
  s.event("09:00", "note");
  s.by_hand("18:00", "reopen", note);
  EXPECT_EQ(s.at("18:00"), "note open, due 16:00 -> dr-li");
  EXPECT_EQ(s.at("18:00:00.000001"), "note overdue, due 16:00 -> dr-li");
}

TEST_F(ByHand, AReopenedTaskIsMarkedOverdueOnceUnderOneName) {
  s.event("17:00", "note");
  s.by_hand("18:00", "reopen", note);
  EXPECT_EQ(s.effects("19:00"), "note overdue 16:00 -> dr-li");
}

TEST_F(ByHand, ATaskReopenedBeforeItsTimeWaitsAgain) {
  Scenario t;
  t.rule("note", R"({"open": {"on": "admission", "delay": "PT4H"}, "due": {"within": "PT8H"},
                     "cancel": {"on": "discharge"}})");
  auto opened = t.event("08:00", "admission");
  t.event("09:00", "discharge");
  t.by_hand("10:00", "reopen", {"note", opened});
  EXPECT_EQ(t.at("10:00"), "note waiting until 12:00, due 16:00");
  EXPECT_EQ(t.at("12:00"), "note open, due 16:00");
}

TEST_F(ByHand, AReopenedTaskFollowsTheContextAgain) {
  s.event("09:00", "note");
  s.event("10:00", "transfer", R"({"doctor": "dr-wang"})");
  s.by_hand("11:00", "reopen", note);
  EXPECT_EQ(s.at("11:00"), "note open, due 16:00 -> dr-wang");
}

TEST_F(ByHand, AReopenedTaskThatWasReassignedStaysSo) {
  s.by_hand("08:30", "reassign", note, R"({"receivers": ["dr-wu"]})");
  s.event("09:00", "note");
  s.event("10:00", "transfer", R"({"doctor": "dr-wang"})");
  s.by_hand("11:00", "reopen", note);
  EXPECT_EQ(s.at("11:00"), "note open, due 16:00 -> dr-wu");
}

TEST_F(ByHand, OnARunningTaskAReopenHasNoEffect) {
  s.by_hand("09:00", "reopen", note);
  EXPECT_EQ(s.at("09:00"), "note open, due 16:00 -> dr-li");
  EXPECT_EQ(s.failures("09:00"), "");
}

TEST_F(ByHand, OnATaskEndedThereItIsRecordedWithoutEffect) {
  s.event("09:00", "note");
  for (const char* action : {"close", "cancel", "waive"}) s.by_hand("10:00", action, note);
  s.by_hand("10:00", "extend", note, R"({"by": "PT1H"})");
  s.by_hand("10:00", "reassign", note, R"({"receivers": ["dr-wu"]})");
  EXPECT_EQ(s.at("10:00"), "note met 09:00, due 16:00 -> dr-li");
  EXPECT_EQ(s.failures("10:00"), "");
}

TEST_F(ByHand, OnATaskAbsentThereItIsAFailureUntilPresent) {
  s.type("admission.cancelled", R"({"undoes": ["admission"]})");
  s.type("cancel.undone", R"({"undoes": ["admission.cancelled"]})");
  s.by_hand("09:00", "close", note);
  s.event("10:00", "admission.cancelled");
  EXPECT_EQ(s.at("10:00"), "");
  EXPECT_EQ(s.failures("10:00"), "tqc.close: hand");
  s.event("11:00", "cancel.undone");
  EXPECT_EQ(s.at("11:00"), "note met 09:00, due 16:00 -> dr-li");
  EXPECT_EQ(s.failures("11:00"), "");
}

TEST_F(ByHand, BeforeTheTaskOpensItIsAbsent) {
  s.by_hand("07:30", "cancel", note);
  EXPECT_EQ(s.at("09:00"), "note open, due 16:00 -> dr-li");
  EXPECT_EQ(s.failures("09:00"), "tqc.cancel: hand");
}

TEST_F(ByHand, SpeaksToTheTaskOfThatNameAlone) {
  s.event("08:30", "admission");
  s.by_hand("09:00", "waive", note);
  EXPECT_EQ(s.at("09:00"), "note waived 09:00, due 16:00 -> dr-li; note open, due 16:30 -> dr-li");
}

TEST_F(ByHand, WithADefectItIsAFailureThatChangesNothing) {
  s.by_hand("09:00", "extend", note);
  s.by_hand("09:10", "extend", note, R"({"by": "tomorrow"})");
  s.by_hand("09:20", "reassign", note, R"({"receivers": "dr-wu"})");
  s.event("09:30", "tqc.close", R"({"task": "note"})");
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00 -> dr-li");
  EXPECT_EQ(s.failures("10:00"),
            "tqc.extend: hand; tqc.extend: hand; tqc.reassign: hand; tqc.close: hand");
}

TEST_F(ByHand, OnAForbiddingRuleACloseByTheDueTimeViolates) {
  Scenario t;
  t.rule("fasting", R"({"open": {"on": "order"}, "due": {"within": "PT8H"}, "forbid": true,
                        "close": {"on": "meal"}})");
  auto order = t.event("08:00", "order");
  t.by_hand("09:00", "close", {"fasting", order}, R"({"at": "08:30"})");
  EXPECT_EQ(t.at("20:00"), "fasting violated 08:30, due 16:00");
}

TEST_F(ByHand, AnUndoOfTheOpeningReachesWhatWasDoneByHand) {
  s.type("admission.cancelled", R"({"undoes": ["admission"]})");
  s.by_hand("09:00", "extend", note, R"({"by": "PT1H"})");
  s.event("10:00", "admission.cancelled");
  EXPECT_EQ(s.at("10:00"), "");
}

}  // namespace
}  // namespace tqc::test

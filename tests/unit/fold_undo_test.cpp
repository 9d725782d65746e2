// Contract §2 and §4, "What counts": undo.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Undo : public testing::Test {
 protected:
  Undo() {
    s.type("admission.cancelled", R"({"undoes": ["admission"]})");
    s.type("note.voided", R"({"undoes": ["note", "record"], "match": ["$.doc_id"]})");
    s.type("void.undone", R"({"undoes": ["note.voided", "admission.cancelled"],
                              "match": ["$.ref"]})");
    s.rule("first-note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                             "close": {"on": ["note", "record"]}})");
  }
  Scenario s;
};

TEST_F(Undo, AnUndoneOpenerOpensNothing) {
  s.event("08:00", "admission");
  s.event("09:00", "admission.cancelled");
  EXPECT_EQ(s.at("09:00"), "");
  EXPECT_EQ(s.voided("09:00"), "1 by 2");
}

TEST_F(Undo, UntilItOccursAnUndoUndoesNothing) {
  s.event("08:00", "admission");
  s.event("09:00", "admission.cancelled");
  EXPECT_EQ(s.at("08:59:59.999999"), "first-note open, due 16:00");
}

TEST_F(Undo, AnUndoneCloseLeavesTheTaskAsIfItHadNotBeen) {
  s.event("08:00", "admission");
  s.event("10:00", "note", R"({"doc_id": "D1"})");
  s.event("12:00", "note.voided", R"({"doc_id": "D1"})");
  EXPECT_EQ(s.at("11:00"), "first-note met 10:00, due 16:00");
  EXPECT_EQ(s.at("12:00"), "first-note open, due 16:00");
  EXPECT_EQ(s.at("17:00"), "first-note overdue, due 16:00");
}

TEST_F(Undo, AnUndoneDischargeRestoresWhatItCancelledWithTheOldDueTime) {
  s.type("discharge.cancelled", R"({"undoes": ["discharge"]})");
  s.rule("daily-note", R"({"open": {"on": "admission"}, "due": {"within": "P1D"},
                           "close": {"on": "progress-note"}, "cancel": {"on": "discharge"}})");
  s.event("08:00", "admission");
  s.event("09:00", "note", R"({"doc_id": "D1"})");
  s.event("10:00", "discharge");
  s.event("11:00", "discharge.cancelled");
  EXPECT_EQ(s.at("10:00"),
            "daily-note cancelled 10:00, due 2 08:00; first-note met 09:00, due 16:00");
  EXPECT_EQ(s.at("11:00"), "daily-note open, due 2 08:00; first-note met 09:00, due 16:00");
}

TEST_F(Undo, PicksTheLatestBeforeItInTheOrder) {
  s.event("08:00", "admission");
  s.event("09:00", "admission");
  s.event("10:00", "admission.cancelled");
  s.event("11:00", "admission");
  EXPECT_EQ(s.voided("12:00"), "2 by 3");
  EXPECT_EQ(s.at("12:00"), "first-note open, due 16:00; first-note open, due 19:00");
}

TEST_F(Undo, PicksOneThatCountsThere) {
  s.event("08:00", "admission");
  s.event("09:00", "admission");
  s.event("10:00", "admission.cancelled");
  s.event("11:00", "admission.cancelled");
  EXPECT_EQ(s.voided("12:00"), "1 by 4; 2 by 3");
}

TEST_F(Undo, PicksTheLatestOfAllNamedTypes) {
  s.event("08:00", "admission");
  s.event("09:00", "note", R"({"doc_id": "D1"})");
  s.event("10:00", "record", R"({"doc_id": "D1"})");
  s.event("11:00", "note.voided", R"({"doc_id": "D1"})");
  EXPECT_EQ(s.voided("11:00"), "3 by 4");
}

TEST_F(Undo, PicksOneWithEqualMatch) {
  s.event("08:00", "note", R"({"doc_id": "D1"})");
  s.event("09:00", "note", R"({"doc_id": "D2"})");
  s.event("10:00", "note.voided", R"({"doc_id": "D1"})");
  EXPECT_EQ(s.voided("10:00"), "1 by 3");
}

TEST_F(Undo, AllPathsOfTheMatchMustBeEqual) {
  s.type("stay.cancelled", R"({"undoes": ["stay"], "match": ["$.ward", "$.bed"]})");
  s.event("08:00", "stay", R"({"ward": "W3", "bed": 12})");
  s.event("09:00", "stay", R"({"ward": "W3", "bed": 13})");
  s.event("10:00", "stay.cancelled", R"({"ward": "W3", "bed": 12})");
  EXPECT_EQ(s.voided("10:00"), "1 by 3");
}

TEST_F(Undo, NothingEqualsNothingIsFalse) {
  s.event("08:00", "note");
  s.event("09:00", "note.voided");
  s.event("10:00", "note", R"({"doc_id": null})");
  s.event("11:00", "note.voided", R"({"doc_id": null})");
  EXPECT_EQ(s.voided("12:00"), "");
  EXPECT_EQ(s.failures("12:00"), "note.voided: undo; note.voided: undo");
}

TEST_F(Undo, EventsOfOneInstantAreUndoneInTheirOrder) {
  s.event("08:00", "admission.cancelled", "{}", 2);
  s.event("08:00", "admission", "{}", 1);
  EXPECT_EQ(s.voided("08:00"), "2 by 1");

  Scenario other;
  other.type("admission.cancelled", R"({"undoes": ["admission"]})");
  other.event("08:00", "admission", "{}", 2);
  other.event("08:00", "admission.cancelled", "{}", 1);
  EXPECT_EQ(other.voided("08:00"), "");
}

TEST_F(Undo, AnUndoOfAnUndoMakesTheTargetCountAgain) {
  s.event("08:00", "admission");
  s.event("09:00", "admission.cancelled", R"({"ref": "C1"})");
  s.event("10:00", "void.undone", R"({"ref": "C1"})");
  EXPECT_EQ(s.at("09:00"), "");
  EXPECT_EQ(s.at("10:00"), "first-note open, due 16:00");
  EXPECT_EQ(s.voided("10:00"), "2 by 3");
}

TEST_F(Undo, LaterUndosDoNotChangeEarlierPicks) {
  s.event("08:00", "admission");
  s.event("09:00", "admission");
  s.event("10:00", "admission.cancelled", R"({"ref": "C1"})");  // picks 2
  s.event("11:00", "admission.cancelled", R"({"ref": "C2"})");  // 2 does not count here: picks 1
  s.event("12:00", "void.undone", R"({"ref": "C1"})");          // 2 counts again
  // Seen from now 2 would be the latest before the second cancellation; its pick stays.
  EXPECT_EQ(s.voided("12:00"), "1 by 4; 3 by 5");
  EXPECT_EQ(s.at("12:00"), "first-note open, due 17:00");
}

TEST_F(Undo, ATargetUndoneTwiceNeedsBothUndone) {
  s.event("08:00", "admission");
  s.event("09:00", "admission.cancelled", R"({"ref": "C1"})");
  s.event("10:00", "void.undone", R"({"ref": "C1"})");
  s.event("11:00", "admission.cancelled", R"({"ref": "C2"})");
  EXPECT_EQ(s.voided("11:00"), "1 by 4; 2 by 3");
  EXPECT_EQ(s.at("11:00"), "");
}

TEST_F(Undo, AnUndoThatArrivesLatePicksAtItsOwnPlace) {
  s.event("08:00", "admission");
  s.event("09:00", "admission");
  s.event("12:00", "admission.cancelled");
  s.event("08:30", "admission.cancelled");  // picks 1, so the later one still has 2
  EXPECT_EQ(s.voided("12:00"), "1 by 4; 2 by 3");
}

TEST_F(Undo, WithoutATargetIsAFailureThatResolvesItselfWhenOneArrives) {
  s.event("09:00", "admission.cancelled");
  EXPECT_EQ(s.failures("10:00"), "admission.cancelled: undo");
  s.event("09:30", "admission");  // behind it: no target
  EXPECT_EQ(s.failures("10:00"), "admission.cancelled: undo");
  s.event("08:00", "admission");
  EXPECT_EQ(s.failures("10:00"), "");
  EXPECT_EQ(s.at("10:00"), "first-note open, due 17:30");
}

TEST_F(Undo, AnUndoIsAnEventOfItsOwnType) {
  s.rule("withdrawal-form",
         R"({"open": {"on": "admission.cancelled"}, "due": {"within": "PT1H"}})");
  s.event("08:00", "admission");
  s.event("09:00", "admission.cancelled");
  EXPECT_EQ(s.at("09:00"), "withdrawal-form open, due 10:00");
}

TEST_F(Undo, AnUndoneEventLeavesNoContextAndNoSince) {
  s.type("transfer", R"({"context": {"ward": "$.ward"}})");
  s.type("transfer.cancelled", R"({"undoes": ["transfer"]})");
  s.rule("handover",
         R"({"open": {"on": "round", "when": "$ctx.ward == \"W2\" || $since.transfer > 0"},
                         "close": {"on": "handover"}})");
  s.event("08:00", "transfer", R"({"ward": "W2"})");
  s.event("09:00", "transfer.cancelled");
  s.event("10:00", "round");
  EXPECT_EQ(s.at("10:00"), "");
}

}  // namespace
}  // namespace tqc::test

// Contract §2 and §4, "What counts": amend.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Amend : public testing::Test {
 protected:
  Amend() {
    s.type("admission", R"({"context": {"doctor": "$.doctor"}})");
    s.type("admission.corrected", R"({"amends": ["admission"]})");
    s.type("correction.withdrawn", R"({"undoes": ["admission.corrected"]})");
    s.type("admission.cancelled", R"({"undoes": ["admission"]})");
    s.type("cancel.undone", R"({"undoes": ["admission.cancelled"]})");
    s.rule("first-note", R"({"open": {"on": "admission", "at": "$.admitted_at",
                                      "when": "$.class == \"inpatient\""},
                             "due": {"within": "PT8H"}, "close": {"on": "note"},
                             "receivers": ["{{doctor}}"]})");
  }
  std::int64_t admission(std::string_view occurred) {
    return s.event(occurred, "admission",
                   R"({"admitted_at": "08:00", "class": "inpatient", "doctor": "dr-li"})");
  }
  Scenario s;
};

TEST_F(Amend, IsLaidOverTheDataOfItsTarget) {
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  EXPECT_EQ(s.at("08:59"), "first-note open, due 16:00 -> dr-li");
  EXPECT_EQ(s.at("09:00"), "first-note open, due 14:00 -> dr-li");
}

TEST_F(Amend, IsAMergePatchInWhichNullRemoves) {
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"class": null})");
  EXPECT_EQ(s.at("09:00"), "");
}

TEST_F(Amend, ActsAtTheTargetsPlace) {
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("09:00"), "first-note open, due 16:00 -> dr-wang");
  EXPECT_EQ(s.task("09:00").context, R"({"doctor":"dr-wang"})");
}

TEST_F(Amend, NeverMovesTheTimeAnEventOccurred) {
  s.rule("triage", R"({"open": {"on": "admission"}, "due": {"within": "PT1H"}})");
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"occurred_at": "06:00", "time": "06:00"})");
  EXPECT_EQ(s.at("09:00"), "first-note open, due 16:00 -> dr-li; triage open, due 09:10");
}

TEST_F(Amend, PicksTheLatestBeforeItThatCounts) {
  admission("08:00");
  admission("09:00");
  s.event("10:00", "admission.cancelled");
  s.event("11:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  EXPECT_EQ(s.at("12:00"), "first-note open, due 14:00 -> dr-li");
}

TEST_F(Amend, PicksOneWithEqualMatch) {
  s.type("operation.moved", R"({"amends": ["operation.booked"], "match": ["$.operation_id"]})");
  s.rule("consent", R"({"open": {"on": "operation.booked", "at": "$.planned_at"},
                        "due": {"within": "-PT1H"}, "key": ["$.operation_id"],
                        "close": {"on": "consent"}})");
  s.event("08:00", "operation.booked", R"({"operation_id": "A", "planned_at": "2 09:00"})");
  s.event("08:30", "operation.booked", R"({"operation_id": "B", "planned_at": "2 12:00"})");
  s.event("09:00", "operation.moved", R"({"operation_id": "A", "planned_at": "3 09:00"})");
  EXPECT_EQ(s.at("10:00"), R"(consent["A"] open, due 3 08:00; consent["B"] open, due 2 11:00)");
}

TEST_F(Amend, TheLaterIsLaidOverTheEarlier) {
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00", "doctor": "dr-wang"})");
  s.event("10:00", "admission.corrected", R"({"admitted_at": "07:00"})");
  EXPECT_EQ(s.at("10:00"), "first-note open, due 15:00 -> dr-wang");
}

TEST_F(Amend, OneThatArrivesLateIsLaidAtItsPlaceInTheOrder) {
  admission("08:10");
  s.event("10:00", "admission.corrected", R"({"admitted_at": "07:00"})");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00", "doctor": "dr-wang"})");
  EXPECT_EQ(s.at("10:00"), "first-note open, due 15:00 -> dr-wang");
}

TEST_F(Amend, AnUndoneAmendGivesTheDataBack) {
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  s.event("10:00", "correction.withdrawn");
  EXPECT_EQ(s.at("10:00"), "first-note open, due 16:00 -> dr-li");
}

TEST_F(Amend, AnUndoTakesTheAmendsLaidOnItsTargetAlong) {
  s.rule("recheck", R"({"open": {"on": "admission.corrected"}, "due": {"within": "PT1H"}})");
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  EXPECT_EQ(s.at("09:00"), "first-note open, due 14:00 -> dr-li; recheck open, due 10:00");
  s.event("10:00", "admission.cancelled");
  EXPECT_EQ(s.at("10:00"), "");
  EXPECT_EQ(s.voided("10:00"), "1 by 3; 2 by 3");
}

TEST_F(Amend, AnUndoOfAnUndoBringsTheAmendsBack) {
  s.rule("recheck", R"({"open": {"on": "admission.corrected"}, "due": {"within": "PT1H"}})");
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  s.event("09:10", "admission.cancelled");
  s.event("09:20", "cancel.undone");
  EXPECT_EQ(s.at("09:20"), "first-note open, due 14:00 -> dr-li; recheck open, due 10:00");
}

TEST_F(Amend, AnAmendTakenAlongIsNoTargetThere) {
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  s.event("09:10", "admission.cancelled");
  s.event("09:20", "correction.withdrawn");
  EXPECT_EQ(s.failures("09:20"), "correction.withdrawn: undo");
}

TEST_F(Amend, AnAmendMayBeAmended) {
  s.type("correction.corrected", R"({"amends": ["admission.corrected"]})");
  admission("08:10");
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  s.event("09:30", "correction.corrected", R"({"admitted_at": "07:30"})");
  EXPECT_EQ(s.at("09:30"), "first-note open, due 15:30 -> dr-li");
}

TEST_F(Amend, AnAmendedCloseIsJudgedByItsNewTime) {
  s.type("note.corrected", R"({"amends": ["record"]})");
  s.rule("record", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                       "close": {"on": "record", "at": "$.signed_at"}})");
  s.event("08:00", "admission");
  s.event("18:00", "record", R"({"signed_at": "17:00"})");
  s.event("19:00", "note.corrected", R"({"signed_at": "15:00"})");
  EXPECT_EQ(s.at("18:00"), "record late 17:00, due 16:00");
  EXPECT_EQ(s.at("19:00"), "record met 15:00, due 16:00");
}

TEST_F(Amend, WithoutATargetIsAFailureThatResolvesItselfWhenOneArrives) {
  s.event("09:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  EXPECT_EQ(s.failures("10:00"), "admission.corrected: amend");
  admission("08:10");
  EXPECT_EQ(s.failures("10:00"), "");
  EXPECT_EQ(s.at("10:00"), "first-note open, due 14:00 -> dr-li");
}

TEST_F(Amend, AnUndoneTargetIsNoTarget) {
  admission("08:10");
  s.event("09:00", "admission.cancelled");
  s.event("10:00", "admission.corrected", R"({"admitted_at": "06:00"})");
  EXPECT_EQ(s.failures("10:00"), "admission.corrected: amend");
}

}  // namespace
}  // namespace tqc::test

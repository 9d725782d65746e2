// Contract §3 and §4: receivers.
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Receivers : public testing::Test {
 protected:
  Receivers() {
    s.type("admission", R"({"context": {"doctor": "$.doctor", "nurses": "$.nurses"}})");
    s.type("transfer", R"({"context": {"doctor": "$.doctor"}})");
  }
  void rule(const std::string& receivers, const std::string& more = "") {
    s.rule("note", R"({"open": {"on": "admission"}, "due": {"within": "PT8H"},
                       "close": {"on": "note"}, "receivers": )" +
                       receivers + more + "}");
  }
  Scenario s;
};

TEST_F(Receivers, ComeFromTheContextAndTheOpeningEvent) {
  rule(R"(["{{doctor}}", "{{data.nurse}}", "office"])");
  s.event("08:00", "admission", R"({"doctor": "dr-li", "nurse": "sun"})");
  EXPECT_EQ(s.at("08:00"), "note open, due 16:00 -> dr-li, sun, office");
}

TEST_F(Receivers, AnArrayGivesAReceiverForEach) {
  rule(R"(["{{nurses}}", "{{doctor}}"])");
  s.event("08:00", "admission", R"({"doctor": "dr-li", "nurses": ["sun", "zhou"]})");
  EXPECT_EQ(s.at("08:00"), "note open, due 16:00 -> sun, zhou, dr-li");
}

TEST_F(Receivers, EachIsToldOnce) {
  rule(R"(["{{doctor}}", "{{data.author}}"])");
  s.event("08:00", "admission", R"({"doctor": "dr-li", "author": "dr-li"})");
  EXPECT_EQ(s.at("08:00"), "note open, due 16:00 -> dr-li");
}

TEST_F(Receivers, OneThatYieldsNothingLeavesTheTaskUnassignedAndAFailure) {
  rule(R"(["{{doctor}}"])");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("08:00"), "note open, due 16:00");
  EXPECT_EQ(s.failures("08:00"), "admission: receiver note");
}

TEST_F(Receivers, OneThatYieldsNothingLeavesTheOthers) {
  rule(R"(["{{doctor}}", "office"])");
  s.event("08:00", "admission");
  EXPECT_EQ(s.at("08:00"), "note open, due 16:00 -> office");
  EXPECT_EQ(s.failures("08:00"), "admission: receiver note");
}

TEST_F(Receivers, WithoutFollowThoseOfTheOpeningStay) {
  rule(R"(["{{doctor}}"])");
  s.event("08:00", "admission", R"({"doctor": "dr-li"})");
  s.event("09:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("09:00"), "note open, due 16:00 -> dr-li");
}

TEST_F(Receivers, WithFollowTheyComeFromEachLaterContext) {
  rule(R"(["{{doctor}}", "{{data.nurse}}"])", R"(, "follow": true)");
  s.event("08:00", "admission", R"({"doctor": "dr-li", "nurse": "sun"})");
  s.event("09:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("08:59"), "note open, due 16:00 -> dr-li, sun");
  EXPECT_EQ(s.at("09:00"), "note open, due 16:00 -> dr-wang, sun");
}

TEST_F(Receivers, FollowEndsWithTheTask) {
  rule(R"(["{{doctor}}"])", R"(, "follow": true)");
  s.event("08:00", "admission", R"({"doctor": "dr-li"})");
  s.event("09:00", "note");
  s.event("10:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("10:00"), "note met 09:00, due 16:00 -> dr-li");
}

TEST_F(Receivers, OverdueTasksFollowToo) {
  rule(R"(["{{doctor}}"])", R"(, "follow": true)");
  s.event("08:00", "admission", R"({"doctor": "dr-li"})");
  s.event("17:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("17:00"), "note overdue, due 16:00 -> dr-wang");
}

TEST_F(Receivers, WaitingTasksFollowToo) {
  s.rule("note", R"({"open": {"on": "admission", "delay": "PT2H"}, "due": {"within": "PT8H"},
                     "receivers": ["{{doctor}}", "{{data.nurse}}"], "follow": true})");
  s.event("08:00", "admission", R"({"doctor": "dr-li", "nurse": "sun"})");
  s.event("09:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00 -> dr-wang, sun");
}

TEST_F(Receivers, TheContextOfTheOpeningIsKept) {
  rule(R"(["{{doctor}}"])", R"(, "follow": true)");
  s.event("08:00", "admission", R"({"doctor": "dr-li"})");
  s.event("09:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.task("09:00").context, R"({"doctor":"dr-li"})");
}

TEST_F(Receivers, AContextChangeThatComesLateReroutesFromItsOwnPlace) {
  rule(R"(["{{doctor}}"])", R"(, "follow": true)");
  s.event("08:00", "admission", R"({"doctor": "dr-li"})");
  s.event("10:00", "transfer", R"({"doctor": "dr-wu"})");
  s.event("09:00", "transfer", R"({"doctor": "dr-wang"})");
  EXPECT_EQ(s.at("09:30"), "note open, due 16:00 -> dr-wang");
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00 -> dr-wu");
}

TEST_F(Receivers, AnUndoneTransferRoutesTasksBack) {
  s.type("transfer.cancelled", R"({"undoes": ["transfer"]})");
  rule(R"(["{{doctor}}"])", R"(, "follow": true)");
  s.event("08:00", "admission", R"({"doctor": "dr-li"})");
  s.event("09:00", "transfer", R"({"doctor": "dr-wang"})");
  s.event("10:00", "transfer.cancelled");
  EXPECT_EQ(s.at("10:00"), "note open, due 16:00 -> dr-li");
}

TEST_F(Receivers, AMessageTellsTheTask) {
  rule(R"(["{{doctor}}"])", R"(, "message": "{{data.bed}}/{{subject}}: {{due_at}}")");
  s.event("08:00", "admission", R"({"doctor": "dr-li", "bed": 12})");
  EXPECT_EQ(s.task("08:00").message, "12/V1001: 16:00");
}

}  // namespace
}  // namespace tqc::test

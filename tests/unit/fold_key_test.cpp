// Contract §4, "Key" and "Again".
#include <gtest/gtest.h>

#include "support/scenario.h"

namespace tqc::test {
namespace {

class Key : public testing::Test {
 protected:
  Key() {
    s.rule("record", R"({"open": {"on": "operation"}, "due": {"within": "P1D"},
                         "key": {"open": ["$.id"], "close": ["$.operation.id"]},
                         "close": {"on": "note"}, "cancel": {"on": "stopped"},
                         "miss": {"on": "archive"}})");
  }
  void two_operations() {
    s.event("08:00", "operation", R"({"id": "A"})");
    s.event("08:10", "operation", R"({"id": "B"})");
  }
  Scenario s;
};

TEST_F(Key, KeyOpenOnOpeningEventsKeyCloseOnAllOthers) {
  two_operations();
  s.event("09:00", "note", R"({"id": "A", "operation": {"id": "B"}})");
  EXPECT_EQ(s.at("09:00"), R"(record["A"] open, due 2 08:00; record["B"] met 09:00, due 2 08:10)");
}

TEST_F(Key, AKeyThatNoTaskHasClosesNothing) {
  two_operations();
  s.event("09:00", "note", R"({"operation": {"id": "C"}})");
  EXPECT_EQ(s.at("09:00"), R"(record["A"] open, due 2 08:00; record["B"] open, due 2 08:10)");
  EXPECT_EQ(s.failures("09:00"), "");
}

TEST_F(Key, IsComparedAsText) {
  s.event("08:00", "operation", R"({"id": 7})");
  s.event("09:00", "note", R"({"operation": {"id": "7"}})");
  EXPECT_EQ(s.at("09:00"), R"(record["7"] met 09:00, due 2 08:00)");
}

TEST_F(Key, OfSeveralPathsAllMustBeEqual) {
  Scenario t;
  t.rule("check", R"({"open": {"on": "stay"}, "close": {"on": "check"},
                      "key": ["$.ward", "$.bed"]})");
  t.event("08:00", "stay", R"({"ward": "W3", "bed": 1})");
  t.event("08:00", "stay", R"({"ward": "W3", "bed": 2})");
  t.event("09:00", "check", R"({"ward": "W3", "bed": 2})");
  EXPECT_EQ(t.at("09:00"), R"(check["W3","1"] open; check["W3","2"] met 09:00)");
}

TEST_F(Key, TheOldestOfTheKeyCloses) {
  two_operations();
  s.event("08:20", "operation", R"({"id": "B"})");
  s.event("09:00", "note", R"({"operation": {"id": "B"}})");
  EXPECT_EQ(s.at("09:00"), R"(record["A"] open, due 2 08:00; record["B"] met 09:00, due 2 08:10; )"
                           R"(record["B"] open, due 2 08:20)");
}

TEST_F(Key, AnOpenerThatLacksItDoesNothingAndIsAFailure) {
  s.event("08:00", "operation");
  s.event("08:00", "operation", R"({"id": null})");
  EXPECT_EQ(s.at("09:00"), "");
  EXPECT_EQ(s.failures("09:00"), "operation: open record; operation: open record");
}

TEST_F(Key, ACloseThatLacksItDoesNothingAndIsAFailure) {
  two_operations();
  s.event("09:00", "note");
  EXPECT_EQ(s.at("09:00"), R"(record["A"] open, due 2 08:00; record["B"] open, due 2 08:10)");
  EXPECT_EQ(s.failures("09:00"), "note: close record");
}

TEST_F(Key, ACancelThatLacksItSpeaksToEveryKey) {
  two_operations();
  s.event("09:00", "stopped");
  EXPECT_EQ(
      s.at("09:00"),
      R"(record["A"] cancelled 09:00, due 2 08:00; record["B"] cancelled 09:00, due 2 08:10)");
  EXPECT_EQ(s.failures("09:00"), "");
}

TEST_F(Key, ACancelThatHasItSpeaksToThatOne) {
  two_operations();
  s.event("09:00", "stopped", R"({"operation": {"id": "A"}})");
  EXPECT_EQ(s.at("09:00"),
            R"(record["A"] cancelled 09:00, due 2 08:00; record["B"] open, due 2 08:10)");
}

TEST_F(Key, AMissIsLikeACancel) {
  two_operations();
  s.event("09:00", "archive", R"({"operation": {"id": "B"}})");
  s.event("10:00", "archive");
  EXPECT_EQ(s.at("10:00"),
            R"(record["A"] missed 10:00, due 2 08:00; record["B"] missed 09:00, due 2 08:10)");
}

TEST_F(Key, AnEarlierEventClosesTheTaskOfItsKey) {
  Scenario t;
  t.rule("record", R"({"open": {"on": "operation", "at": "$.began"}, "due": {"within": "P1D"},
                       "key": ["$.id"], "close": {"on": "note"}})");
  t.event("08:30", "note", R"({"id": "B"})");
  t.event("09:00", "operation", R"({"id": "A", "began": "08:00"})");
  t.event("09:10", "operation", R"({"id": "B", "began": "08:00"})");
  EXPECT_EQ(t.at("10:00"), R"(record["A"] open, due 2 08:00; record["B"] met 08:30, due 2 08:00)");
}

std::string again(const char* how) {
  return R"({"open": {"on": "transfer", "when": "!exists($.test)",
         "again" : ")" + std::string(how) +
                   R"("}, "due": {"within": "PT8H"}, "close": {"on": "note"}, "key": ["$.ward"]})";
}

TEST(Again, ParallelIsTheDefault) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "transfer"}, "due": {"within": "PT8H"}})");
  s.event("08:00", "transfer");
  s.event("09:00", "transfer");
  EXPECT_EQ(s.at("09:00"), "note open, due 16:00; note open, due 17:00");
}

TEST(Again, IgnoreWhileOneOfTheSameKeyIsRunning) {
  Scenario s;
  s.rule("note", again("ignore"));
  s.event("08:00", "transfer", R"({"ward": "W1"})");
  s.event("09:00", "transfer", R"({"ward": "W2"})");
  s.event("10:00", "transfer", R"({"ward": "W1"})");
  EXPECT_EQ(s.at("10:00"), R"(note["W1"] open, due 16:00; note["W2"] open, due 17:00)");
  s.event("17:00", "transfer", R"({"ward": "W1"})");  // overdue is running still
  EXPECT_EQ(s.at("17:00"), R"(note["W1"] overdue, due 16:00; note["W2"] open, due 17:00)");
  s.event("18:00", "note", R"({"ward": "W1"})");
  s.event("19:00", "transfer", R"({"ward": "W1"})");
  EXPECT_EQ(s.at("19:00"), R"(note["W1"] late 18:00, due 16:00; note["W1"] open, due 2 03:00; )"
                           R"(note["W2"] overdue, due 17:00)");
}

TEST(Again, IgnoreMindsWaitingTasks) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "transfer", "delay": "PT4H", "again": "ignore"},
                     "due": {"within": "PT8H"}})");
  s.event("08:00", "transfer");
  s.event("09:00", "transfer");
  EXPECT_EQ(s.at("09:00"), "note waiting until 12:00, due 16:00");
}

TEST(Again, AnEventThatClosesTheRunningOneOpensTheNext) {
  Scenario s;
  s.rule("note", R"({"open": {"on": "note", "again": "ignore"}, "due": {"within": "PT8H"},
                     "close": {"on": "note"}})");
  s.event("08:00", "note");
  s.event("09:00", "note");
  EXPECT_EQ(s.at("09:00"), "note met 09:00, due 16:00; note open, due 17:00");
}

TEST(Again, NeverOpensForTheFirstOpenerOnlyWhateverBecameOfItsTask) {
  Scenario s;
  s.rule("note", again("never"));
  s.event("08:00", "transfer", R"({"ward": "W1"})");
  s.event("09:00", "note", R"({"ward": "W1"})");
  s.event("10:00", "transfer", R"({"ward": "W1"})");
  s.event("11:00", "transfer", R"({"ward": "W2"})");  // the first of its key
  EXPECT_EQ(s.at("11:00"), R"(note["W1"] met 09:00, due 16:00; note["W2"] open, due 19:00)");
}

TEST(Again, NeverCountsOnlyOpenersThatPassedWhen) {
  Scenario s;
  s.rule("note", again("never"));
  s.event("08:00", "transfer", R"({"ward": "W1", "test": true})");
  s.event("09:00", "transfer", R"({"ward": "W1"})");
  EXPECT_EQ(s.at("09:00"), R"(note["W1"] open, due 17:00)");
}

TEST(Again, NeverDoesNotCountUndoneOpeners) {
  Scenario s;
  s.type("transfer.cancelled", R"({"undoes": ["transfer"]})");
  s.rule("note", again("never"));
  s.event("08:00", "transfer", R"({"ward": "W1"})");
  s.event("09:00", "transfer.cancelled");
  s.event("10:00", "transfer", R"({"ward": "W1"})");
  EXPECT_EQ(s.at("10:00"), R"(note["W1"] open, due 18:00)");
}

TEST(Again, NeverNamesItsTaskWithoutTheOpeningEvent) {
  Scenario s;
  s.rule("note", again("never"));
  s.event("09:00", "transfer", R"({"ward": "W1"})");
  auto before = s.at("09:00");
  s.event("08:00", "transfer", R"({"ward": "W1"})");  // comes late and is the first: the same task
  EXPECT_EQ(before, R"(note["W1"] open, due 17:00)");
  EXPECT_EQ(s.at("09:00"), R"(note["W1"] open, due 16:00)");
  s.by_hand("10:00", "waive", {"note", 0, R"(["W1"])"});
  EXPECT_EQ(s.at("10:00"), R"(note["W1"] waived 10:00, due 16:00)");
}

TEST(Again, NeverCountsOpenersUnderAnyVersion) {
  Scenario s;
  s.rule("note", again("parallel"));
  s.rule("note", again("never"), {.from = "12:00"});
  s.event("08:00", "transfer", R"({"ward": "W1"})");
  s.event("13:00", "transfer", R"({"ward": "W1"})");
  s.event("14:00", "transfer", R"({"ward": "W2"})");
  EXPECT_EQ(s.at("14:00"), R"(note["W1"] open, due 16:00; note["W2"] open, due 22:00)");
}

}  // namespace
}  // namespace tqc::test

// Contract §4, "Key".
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

}  // namespace
}  // namespace tqc::test

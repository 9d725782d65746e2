// Contract §3 "again" and §4 "Again".
#include <gtest/gtest.h>

#include "support/json_path.h"
#include "support/scenario.h"

namespace tqc::test {
namespace {

std::string again(const char* how) {
  return R"j({"open": {"on": "transfer", "when": "!exists($.test)", "again": ")j" +
         std::string(how) + R"j("}, "due": {"within": "PT8H"}, "close": {"on": "note"},
                               "key": ["$.ward"]})j";
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

// A version put later may say never of a rule whose openers nobody had to remember.
TEST(Again, NeverCountsOpenersFoldedBeforeAnyVersionSaidNever) {
  auto version = [](int id, const char* how, Time from) {
    RuleVersion v;
    v.id = v.version = id;
    v.code = "note";
    v.site = "*";
    v.effective_from = from;
    v.definition = std::make_shared<Definition>(parse_definition(again(how), complaint_about));
    return v;
  };
  JsonFacts facts;
  EventType transfer{1, "transfer", {}, {}, {}, {}};
  auto event = [&](std::int64_t seq, std::string_view at, const char* ward) {
    return Event{{on(at), Position::kNoSequence, seq}, &transfer, facts.add_data({{"ward", ward}})};
  };
  std::vector<Event> events{event(1, "08:00", "W1"), event(2, "13:00", "W1"),
                            event(3, "14:00", "W2")};
  const Subject subject{"main", "V1001"};

  RuleBook before({version(1, "parallel", kAlways)});
  Ledger ledger(before, facts, subject);
  ledger.advance({events[0]}, on("08:00"));

  RuleBook after({version(1, "parallel", kAlways), version(2, "never", on("12:00"))});
  ledger.adopt(after);
  ledger.advance({events[1]}, on("13:00"));
  ledger.advance({events[2]}, on("14:00"));

  Outcome whole = whole_fold(after, facts, subject, events, on("14:00"));
  EXPECT_EQ(whole.tasks.size(), 2U);
  EXPECT_EQ(difference(whole.tasks, ledger.outcome().tasks), "");
}

}  // namespace
}  // namespace tqc::test

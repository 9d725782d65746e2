#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/definition.h"
#include "core/error.h"

namespace tqc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Stands in for the server: takes whatever begins like a path.
std::optional<std::string> path_ok(std::string_view path) {
  if (path.starts_with("$") || path.starts_with("exists")) return std::nullopt;
  return "syntax error";
}

Definition parse(std::string_view json) { return parse_definition(json, path_ok); }

constexpr const char* kWhole = R"({
  "title": "首次病程记录在入院8小时内完成", "category": "documentation",
  "open": {"on": "admission", "when": "$.class == \"inpatient\" && $ctx.age > 1",
           "at": "$.admitted_at", "delay": "PT10M", "again": "ignore"},
  "due": {"within": "PT8H", "calendar": "always"},
  "key": {"open": ["$.operation_id", "$.side"], "close": ["$.op.id", "$.op.side"]},
  "close": {"on": ["document.completed", "document.signed"],
            "when": "$.author == $open.surgeon && $since.admission < 600",
            "at": "$.signed_at", "which": "newest", "early": "PT30M"},
  "cancel": {"on": "death", "overdue": true},
  "miss": {"on": "archive", "when": "$.final == true"},
  "forbid": false,
  "excludes": ["admission-note"],
  "receivers": ["{{doctor}}", "{{data.nurse}}"],
  "follow": true,
  "reminders": [{"before": "PT2H"}, {"at": 0.75},
                {"after": "PT0S", "every": "PT4H", "times": 3, "to": ["{{ward_chief}}"]}],
  "message": "{{patient}}：首次病程记录"})";

TEST(ParseDefinition, ReadsEveryKey) {
  Definition d = parse(kWhole);
  EXPECT_EQ(d.title, "首次病程记录在入院8小时内完成");
  EXPECT_EQ(d.category, "documentation");
  ASSERT_THAT(d.open, SizeIs(1));
  EXPECT_THAT(d.open[0].on, ElementsAre("admission"));
  EXPECT_EQ(d.open[0].when->text, "$.class == \"inpatient\" && $ctx.age > 1");
  EXPECT_EQ(d.open[0].at->text, "$.admitted_at");
  EXPECT_EQ(d.open[0].delay, (Span{0, 0, 10 * kMinute}));
  EXPECT_EQ(d.open[0].again, Again::ignore);
  ASSERT_THAT(d.due, SizeIs(1));
  EXPECT_EQ(d.due[0].within, (Span{0, 0, 8 * kHour}));
  EXPECT_EQ(d.due[0].calendar, "always");
  ASSERT_THAT(d.key_open, SizeIs(2));
  EXPECT_EQ(d.key_open[1].text, "$.side");
  ASSERT_THAT(d.key_close, SizeIs(2));
  EXPECT_EQ(d.key_close[1].text, "$.op.side");
  ASSERT_THAT(d.close, SizeIs(1));
  EXPECT_THAT(d.close[0].on, ElementsAre("document.completed", "document.signed"));
  EXPECT_EQ(d.close[0].when->variables, Expr::kOpen | Expr::kSince);
  EXPECT_EQ(d.close[0].at->text, "$.signed_at");
  EXPECT_EQ(d.close[0].which, Which::newest);
  EXPECT_EQ(d.close[0].early, (Span{0, 0, 30 * kMinute}));
  ASSERT_THAT(d.cancel, SizeIs(1));
  EXPECT_TRUE(d.cancel[0].overdue);
  ASSERT_THAT(d.miss, SizeIs(1));
  EXPECT_EQ(d.miss[0].when->text, "$.final == true");
  EXPECT_FALSE(d.forbid);
  EXPECT_THAT(d.excludes, ElementsAre("admission-note"));
  EXPECT_THAT(d.receivers, SizeIs(2));
  EXPECT_TRUE(d.follow);
  ASSERT_THAT(d.reminders, SizeIs(3));
  EXPECT_EQ(d.reminders[0].from, Reminder::From::before);
  EXPECT_EQ(d.reminders[0].offset, (Span{0, 0, 2 * kHour}));
  EXPECT_EQ(d.reminders[1].from, Reminder::From::fraction);
  EXPECT_EQ(d.reminders[1].fraction, 0.75);
  EXPECT_EQ(d.reminders[2].from, Reminder::From::after);
  EXPECT_EQ(d.reminders[2].every, (Span{0, 0, 4 * kHour}));
  EXPECT_EQ(d.reminders[2].times, 3);
  EXPECT_THAT(d.reminders[2].to, SizeIs(1));
  EXPECT_TRUE(d.message);
  EXPECT_TRUE(d.keeps_open_data);
}

TEST(ParseDefinition, NeedsLittleMoreThanAnOpening) {
  Definition d = parse(R"({"open": {"on": "a"}, "due": {"within": "P1D"}})");
  EXPECT_EQ(d.title, "");
  EXPECT_FALSE(d.open[0].when);
  EXPECT_FALSE(d.open[0].at);
  EXPECT_TRUE(d.open[0].delay.zero());
  EXPECT_EQ(d.open[0].again, Again::parallel);
  EXPECT_THAT(d.close, IsEmpty());
  EXPECT_THAT(d.receivers, IsEmpty());
  EXPECT_FALSE(d.follow);
  EXPECT_FALSE(d.message);
  EXPECT_FALSE(d.keeps_open_data);
  EXPECT_FALSE(d.never());
}

TEST(ParseDefinition, TaskMayHaveNoDueTime) {
  EXPECT_THAT(parse(R"({"open": {"on": "a"}, "close": {"on": "b"}})").due, IsEmpty());
  EXPECT_THAT(parse(R"({"open": {"on": "a"}, "cancel": {"on": "b"}})").due, IsEmpty());
  EXPECT_THAT(parse(R"({"open": {"on": "a"}, "miss": {"on": "b"}})").due, IsEmpty());
}

TEST(ParseDefinition, DueMayLieBeforeAPlannedAnchor) {
  Definition d = parse(R"({"open": {"on": "a", "at": "$.planned"}, "due": {"within": "-P1D"}})");
  EXPECT_EQ(d.due.at(0).within, (Span{0, -1, 0}));
}

TEST(ParseDefinition, SectionsMayBeArrays) {
  Definition d = parse(R"({
    "open": [{"on": "a", "again": "never"}, {"on": ["b", "c"], "when": "$.x"}],
    "close": [{"on": "d"}, {"on": "e", "which": "all"}],
    "cancel": [{"on": "f"}, {"on": "g", "overdue": true}],
    "miss": [{"on": "h"}, {"on": "i"}]})");
  ASSERT_THAT(d.open, SizeIs(2));
  EXPECT_THAT(d.open[1].on, ElementsAre("b", "c"));
  EXPECT_TRUE(d.never());
  EXPECT_EQ(d.close.at(1).which, Which::all);
  EXPECT_FALSE(d.cancel.at(0).overdue);
  EXPECT_TRUE(d.cancel.at(1).overdue);
  EXPECT_THAT(d.miss, SizeIs(2));
}

TEST(ParseDefinition, KeyArrayServesBothSides) {
  Definition d = parse(R"({"open": {"on": "a"}, "close": {"on": "b"}, "key": ["$.id"]})");
  ASSERT_THAT(d.key_close, SizeIs(1));
  EXPECT_EQ(d.key_close[0].slot, d.key_open.at(0).slot);
}

TEST(ParseDefinition, ForbidWantsDueAndClose) {
  EXPECT_TRUE(parse(R"({"open": {"on": "a"}, "close": {"on": "b", "early": "PT0S"},
                        "due": {"within": "P1D"}, "forbid": true, "cancel": {"on": "c"}})")
                  .forbid);
}

TEST(ParseDefinition, DueMayBeAListAndCountDays) {
  Definition d = parse(R"({"open": {"on": "a"}, "due": [
    {"when": "$.level == \"critical\"", "within": "PT8H", "calendar": "office"},
    {"days": -2, "calendar": "cn-work"}]})");
  ASSERT_THAT(d.due, SizeIs(2));
  EXPECT_EQ(d.due[0].when->text, "$.level == \"critical\"");
  EXPECT_EQ(d.due[0].calendar, "office");
  EXPECT_FALSE(d.due[0].days);
  EXPECT_FALSE(d.due[1].when);
  EXPECT_EQ(d.due[1].days, -2);
  EXPECT_EQ(d.calendar(), "office");
}

TEST(ParseDefinition, EarlyMayCountDays) {
  Definition d = parse(R"({"open": {"on": "a"}, "close": {"on": "b", "early": {"days": 1}}})");
  EXPECT_EQ(d.close.at(0).early_days, 1);
}

Repeat repeat(const std::string& text) {
  return *parse(R"({"open": {"on": "a"}, "close": {"on": "b"}, "repeat": )" + text + "}").repeat;
}

TEST(ParseDefinition, RepeatsInFiveWays) {
  Repeat every = repeat(R"({"every": "P1D", "skip": 2, "times": 3})");
  EXPECT_TRUE(every.windows());
  EXPECT_EQ(every.every, (Span{0, 1, 0}));
  EXPECT_EQ(every.skip, 2);
  EXPECT_EQ(every.times, 3);
  EXPECT_EQ(repeat(R"({"by": "day"})").kind, Repeat::Kind::day);
  EXPECT_EQ(repeat(R"({"cron": "0 8 * * 1-5"})").cron, parse_cron("0 8 * * 1-5"));
  EXPECT_EQ(repeat(R"({"chain": true})").kind, Repeat::Kind::chain);
  Repeat list = repeat(R"({"after": ["-P1D", "PT0S", "PT4H"]})");
  EXPECT_FALSE(list.windows());
  EXPECT_THAT(list.after, ElementsAre(Span{0, -1, 0}, Span{}, Span{0, 0, 4 * kHour}));
}

TEST(ParseDefinition, PausesAndExtends) {
  Definition d = parse(R"({"open": {"on": "a"}, "due": {"within": "P1D"},
    "pause": {"from": ["leave", "transfer"], "to": "back"},
    "extend": {"from": "rescue", "to": "rescued", "within": "PT6H"}})");
  EXPECT_THAT(d.pause->from, ElementsAre("leave", "transfer"));
  EXPECT_THAT(d.pause->to, ElementsAre("back"));
  EXPECT_THAT(d.extend->from, ElementsAre("rescue"));
  EXPECT_EQ(d.extend->within, (Span{0, 0, 6 * kHour}));
}

struct KeepsData {
  const char* rest;
  bool keeps;
};

class OpeningData : public testing::TestWithParam<KeepsData> {};

TEST_P(OpeningData, AreKeptOnlyWhereWantedLater) {
  std::string text = R"({"due": {"within": "P1D"}, "close": {"on": "b"}, )";
  EXPECT_EQ(parse(text + GetParam().rest + "}").keeps_open_data, GetParam().keeps);
}

INSTANTIATE_TEST_SUITE_P(
    , OpeningData,
    testing::Values(
        KeepsData{R"("open": {"on": "a"}, "receivers": ["{{data.nurse}}"])", false},
        KeepsData{R"("open": {"on": "a"}, "receivers": ["{{nurse}}"], "follow": true)", false},
        KeepsData{R"("open": {"on": "a"}, "message": "{{patient}}")", false},
        KeepsData{R"("open": {"on": "a"}, "receivers": ["{{data.nurse}}"], "follow": true)", true},
        KeepsData{R"("open": {"on": "a", "delay": "PT1H"}, "receivers": ["{{data.nurse}}"])", true},
        KeepsData{R"("open": {"on": "a"}, "message": "{{data.patient}}")", true},
        KeepsData{R"("open": {"on": "a"}, "reminders": [{"at": 0.5, "to": ["{{data.x}}"]}])", true},
        KeepsData{R"("open": {"on": "a"}, "cancel": {"on": "c", "when": "$open.x == 1"})", true},
        KeepsData{R"("open": {"on": "a"}, "due": {"within": "P1D", "when": "$open.x == 1"})", true},
        KeepsData{R"("open": {"on": "a"}, "receivers": ["{{data.x}}"], "repeat": {"by": "day"})",
                  true},
        KeepsData{R"("open": {"on": "a"}, "miss": {"on": "c", "when": "$open.x == 1"})", true}));

}  // namespace
}  // namespace tqc

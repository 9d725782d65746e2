// Every wrong definition is refused with TQ003, the JSON pointer of the fault in the
// message and what was expected in the detail.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/definition.h"
#include "core/error.h"

namespace tqc {
namespace {

using testing::HasSubstr;

std::optional<std::string> path_ok(std::string_view path) {
  if (path.starts_with("$") || path.starts_with("exists")) return std::nullopt;
  return "syntax error at end of jsonpath input";
}

Error refusal(const std::string& json) {
  try {
    parse_definition(json, path_ok);
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "not refused: " << json;
  return {"", ""};
}

struct Wrong {
  const char* members;  // laid over a good definition
  const char* pointer;
  const char* expected;
};

void PrintTo(const Wrong& wrong, std::ostream* out) { *out << wrong.members; }

class WrongDefinition : public testing::TestWithParam<Wrong> {};

// Later members win, as they do in jsonb.
TEST_P(WrongDefinition, IsRefusedAtThePlaceOfTheFault) {
  Error e = refusal(R"({"open": {"on": "a"}, "due": {"within": "PT8H"}, "close": {"on": "b"}, )" +
                    std::string(GetParam().members) + "}");
  EXPECT_EQ(e.sqlstate, "TQ003");
  EXPECT_EQ(e.what(), "definition refused at " + std::string(GetParam().pointer));
  EXPECT_THAT(e.detail, HasSubstr(GetParam().expected));
}

INSTANTIATE_TEST_SUITE_P(
    Keys, WrongDefinition,
    testing::Values(
        Wrong{R"("opne": {})", "/opne", "Unknown key. Expected one of: title, category, open"},
        Wrong{R"("a/b~c": 1)", "/a~1b~0c", "Unknown key"}, Wrong{R"("": 1)", "/", "Unknown key"},
        Wrong{R"("open": {"on": "a", "delay_by": "PT1H"})", "/open/delay_by",
              "on, when, at, delay"},
        Wrong{R"("close": {"on": "b", "again": "never"})", "/close/again", "Unknown key"},
        Wrong{R"("close": [{"on": "b"}, {"on": "c", "x": 1}])", "/close/1/x", "Unknown key"},
        Wrong{R"("cancel": {"on": "b", "which": "all"})", "/cancel/which", "on, when, overdue"},
        Wrong{R"("miss": {"on": "b", "overdue": true})", "/miss/overdue", "on, when"},
        Wrong{R"("due": {"within": "PT8H", "from": "x"})", "/due/from", "within, days, calendar"},
        Wrong{R"("key": {"open": ["$.a"], "close": ["$.a"], "miss": []})", "/key/miss", "Unknown"},
        Wrong{R"("reminders": [{"before": "PT2H", "too": []}])", "/reminders/0/too", "Unknown"}));

INSTANTIATE_TEST_SUITE_P(
    Types, WrongDefinition,
    testing::Values(
        Wrong{R"("title": 1)", "/title", "a non-empty string, found 1"},
        Wrong{R"("title": "")", "/title", "a non-empty string"},
        Wrong{R"("title": null)", "/title", "found null"},
        Wrong{R"("title": "a\u0000b")", "/title", "a non-empty string"},
        Wrong{R"("category": ["x"])", "/category", "a non-empty string, found an array"},
        Wrong{R"("open": "admission")", "/open", "an object, found \"admission\""},
        Wrong{R"("open": [])", "/open", "non-empty array of objects, found an empty array"},
        Wrong{R"("open": ["a"])", "/open/0", "an object"},
        Wrong{R"("open": [{"on": "a"}, null])", "/open/1", "an object, found null"},
        Wrong{R"("open": {})", "/open/on", "missing"},
        Wrong{R"("open": {"when": "$.a"})", "/open/on", "missing"},
        Wrong{R"("open": {"on": ""})", "/open/on", "the code of an event type"},
        Wrong{R"("open": {"on": []})", "/open/on", "a non-empty array"},
        Wrong{R"("open": {"on": ["a", 1]})", "/open/on/1", "the code of an event type"},
        Wrong{R"("open": {"on": {"type": "a"}})", "/open/on", "the code of an event type"},
        Wrong{R"("open": {"on": "a", "when": true})", "/open/when", "an SQL/JSON path"},
        Wrong{R"("open": {"on": "a", "at": 8})", "/open/at", "an SQL/JSON path"},
        Wrong{R"("open": {"on": "a", "delay": 3600})", "/open/delay", "ISO 8601 duration"},
        Wrong{R"("open": {"on": "a", "delay": "1 hour"})", "/open/delay", "ISO 8601 duration"},
        Wrong{R"("open": {"on": "a", "again": "always"})", "/open/again",
              "parallel or ignore or never, found \"always\""},
        Wrong{R"("open": {"on": "a", "again": true})", "/open/again", "parallel or ignore"},
        Wrong{R"("due": "PT8H")", "/due", "an object"},
        Wrong{R"("due": null)", "/due", "an object, found null"},
        Wrong{R"("due": {})", "/due/within", "missing"},
        Wrong{R"("due": {"calendar": "always"})", "/due/within", "missing"},
        Wrong{R"("due": {"within": "8h"})", "/due/within", "such as \"PT8H\" or \"-P1D\""},
        Wrong{R"("due": {"within": 8})", "/due/within", "ISO 8601 duration"},
        Wrong{R"("due": {"within": "P201Y"})", "/due/within", "at most 200 years"},
        Wrong{R"("due": {"within": "-PT9999999H"})", "/due/within", "at most 200 years"},
        Wrong{R"("due": {"within": "PT8H", "calendar": 1})", "/due/calendar", "code of a calendar"},
        Wrong{R"("key": "$.id")", "/key", "a non-empty array of SQL/JSON paths"},
        Wrong{R"("key": [])", "/key", "a non-empty array"},
        Wrong{R"("key": [1])", "/key/0", "an SQL/JSON path"},
        Wrong{R"("key": {"open": ["$.a"]})", "/key/close", "missing"},
        Wrong{R"("key": {"close": ["$.a"]})", "/key/open", "missing"},
        Wrong{R"("key": {"open": ["$.a"], "close": "$.a"})", "/key/close", "a non-empty array"},
        Wrong{R"("key": {"open": ["$.a", "$.b"], "close": ["$.a"]})", "/key/close",
              "as many paths as in key.open (2)"},
        Wrong{R"("close": {"on": "b", "which": "first"})", "/close/which",
              "oldest or newest or all"},
        Wrong{R"("close": {"on": "b", "early": 5})", "/close/early", "ISO 8601 duration"},
        Wrong{R"("cancel": {"on": "b", "overdue": "yes"})", "/cancel/overdue", "true or false"},
        Wrong{R"("miss": 1)", "/miss", "an object"},
        Wrong{R"("forbid": "yes")", "/forbid", "true or false"},
        Wrong{R"("forbid": null)", "/forbid", "true or false, found null"},
        Wrong{R"("excludes": "x")", "/excludes", "a non-empty array of rule codes"},
        Wrong{R"("excludes": [""])", "/excludes/0", "the code of a rule"},
        Wrong{R"("receivers": "{{doctor}}")", "/receivers", "a non-empty array of templates"},
        Wrong{R"("receivers": [])", "/receivers", "a non-empty array of templates"},
        Wrong{R"("receivers": [{}])", "/receivers/0", "a non-empty template, found an object"},
        Wrong{R"("follow": 1)", "/follow", "true or false"},
        Wrong{R"("reminders": {"before": "PT2H"})", "/reminders", "a non-empty array of objects"},
        Wrong{R"("reminders": [])", "/reminders", "a non-empty array of objects"},
        Wrong{R"("reminders": ["PT2H"])", "/reminders/0", "an object"},
        Wrong{R"("message": {"zh": "x"})", "/message", "a non-empty template"},
        Wrong{R"("message": "")", "/message", "a non-empty template"}));

INSTANTIATE_TEST_SUITE_P(
    Values, WrongDefinition,
    testing::Values(
        Wrong{R"("open": {"on": "tqc.close"})", "/open/on", "other than the reserved tqc.*"},
        Wrong{R"("close": {"on": ["b", "tqc.x"]})", "/close/on/1", "other than the reserved tqc.*"},
        Wrong{R"("open": {"on": "a", "when": "class = 1"})", "/open/when", "syntax error at end"},
        Wrong{R"("open": {"on": "a", "when": "$.x == $open.y"})", "/open/when",
              "only after the opening"},
        Wrong{R"("open": {"on": "a", "when": "$.x == $\"open\".y"})", "/open/when",
              "no variable but"},
        Wrong{R"("open": {"on": "a", "at": "$ctx.admitted_at"})", "/open/at", "without variables"},
        Wrong{R"("open": {"on": "a", "delay": "-PT1H"})", "/open/delay", "not negative"},
        Wrong{R"("key": ["$.a", "b"])", "/key/1", "an SQL/JSON path"},
        Wrong{R"("key": ["$open.a"])", "/key/0", "without variables"},
        Wrong{R"("close": {"on": "b", "when": "$.x == $opne.y"})", "/close/when",
              "no variable but $ctx, $open and $since"},
        Wrong{R"("close": {"on": "b", "at": "signed"})", "/close/at", "an SQL/JSON path"},
        Wrong{R"("close": {"on": "b", "early": "-PT1H"})", "/close/early", "not negative"},
        Wrong{R"("miss": [{"on": "b", "when": ""}])", "/miss/0/when", "an SQL/JSON path"},
        Wrong{R"("receivers": ["{{doctor}}", "{{nurse"])", "/receivers/1", "}} after each {{"},
        Wrong{R"("receivers": ["{{a.b}}"])", "/receivers/0", "not \"a.b\""},
        Wrong{R"("message": "{{}}")", "/message", "a context field"},
        Wrong{R"("reminders": [{}])", "/reminders/0", "exactly one of before, at and after"},
        Wrong{R"("reminders": [{"every": "PT1H"}])", "/reminders/0", "exactly one of"},
        Wrong{R"("reminders": [{"before": "PT2H", "at": 0.5}])", "/reminders/0", "exactly one of"},
        Wrong{R"("reminders": [{"at": 1.5}])", "/reminders/0/at",
              "greater than 0 and less than 1, found 1.5"},
        Wrong{R"("reminders": [{"at": 0}])", "/reminders/0/at", "greater than 0"},
        Wrong{R"("reminders": [{"at": 1}])", "/reminders/0/at", "less than 1"},
        Wrong{R"("reminders": [{"at": -0.5}])", "/reminders/0/at", "greater than 0"},
        Wrong{R"("reminders": [{"at": "0.75"}])", "/reminders/0/at", "a number"},
        Wrong{R"("reminders": [{"before": "-PT2H"}])", "/reminders/0/before", "not negative"},
        Wrong{R"("reminders": [{"after": "-PT2H"}])", "/reminders/0/after", "not negative"},
        Wrong{R"("reminders": [{"after": "PT0S", "every": "PT0S"}])", "/reminders/0/every",
              "at least one minute"},
        Wrong{R"("reminders": [{"after": "PT0S", "every": "PT59.999999S"}])", "/reminders/0/every",
              "at least one minute"},
        Wrong{R"("reminders": [{"after": "PT0S", "every": "-P1D"}])", "/reminders/0/every",
              "not negative"},
        Wrong{R"("reminders": [{"after": "PT0S", "times": 3}])", "/reminders/0/times",
              "every beside"},
        Wrong{R"("reminders": [{"after": "PT0S", "every": "PT1H", "times": 0}])",
              "/reminders/0/times", "from 1 to 10000, found 0"},
        Wrong{R"("reminders": [{"after": "PT0S", "every": "PT1H", "times": 1.5}])",
              "/reminders/0/times", "a whole number"},
        Wrong{R"("reminders": [{"after": "PT0S", "every": "PT1H", "times": 1e300}])",
              "/reminders/0/times", "a whole number"},
        Wrong{R"("reminders": [{"at": 0.5}, {"at": 0.6, "to": []}])", "/reminders/1/to",
              "a non-empty array of templates"}));

INSTANTIATE_TEST_SUITE_P(
    Twice, WrongDefinition,
    testing::Values(
        Wrong{R"("open": {"on": ["a", "b", "a"]})", "/open/on/2", "the same as entry 0"},
        Wrong{R"("close": [{"on": "b"}, {"on": "b"}])", "/close/1", "the same as entry 0"},
        Wrong{R"("key": ["$.a", "$.a"])", "/key/1", "each entry once"},
        Wrong{R"("excludes": ["x", "y", "y"])", "/excludes/2", "the same as entry 1"},
        Wrong{R"("receivers": ["{{a}}", "{{a}}"])", "/receivers/1", "each entry once"},
        Wrong{R"("reminders": [{"at": 0.5}, {"at": 0.5}])", "/reminders/1", "each entry once"}));

INSTANTIATE_TEST_SUITE_P(
    Due, WrongDefinition,
    testing::Values(
        Wrong{R"("due": [])", "/due", "non-empty array of objects"},
        Wrong{R"("due": [{"within": "PT1H"}, {"within": "PT2H"}])", "/due/1",
              "no entry after one without when"},
        Wrong{R"("due": [{"when": "$.x == 1"}])", "/due/0/within", "missing"},
        Wrong{R"("due": [{"when": "$nobody.x == 1", "within": "PT1H"}])", "/due/0/when",
              "no variable but"},
        Wrong{R"("due": {"within": "PT1H", "days": 1})", "/due", "either within or days"},
        Wrong{R"("due": {"days": 1.5})", "/due/days", "a whole number from -3660 to 3660"},
        Wrong{R"("due": {"days": 3661})", "/due/days", "a whole number"},
        Wrong{R"("due": {"days": "P1D"})", "/due/days", "a whole number"},
        Wrong{R"("close": {"on": "b", "early": {"days": -1}})", "/close/early/days",
              "from 0 to 3660"},
        Wrong{R"("close": {"on": "b", "early": {}})", "/close/early/days", "missing"},
        Wrong{R"("close": {"on": "b", "early": {"day": 1}})", "/close/early/day", "Unknown"}));

INSTANTIATE_TEST_SUITE_P(
    Repeat, WrongDefinition,
    testing::Values(
        Wrong{R"("repeat": {})", "/repeat", "exactly one of every, by, cron, chain and after"},
        Wrong{R"("repeat": {"every": "P1D", "by": "day"})", "/repeat", "exactly one of"},
        Wrong{R"("repeat": "daily")", "/repeat", "an object"},
        Wrong{R"("repeat": {"every": "PT59S"})", "/repeat/every", "at least one minute"},
        Wrong{R"("repeat": {"every": "-P1D"})", "/repeat/every", "not negative"},
        Wrong{R"("repeat": {"by": "week"})", "/repeat/by", "\"day\", found \"week\""},
        Wrong{R"("repeat": {"cron": "0 8 * *"})", "/repeat/cron", "five fields"},
        Wrong{R"("repeat": {"cron": "0 25 * * *"})", "/repeat/cron", "an hour from 0 to 23"},
        Wrong{R"("repeat": {"cron": "0 0 30 2 *"})", "/repeat/cron", "a day that some month has"},
        Wrong{R"("repeat": {"chain": false})", "/repeat/chain", "true"},
        Wrong{R"("repeat": {"chain": true, "skip": 1})", "/repeat/skip",
              "no skip but beside every, by and cron"},
        Wrong{R"("repeat": {"by": "day", "skip": -1})", "/repeat/skip", "from 0 to 10000"},
        Wrong{R"("repeat": {"by": "day", "times": 0})", "/repeat/times", "from 1 to 10000"},
        Wrong{R"("due": {"within": "PT1H"}, "repeat": {"after": ["PT1H"]})", "/due",
              "no due beside repeat.after"},
        Wrong{R"("repeat": {"after": []})", "/repeat/after", "a non-empty array of durations"},
        Wrong{R"("repeat": {"after": ["PT2H", "PT1H"]})", "/repeat/after/1", "a later time"},
        Wrong{R"("repeat": {"after": ["P1M", "P28D"]})", "/repeat/after/1", "a later time"}));

INSTANTIATE_TEST_SUITE_P(
    Spells, WrongDefinition,
    testing::Values(
        Wrong{R"("pause": {"from": "x"})", "/pause/to", "missing"},
        Wrong{R"("pause": {"from": "x", "to": ["y", "x"]})", "/pause/to",
              "another event type than in from"},
        Wrong{R"("pause": {"from": "tqc.close", "to": "y"})", "/pause/from", "reserved"},
        Wrong{R"("pause": {"from": "x", "to": "y", "within": "PT1H"})", "/pause/within", "Unknown"},
        Wrong{R"("extend": {"from": "x", "to": "y"})", "/extend/within", "missing"},
        Wrong{R"("extend": {"from": "x", "to": "y", "within": "-PT1H"})", "/extend/within",
              "not negative"}));

INSTANTIATE_TEST_SUITE_P(
    Contradictions, WrongDefinition,
    testing::Values(
        Wrong{R"("forbid": true, "repeat": {"by": "day"})", "/repeat", "no repeat beside forbid"},
        Wrong{R"("forbid": true, "extend": {"from": "x", "to": "y", "within": "PT1H"})", "/extend",
              "no extend beside forbid"},
        Wrong{R"("forbid": true, "close": {"on": "b", "early": {"days": 0}})", "/close/early",
              "no early beside forbid"},
        Wrong{R"("forbid": true, "miss": {"on": "c"})", "/miss", "no miss beside forbid"},
        Wrong{R"("forbid": true, "close": {"on": "b", "early": "PT1H"})", "/close/early",
              "no early beside forbid"},
        Wrong{R"("forbid": true, "close": [{"on": "b"}, {"on": "c", "early": "PT1H"}])",
              "/close/1/early", "no early beside forbid"}));

TEST(WrongDocument, IsRefusedAtTheTop) {
  for (const char* text : {"[]", "1", "null", "\"x\""}) {
    EXPECT_STREQ(refusal(text).what(), "definition refused at the top") << text;
  }
}

TEST(WrongDocument, IsRefusedIfNotJson) {
  for (const char* text : {"", "{", "{\"open\": }", "{} {}", "{\"a\": 1e999}", "\xff"}) {
    EXPECT_STREQ(refusal(text).what(), "definition is not valid JSON") << text;
  }
}

TEST(WrongDocument, IsRefusedWithoutOpen) {
  EXPECT_STREQ(refusal(R"({"due": {"within": "PT8H"}})").what(), "definition refused at /open");
}

TEST(WrongDocument, IsRefusedIfTheTaskWouldNeverEnd) {
  Error e = refusal(R"({"open": {"on": "a"}, "receivers": ["x"]})");
  EXPECT_STREQ(e.what(), "definition refused at /close");
  EXPECT_THAT(e.detail, HasSubstr("one of due, close, cancel and miss"));
}

TEST(WrongDocument, IsRefusedIfRemindersHaveNoDueTimeToCountFrom) {
  for (const char* reminder : {R"({"before": "PT1H"})", R"({"at": 0.5})", R"({"after": "PT1H"})"}) {
    Error e = refusal(R"({"open": {"on": "a"}, "close": {"on": "b"}, "reminders": [)" +
                      std::string(reminder) + "]}");
    EXPECT_STREQ(e.what(), "definition refused at /reminders");
  }
}

TEST(WrongDocument, IsRefusedIfARepeatLacksItsClose) {
  Error e = refusal(R"({"open": {"on": "a"}, "repeat": {"by": "day"}})");
  EXPECT_STREQ(e.what(), "definition refused at /close");
  EXPECT_EQ(e.detail, "Expected close beside repeat.");
}

TEST(WrongDocument, IsRefusedIfExtendHasNothingToExtend) {
  Error e = refusal(R"({"open": {"on": "a"}, "close": {"on": "b"},
                        "extend": {"from": "x", "to": "y", "within": "PT1H"}})");
  EXPECT_STREQ(e.what(), "definition refused at /extend");
  EXPECT_EQ(e.detail, "Expected due beside extend.");
}

TEST(WrongDocument, IsRefusedIfForbidLacksDueOrClose) {
  Error no_due = refusal(R"({"open": {"on": "a"}, "close": {"on": "b"}, "forbid": true})");
  EXPECT_STREQ(no_due.what(), "definition refused at /forbid");
  EXPECT_EQ(no_due.detail, "Expected due beside forbid.");
  Error no_close = refusal(R"({"open": {"on": "a"}, "due": {"within": "P1D"}, "forbid": true})");
  EXPECT_STREQ(no_close.what(), "definition refused at /forbid");
  EXPECT_EQ(no_close.detail, "Expected close beside forbid.");
}

TEST(WrongDocument, IsRefusedWithMoreEntriesThanAnyoneNeeds) {
  std::string types;
  for (int i = 0; i <= 1000; ++i) types += (i ? ",\"t" : "\"t") + std::to_string(i) + "\"";
  Error e = refusal(R"({"close": {"on": "b"}, "open": {"on": [)" + types + "]}}");
  EXPECT_STREQ(e.what(), "definition refused at /open/on");
  EXPECT_THAT(e.detail, HasSubstr("at most 1000 entries"));
}

TEST(WrongDocument, ShowsLongValuesCutShort) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "病";
  Error e = refusal(R"({"open": {"on": "a"}, "due": {"within": ")" + text + R"("}})");
  EXPECT_LT(e.detail.size(), 200U);
  EXPECT_THAT(e.detail, HasSubstr("病…"));
}

}  // namespace
}  // namespace tqc

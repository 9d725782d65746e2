#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/template.h"
#include "core/template_parser.h"

namespace tqc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Value::Kind;

class TemplateTest : public testing::Test {
 protected:
  Context context{{"doctor", {Kind::string, "dr-li"}},
                  {"patient", {Kind::string, "张三"}},
                  {"nurses", {Kind::array, R"(["n1", "n2"])"}},
                  {"mixed", {Kind::array, R"([1.50, null, {"id": "x"}, ["y"], true, "", "z"])"}},
                  {"huge", {Kind::array, R"(["a", 1e400])"}},
                  {"none", {Kind::array, "[]"}},
                  {"bed", {Kind::number, "12"}},
                  {"gone", {Kind::null, ""}},
                  {"blank", {Kind::string, ""}},
                  {"object", {Kind::object, "{}"}}};
  std::string due = "2026-01-05 16:00";
  TemplateSource source{context,
                        [](const Expr& path) -> std::vector<Value> {
                          if (path.text == R"($."nurse")") return {{Kind::string, "n7"}};
                          if (path.text == R"($."team"."members")") {
                            return {{Kind::string, "a"}, {Kind::string, "b"}};
                          }
                          return {};
                        },
                        "V1001", [this] { return due; }};

  std::vector<std::string> rendered(const char* text) {
    return render(parse_template(text), source);
  }
  std::string message(const char* text, std::vector<std::string>* missing = nullptr) {
    return render_message(parse_template(text), source, missing);
  }
};

TEST_F(TemplateTest, LiteralGivesItself) {
  EXPECT_THAT(rendered("head-nurse"), ElementsAre("head-nurse"));
}

TEST_F(TemplateTest, ReadsContextDataAndTheTasksOwn) {
  EXPECT_THAT(rendered("{{doctor}}"), ElementsAre("dr-li"));
  EXPECT_THAT(rendered("{{ data.nurse }}"), ElementsAre("n7"));
  EXPECT_THAT(rendered("{{subject}}@{{due_at}}"), ElementsAre("V1001@2026-01-05 16:00"));
  EXPECT_THAT(rendered("bed-{{bed}}"), ElementsAre("bed-12"));
}

TEST_F(TemplateTest, ArrayGivesOneForEachElement) {
  EXPECT_THAT(rendered("{{nurses}}"), ElementsAre("n1", "n2"));
  EXPECT_THAT(rendered("{{data.team.members}}"), ElementsAre("a", "b"));
  EXPECT_THAT(rendered("u-{{nurses}}-x"), ElementsAre("u-n1-x", "u-n2-x"));
}

TEST_F(TemplateTest, TwoArraysGiveAllPairs) {
  EXPECT_THAT(rendered("{{nurses}}/{{data.team.members}}"),
              ElementsAre("n1/a", "n1/b", "n2/a", "n2/b"));
}

TEST_F(TemplateTest, TakesOnlyScalarsFromAnArray) {
  EXPECT_THAT(rendered("{{mixed}}"), ElementsAre("1.50", "true", "z"));
}

TEST_F(TemplateTest, NumberBeyondRangeEndsTheArray) {
  EXPECT_THAT(rendered("{{huge}}"), ElementsAre("a"));
}

TEST_F(TemplateTest, NothingGivesNothing) {
  for (const char* text : {"{{absent}}", "{{gone}}", "{{none}}", "{{blank}}", "{{object}}",
                           "{{data.absent}}", "{{doctor}}-{{absent}}"}) {
    EXPECT_THAT(rendered(text), IsEmpty()) << text;
  }
}

TEST_F(TemplateTest, TaskWithoutDueTimeYieldsNone) {
  due.clear();
  EXPECT_THAT(rendered("{{due_at}}"), IsEmpty());
}

TEST_F(TemplateTest, TooManyCombinationsAreAnErrorOfTheData) {
  std::string many = "[\"x\"";
  for (int i = 0; i < 40; ++i) many += ",\"x\"";
  context["many"] = {Kind::array, many + "]"};
  EXPECT_EQ(rendered("{{many}}").size(), 41U);
  try {
    rendered("{{many}}{{many}}");
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, "TQ002");
  }
}

TEST_F(TemplateTest, MessageJoinsArrays) {
  EXPECT_EQ(message("{{patient}}：{{nurses}}须于{{due_at}}前完成"),
            "张三：n1、n2须于2026-01-05 16:00前完成");
}

TEST_F(TemplateTest, MessageLeavesOutAndReportsWhatIsMissing) {
  std::vector<std::string> missing;
  EXPECT_EQ(message("{{patient}}/{{absent}}/{{data.x.y}}", &missing), "张三//");
  EXPECT_THAT(missing, ElementsAre("absent", "data.x.y"));
}

TEST(ParseTemplate, KeepsSingleBraces) {
  Template t = parse_template("{a} {{b}}");
  ASSERT_EQ(t.parts.size(), 2U);
  EXPECT_EQ(t.parts[0].text, "{a} ");
  EXPECT_EQ(t.parts[1].text, "b");
}

TEST(ParseTemplate, QuotesThePathOfData) {
  EXPECT_EQ(parse_template("{{data.病区.a-b}}").parts.at(0).path.text, R"($."病区"."a-b")");
}

class WrongTemplate : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(WrongTemplate, IsRefused) {
  try {
    parse_template(GetParam().first);
    FAIL();
  } catch (const Error& e) {
    EXPECT_EQ(e.sqlstate, "TQ003");
    EXPECT_THAT(e.what(), HasSubstr(GetParam().second));
  }
}

INSTANTIATE_TEST_SUITE_P(
    , WrongTemplate,
    testing::Values(
        std::pair{"{{", "}} after each {{"}, std::pair{"{{doctor", "}} after each {{"},
        std::pair{"{{a}} {{b}", "}} after each {{"}, std::pair{"a}}", "{{ before each }}"},
        std::pair{"{{a}} }}", "{{ before each }}"}, std::pair{"{{}}", "context field"},
        std::pair{"{{  }}", "context field"}, std::pair{"{{a b}}", "context field"},
        std::pair{"{{a.b}}", "context field"}, std::pair{"{{a{b}}", "context field"},
        std::pair{"{{{a}}}", "context field"}, std::pair{"{{data.}}", "context field"},
        std::pair{"{{data..a}}", "context field"}, std::pair{"{{data.a.}}", "context field"},
        std::pair{"{{data.a[0]}}", "context field"}, std::pair{"{{data.\"a\"}}", "context field"},
        std::pair{"{{data}}", "not the whole"}));

}  // namespace
}  // namespace tqc

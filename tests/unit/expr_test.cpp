#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/expr.h"

namespace tqc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(MakeExpr, GivesTheSameSlotToTheSameText) {
  Expr a = make_expr("$.first");
  Expr b = make_expr("$.second");
  EXPECT_EQ(make_expr("$.first").slot, a.slot);
  EXPECT_NE(a.slot, b.slot);
  EXPECT_EQ(a.text, "$.first");
}

TEST(MakeExpr, SeesItsVariables) {
  EXPECT_EQ(make_expr("$.a == 1").variables, 0U);
  EXPECT_EQ(make_expr("$.author == $open.surgeon").variables, Expr::kOpen);
  EXPECT_EQ(make_expr("$ctx.ward == $.ward && $since.admission > 60").variables,
            Expr::kCtx | Expr::kSince);
}

TEST(PathVariables, IgnoresStringLiterals) {
  EXPECT_THAT(path_variables(R"($.a == "$open" && $."$ctx" == 1)"), IsEmpty());
  EXPECT_THAT(path_variables(R"($.a == "say \"$open\" again")"), IsEmpty());
}

TEST(PathVariables, IgnoresComments) {
  EXPECT_THAT(path_variables("$.a /* $open */ == $ctx.b"), ElementsAre("ctx"));
}

TEST(PathVariables, SeesQuotedNames) {
  EXPECT_THAT(path_variables(R"($."a" == $"open".b)"), ElementsAre("open"));
}

TEST(PathVariables, TakesTheWholeName) {
  EXPECT_THAT(path_variables("$.a == $opening && $ctx[0] == $病区"),
              ElementsAre("opening", "ctx", "病区"));
}

TEST(PathVariables, LeavesEscapedNamesUnknown) {
  EXPECT_THAT(path_variables(R"($\u006fpen.a)"), ElementsAre(R"(\u006fpen)"));
}

TEST(PathVariables, SurvivesUnfinishedText) {
  for (const char* text : {"$", "$\"", "$\"a", "\"", "\"\\", "/*", "$a\\", "$.a == \"x"}) {
    path_variables(text);
  }
  EXPECT_THAT(path_variables("$a"), ElementsAre("a"));
}

}  // namespace
}  // namespace tqc

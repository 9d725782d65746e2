// JSON of other systems as a tree.
#include "core/json.h"

#include <gtest/gtest.h>

#include <string>

#include "core/error.h"

namespace tqc::test {
namespace {

TEST(JsonTree, RefusesANameThatStandsTwiceInOneObject) {
  EXPECT_THROW(parse_json(R"({"a": 1, "b": {"c": 1}, "a": 2})"), Error);
  EXPECT_THROW(parse_json(R"([{"a": 1, "\u0061": 2}])"), Error);
  EXPECT_EQ(to_text(parse_json(R"({"a": {"a": [{"a": 1}, {"a": 2}]}})")),
            R"({"a":{"a":[{"a":1},{"a":2}]}})");
}

// Looking through all names for each of them would take minutes.
TEST(JsonTree, TakesAnObjectOfVeryManyNames) {
  constexpr int kMany = 100'000;
  std::string text = "{";
  for (int n = 0; n < kMany; ++n) {
    if (n > 0) text += ',';
    text += "\"name-" + std::to_string(n) + "\":" + std::to_string(n);
  }
  Json tree = parse_json(text + "}");
  ASSERT_EQ(tree.members.size(), static_cast<std::size_t>(kMany));
  EXPECT_EQ(tree.members.back().second.text, "99999");
}

}  // namespace
}  // namespace tqc::test

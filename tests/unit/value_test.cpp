#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "core/value.h"

namespace tqc {
namespace {

using Kind = Value::Kind;

TEST(ToJson, WritesEachKind) {
  EXPECT_EQ(to_json(Value{Kind::null, ""}), "null");
  EXPECT_EQ(to_json(Value{Kind::boolean, "true"}), "true");
  EXPECT_EQ(to_json(Value{Kind::number, "1.50"}), "1.50");
  EXPECT_EQ(to_json(Value{Kind::array, "[1, 2]"}), "[1, 2]");
  EXPECT_EQ(to_json(Value{Kind::string, "张\"三\"\n"}), "\"张\\\"三\\\"\\n\"");
}

TEST(ToJson, WritesAContextInOrderOfNames) {
  Context context{{"ward", {Kind::string, "W3"}}, {"bed", {Kind::number, "12"}}};
  EXPECT_EQ(to_json(context), R"({"bed":12,"ward":"W3"})");
  EXPECT_EQ(to_json(Context{}), "{}");
}

RC_GTEST_PROP(AppendJsonString, IsReadBackTheSame, ()) {
  // Any characters below 0x80: RapidCheck's strings are bytes, JSON's are UTF-8.
  auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  std::string out;
  append_json_string(out, text);
  RC_ASSERT(nlohmann::json::parse(out).get<std::string>() == text);
}

}  // namespace
}  // namespace tqc

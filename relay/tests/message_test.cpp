#include "message.h"

#include <gtest/gtest.h>

#include <limits>

namespace tqc::relay {
namespace {

template <class T>
T read(std::string_view text) {
  auto message = parse_message(text);
  if (const auto* refused = std::get_if<Refused>(&message))
    ADD_FAILURE() << text << ": " << refused->message;
  return std::get<T>(message);
}

const Code* refusal(std::string_view text) {
  auto message = parse_message(text);
  const auto* refused = std::get_if<Refused>(&message);
  return refused != nullptr ? refused->code : nullptr;
}

TEST(Message, Hello) {
  EXPECT_EQ(read<Hello>(R"({"type":"hello","token":"x","since":7})").since, 7);
  EXPECT_EQ(read<Hello>(R"({"type":"hello","token":"x","since":0})").since, 0);
  EXPECT_FALSE(read<Hello>(R"({"type":"hello","token":"x","since":null})").since);
  EXPECT_FALSE(read<Hello>(R"({"token":"x","type":"hello","more":[1]})").since);
  for (const auto* wrong :
       {R"({"type":"hello"})", R"({"type":"hello","token":1})",
        R"({"type":"hello","token":"x","since":-1})", R"({"type":"hello","token":"x","since":"7"})",
        R"({"type":"hello","token":"x","since":1.5})",
        R"({"type":"hello","token":"x","since":9223372036854775808})"})
    EXPECT_EQ(refusal(wrong), &code::bad_request) << wrong;
}

TEST(Message, Ack) {
  EXPECT_EQ(read<Ack>(R"({"type":"ack","seq":9007199254740993})").seq, 9007199254740993);
  for (const auto* wrong : {R"({"type":"ack"})", R"({"type":"ack","seq":null})",
                            R"({"type":"ack","seq":-2})", R"({"type":"ack","seq":true})"})
    EXPECT_EQ(refusal(wrong), &code::bad_request) << wrong;
}

TEST(Message, History) {
  auto newest = read<History>(R"({"type":"history"})");
  EXPECT_EQ(newest.before, std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(newest.limit, default_history);
  auto page = read<History>(R"({"type":"history","before":12,"limit":500})");
  EXPECT_EQ(page.before, 12);
  EXPECT_EQ(page.limit, 500);
  for (const auto* wrong : {R"({"type":"history","limit":0})", R"({"type":"history","limit":501})",
                            R"({"type":"history","before":"x"})"})
    EXPECT_EQ(refusal(wrong), &code::bad_request) << wrong;
}

TEST(Message, Tasks) {
  EXPECT_FALSE(read<Tasks>(R"({"type":"tasks"})").receivers);
  EXPECT_EQ(read<Tasks>(R"({"type":"tasks","receivers":["a","b"]})").receivers,
            (std::vector<std::string>{"a", "b"}));
  for (const auto* wrong :
       {R"({"type":"tasks","receivers":"a"})", R"({"type":"tasks","receivers":[1]})",
        R"({"type":"tasks","receivers":["a\u0000b"]})"})
    EXPECT_EQ(refusal(wrong), &code::bad_request) << wrong;
}

TEST(Message, WhatIsNoFrameAtAll) {
  for (const auto* wrong :
       {"", "x", "{", "[]", "7", "null", "{}", R"({"type":7})", R"({"type":"ping"}{)", "\xff\xfe",
        R"("hello")", "{\"type\":\"\xc3\x28\"}"})
    EXPECT_EQ(refusal(wrong), &code::bad_frame) << wrong;
  EXPECT_EQ(refusal(std::string(10000, '[')), &code::bad_frame);
  EXPECT_EQ(refusal(R"({"type":"subscribe"})"), &code::unknown_type);
  EXPECT_TRUE(std::holds_alternative<Ping>(parse_message(R"({"type":"ping"})")));
  EXPECT_TRUE(std::holds_alternative<Pong>(parse_message(R"({"type":"pong"})")));
}

}  // namespace
}  // namespace tqc::relay

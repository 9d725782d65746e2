#include "frame.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "store.h"

namespace tqc::relay {
namespace {

using nlohmann::json;

TEST(Frame, Push) {
  auto frame = push_frame(
      {42, "2026-01-05T08:00:00Z", "dr-\"li\"", "opened", R"({"id":17,"title":"首次病程记录"})"});
  EXPECT_EQ(frame->seq(), 42);
  EXPECT_EQ(json::parse(frame->text()), (json{{"type", "push"},
                                              {"seq", 42},
                                              {"at", "2026-01-05T08:00:00Z"},
                                              {"receiver", "dr-\"li\""},
                                              {"kind", "opened"},
                                              {"task", {{"id", 17}, {"title", "首次病程记录"}}}}));
}

TEST(Frame, Welcome) {
  const std::vector<std::string> receivers{"dr-li", "ward-3"};
  auto text = welcome_frame({&receivers, 5, 9, true, 25, {"2026-01-05T08:00:00Z", "1.5"}})->text();
  EXPECT_EQ(json::parse(text), (json{{"type", "welcome"},
                                     {"receivers", receivers},
                                     {"seq", 5},
                                     {"head", 9},
                                     {"recovered", true},
                                     {"heartbeat", 25},
                                     {"now", "2026-01-05T08:00:00Z"},
                                     {"speed", 1.5}}));
}

TEST(Frame, Status) {
  EXPECT_EQ(json::parse(status_frame(std::chrono::seconds(12))->text()),
            (json{{"type", "status"}, {"database", "lost"}, {"silent", 12}}));
  EXPECT_EQ(json::parse(status_frame(std::nullopt)->text()),
            (json{{"type", "status"}, {"database", "live"}}));
}

TEST(Frame, ListsAndErrors) {
  EXPECT_EQ(list_frame("tasks", {})->text(), R"({"type":"tasks","items":[]})");
  EXPECT_EQ(list_frame("history", {"1", "{}"})->text(), R"({"type":"history","items":[1,{}]})");
  auto error = json::parse(error_frame(code::bad_request, "a \"b\"\xff")->text());
  EXPECT_EQ(error["code"], "bad_request");
}

TEST(IsoTime, FromTheServersText) {
  EXPECT_EQ(iso_time("2026-01-05 08:00:00+00"), "2026-01-05T08:00:00Z");
  EXPECT_EQ(iso_time("2026-01-05 08:00:00.123456+00"), "2026-01-05T08:00:00.123456Z");
}

TEST(ArrayLiteral, QuotesWhatNeedsIt) {
  EXPECT_EQ(array_literal({}), "{}");
  EXPECT_EQ(array_literal({"a", "", "b,c", "d\"e\\f", "NULL"}),
            R"({"a","","b,c","d\"e\\f","NULL"})");
}

}  // namespace
}  // namespace tqc::relay

// Frames between the Kafka worker and its child: what is written is read, and nothing else is.
#include <gtest/gtest.h>

#include "kafka/wire.h"

namespace tqc::kafka {
namespace {

std::string a_message() {
  std::string bytes;
  {
    FrameWriter frame(bytes, Kind::batch);
    frame.text("topic");
    frame.number<std::int32_t>(3);
    frame.number<std::int64_t>(1LL << 40);
    frame.number<std::int64_t>(-1);
    frame.optional(std::nullopt);
    frame.optional(std::string_view("a\0b", 3));
    frame.headers({{"h", "v"}, {"empty", ""}, {"null", std::nullopt}});
  }
  return bytes;
}

TEST(KafkaWire, a_message_comes_out_as_it_went_in) {
  std::string bytes = a_message();
  FrameCutter cutter;
  cutter.add(bytes);
  auto frame = cutter.next();
  ASSERT_TRUE(frame);
  FrameReader reader(*frame);
  EXPECT_EQ(reader.kind(), Kind::batch);
  Message m = reader.message();
  EXPECT_EQ(m.topic, "topic");
  EXPECT_EQ(m.partition, 3);
  EXPECT_EQ(m.offset, 1LL << 40);
  EXPECT_EQ(m.timestamp, -1);
  EXPECT_FALSE(m.key);
  EXPECT_EQ(m.value, std::string_view("a\0b", 3));
  std::vector<Header> headers{{"h", "v"}, {"empty", ""}, {"null", std::nullopt}};
  EXPECT_EQ(m.headers, headers);
  EXPECT_FALSE(cutter.next());
}

TEST(KafkaWire, frames_are_cut_wherever_the_stream_breaks) {
  std::string bytes;
  for (int i = 0; i < 3; ++i) {
    FrameWriter frame(bytes, Kind::taken);
    frame.number<std::uint64_t>(i);
  }
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    FrameCutter cutter;
    std::uint64_t expected = 0;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
      cutter.add(std::string_view(bytes).substr(at, step));
      while (auto frame = cutter.next()) {
        FrameReader reader(*frame);
        EXPECT_EQ(reader.kind(), Kind::taken);
        EXPECT_EQ(reader.number<std::uint64_t>(), expected++);
      }
    }
    EXPECT_EQ(expected, 3U) << "in steps of " << step;
  }
}

TEST(KafkaWire, a_frame_cut_short_is_refused_wherever_it_ends) {
  std::string bytes = a_message();
  std::string_view whole = std::string_view(bytes).substr(sizeof(std::uint32_t));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THROW(FrameReader(whole.substr(0, size)).message(), BadFrame) << size << " bytes";
  }
}

TEST(KafkaWire, a_length_that_no_frame_has_is_refused) {
  for (std::uint32_t length : {0U, kLongestFrame + 1}) {
    FrameCutter cutter;
    cutter.add({reinterpret_cast<const char*>(&length), sizeof length});
    EXPECT_THROW(cutter.next(), BadFrame);
  }
}

}  // namespace
}  // namespace tqc::kafka

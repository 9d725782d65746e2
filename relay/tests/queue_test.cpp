#include <gtest/gtest.h>

#include "ack_book.h"
#include "backoff.h"
#include "send_queue.h"

namespace tqc::relay {
namespace {

FramePtr frame(std::size_t size) { return std::make_shared<Frame>(std::string(size, 'x')); }

TEST(SendQueue, IsBoundedByFrames) {
  const QueueLimits limits{2, 1000};
  SendQueue queue(limits);
  EXPECT_TRUE(queue.push(frame(1)));
  EXPECT_TRUE(queue.push(frame(1)));
  EXPECT_FALSE(queue.push(frame(1)));
  queue.pop();
  EXPECT_TRUE(queue.push(frame(1)));
}

TEST(SendQueue, IsBoundedByBytesButTakesOneLargeFrame) {
  const QueueLimits limits{10, 100};
  SendQueue queue(limits);
  EXPECT_TRUE(queue.push(frame(500)));
  EXPECT_FALSE(queue.push(frame(1)));
  queue.pop();
  EXPECT_TRUE(queue.empty());
  EXPECT_TRUE(queue.push(frame(60)));
  EXPECT_FALSE(queue.push(frame(60)));
  EXPECT_TRUE(queue.push(frame(40)));
  queue.clear();
  EXPECT_TRUE(queue.push(frame(100)));
}

TEST(SendQueue, KeepsTheOrder) {
  const QueueLimits limits;
  SendQueue queue(limits);
  for (int i = 1; i <= 3; ++i) ASSERT_TRUE(queue.push(std::make_shared<Frame>("x", i)));
  for (int i = 1; i <= 3; ++i) EXPECT_EQ(queue.pop()->seq(), i);
}

TEST(AckBook, CountsUntilWritten) {
  AckBook book;
  book.note("li", 5);
  book.note("li", 3);
  EXPECT_EQ(book.position("li"), 5);
  EXPECT_EQ(book.position("wang"), 0);
  ASSERT_TRUE(book.ready());
  EXPECT_EQ(book.begin().at("li"), 5);
  book.note("li", 7);
  EXPECT_FALSE(book.ready());  // one batch at a time
  EXPECT_EQ(book.position("li"), 7);
  book.written();
  EXPECT_TRUE(book.ready());
  EXPECT_EQ(book.begin().at("li"), 7);
  book.written();
  EXPECT_TRUE(book.empty());
  EXPECT_EQ(book.position("li"), 0);
}

TEST(AckBook, AFailedBatchIsNotForgottenAndDoesNotGoBack) {
  AckBook book;
  book.note("li", 5);
  book.note("wang", 2);
  book.begin();
  book.note("li", 9);
  book.failed();
  const auto& batch = book.begin();
  EXPECT_EQ(batch.at("li"), 9);
  EXPECT_EQ(batch.at("wang"), 2);
}

TEST(Backoff, GrowsToItsLimitWithJitter) {
  using Millis = std::chrono::milliseconds;
  Backoff backoff(Millis(100), Millis(1000));
  Millis most(100);
  for (int i = 0; i < 10; ++i) {
    auto wait = backoff.wait();
    EXPECT_GE(wait, most / 2);
    EXPECT_LE(wait, most);
    most = std::min(most * 2, Millis(1000));
  }
  backoff.reset();
  EXPECT_LE(backoff.wait(), Millis(100));
}

}  // namespace
}  // namespace tqc::relay

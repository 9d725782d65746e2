// The border between replay and live stream: whatever the timing, every push of the outbox once and
// in order.
#include "catchup.h"

#include <gtest/gtest.h>

#include <random>

namespace tqc::relay {
namespace {

FramePtr frame(std::int64_t seq) { return std::make_shared<Frame>("x", seq); }

// An outbox in which the session's pushes are those not divisible by `stranger`, and a reader that
// is behind or at its end.
struct World {
  std::int64_t committed = 0;
  std::int64_t fanned_out = 0;
  int stranger = 3;
  std::vector<std::int64_t> got;

  [[nodiscard]] bool mine(std::int64_t seq) const { return seq % stranger != 0; }
  [[nodiscard]] std::vector<FramePtr> query(const Catchup::Page& page) const {
    std::vector<FramePtr> rows;
    for (auto seq = page.since + 1;
         seq <= page.upto && rows.size() < static_cast<std::size_t>(page.max); ++seq)
      if (mine(seq)) rows.push_back(frame(seq));
    return rows;
  }
  void fan_out(Catchup& session, std::int64_t n) {
    for (; n > 0 && fanned_out < committed; --n) {
      ++fanned_out;
      if (mine(fanned_out) && session.live(frame(fanned_out))) got.push_back(fanned_out);
    }
  }
  void take(Catchup& session, std::vector<FramePtr> rows) {
    for (const auto& row : session.take(std::move(rows))) got.push_back(row->seq());
  }
};

TEST(Catchup, NothingToReplay) {
  Catchup session(5, 10);
  auto page = session.next(5);
  EXPECT_EQ(page.since, 5);
  EXPECT_EQ(page.upto, 5);
  EXPECT_TRUE(session.take({}).empty());
  EXPECT_TRUE(session.done());
  EXPECT_TRUE(session.live(frame(6)));
  EXPECT_FALSE(session.live(frame(6)));
}

TEST(Catchup, HeldPushesFollowTheReplay) {
  Catchup session(0, 10);
  session.next(2);
  EXPECT_FALSE(session.live(frame(3)));
  auto out = session.take({frame(1), frame(2)});
  ASSERT_EQ(out.size(), 3U);
  EXPECT_EQ(out[2]->seq(), 3);
  EXPECT_TRUE(session.done());
}

TEST(Catchup, FullPageGoesOnAndCoversWhatItThrewAway) {
  Catchup session(0, 2);
  session.next(4);
  session.live(frame(5));
  EXPECT_EQ(session.take({frame(1), frame(2)}).size(), 2U);
  EXPECT_FALSE(session.done());
  EXPECT_FALSE(session.live(frame(6)));
  auto page = session.next(6);
  EXPECT_EQ(page.since, 2);
  EXPECT_EQ(page.upto, 6);
}

TEST(Catchup, TooManyHeldGoesRoundOnceMore) {
  Catchup session(0, 2);
  session.next(1);
  for (int seq = 2; seq <= 5; ++seq) EXPECT_FALSE(session.live(frame(seq)));
  EXPECT_EQ(session.take({frame(1)}).size(), 1U);
  EXPECT_FALSE(session.done());
  EXPECT_EQ(session.next(5).since, 1);
}

TEST(Catchup, ClientAheadOfTheReaderGetsNothingTwice) {
  Catchup session(9, 10);
  session.next(7);
  EXPECT_TRUE(session.take({}).empty());
  EXPECT_FALSE(session.live(frame(8)));
  EXPECT_FALSE(session.live(frame(9)));
  EXPECT_TRUE(session.live(frame(10)));
}

TEST(Catchup, RandomWalksMissAndDoubleNothing) {
  for (unsigned seed = 0; seed < 3000; ++seed) {
    std::mt19937 random(seed);
    auto draw = [&](std::int64_t most) {
      return std::uniform_int_distribution<std::int64_t>(0, most)(random);
    };
    World world;
    world.stranger = static_cast<int>(2 + draw(3));
    world.committed = draw(40);
    world.fanned_out = draw(world.committed);
    const auto since = draw(world.committed);
    Catchup session(since, static_cast<int>(1 + draw(5)));
    // Only so far: small pages would never catch up with a world that runs away from them.
    auto commit = [&](std::int64_t most) {
      if (world.committed < 80) world.committed += draw(most);
    };
    while (!session.done() || world.fanned_out < world.committed || world.committed < 80) {
      if (!session.done()) {
        auto page = session.next(world.fanned_out);
        commit(6);
        world.fan_out(session, draw(8));
        auto rows = world.query(page);  // the bound makes the moment of the query irrelevant
        commit(6);
        world.fan_out(session, draw(8));
        world.take(session, std::move(rows));
      }
      commit(3);
      world.fan_out(session, 1 + draw(8));
    }
    std::vector<std::int64_t> expected;
    for (auto seq = since + 1; seq <= world.committed; ++seq)
      if (world.mine(seq)) expected.push_back(seq);
    ASSERT_EQ(world.got, expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tqc::relay

// Undo and amend where they stand in long rows. What they mean: fold_undo_test, fold_amend_test.
#include "core/resolve.h"

#include <gtest/gtest.h>

#include "support/json_facts.h"

namespace tqc::test {
namespace {

class Resolve : public testing::Test {
 protected:
  void add(const EventType& type, nlohmann::json data = nlohmann::json::object()) {
    auto n = static_cast<std::int64_t>(events_.size()) + 1;
    events_.push_back({{n, Position::kNoSequence, n}, &type, facts_.add_data(std::move(data))});
  }
  std::vector<Event> resolved() { return resolve(events_, facts_, failures_, voided_); }

  EventType base_{1, "base", {}, {}, {}, {}};
  EventType undo_{2, "undo", {"base"}, {}, {}, {}};
  EventType correction_{3, "correction", {}, {"base", "correction"}, {}, {}};
  EventType turn_{4, "turn", {"base", "turn"}, {}, {}, {}};
  JsonFacts facts_;
  std::vector<Event> events_;
  std::vector<Failure> failures_;
  std::vector<Voided> voided_;
};

TEST_F(Resolve, CorrectionsOfCorrectionsMayBeAsManyAsTheyLike) {
  constexpr int kMany = 20'000;
  add(base_);
  for (int n = 0; n < kMany; ++n) add(correction_, {{"n", n}});
  std::vector<Event> all = resolved();
  ASSERT_EQ(all.size(), static_cast<std::size_t>(kMany) + 1);
  EXPECT_EQ(facts_.data(all[0]), R"({"n":19999})");
  EXPECT_EQ(facts_.data(all[1]), R"({"n":19999})");

  add(undo_);  // takes all of them along, one laid on the other
  all = resolved();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].type, &undo_);
  ASSERT_EQ(voided_.size(), static_cast<std::size_t>(kMany) + 1);
  EXPECT_EQ(voided_.back().by_seq, kMany + 2);
  EXPECT_TRUE(failures_.empty());
}

TEST_F(Resolve, UndosOfUndosTakeTurns) {
  constexpr int kMany = 2'000;
  add(base_);
  for (int n = 0; n < kMany; ++n) add(turn_);
  std::vector<Event> all = resolved();
  ASSERT_EQ(all.size(), static_cast<std::size_t>(kMany) / 2 + 1);
  EXPECT_EQ(all.front().type, &base_);
  EXPECT_EQ(all.back().place.seq, kMany + 1);
}

}  // namespace
}  // namespace tqc::test

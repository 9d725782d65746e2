#include "core/clip.h"

#include <gtest/gtest.h>

namespace tqc {
namespace {

TEST(Clip, CutsNoCharacterInTwo) {
  EXPECT_EQ(clipped("abc", 5), "abc");
  EXPECT_EQ(clipped("abc", 2), "ab");
  EXPECT_EQ(clipped("a中b", 4), "a中");
  EXPECT_EQ(clipped("a中b", 3), "a");
  EXPECT_EQ(clipped("a中b", 2), "a");
  EXPECT_EQ(clipped("é", 1), "");
  EXPECT_EQ(clipped("a😀", 4), "a");
  EXPECT_EQ(clipped("a😀", 5), "a😀");
  EXPECT_EQ(clipped("", 5), "");
}

TEST(Clip, MendsWhatWasCutBefore) { EXPECT_EQ(clipped("a\xE4\xB8", 100), "a"); }

}  // namespace
}  // namespace tqc

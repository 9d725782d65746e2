#include "deflate.h"

#include <gtest/gtest.h>

#include "frame.h"

namespace tqc::relay {
namespace {

TEST(Deflate, AcceptsWhatClientsOffer) {
  const std::string plain =
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
  EXPECT_EQ(negotiate_deflate("permessage-deflate"), plain);
  EXPECT_EQ(negotiate_deflate("permessage-deflate; client_max_window_bits"), plain);
  EXPECT_EQ(negotiate_deflate("x-webkit, permessage-deflate; client_no_context_takeover"), plain);
  EXPECT_EQ(
      negotiate_deflate("permessage-deflate; server_max_window_bits=12; client_max_window_bits=12"),
      plain + "; server_max_window_bits=12");
  EXPECT_EQ(negotiate_deflate("permessage-deflate; server_max_window_bits=\"15\""),
            plain + "; server_max_window_bits=12");
}

TEST(Deflate, TakesTheFirstOfferItCanKeep) {
  EXPECT_TRUE(
      negotiate_deflate("permessage-deflate; server_max_window_bits=9, permessage-deflate"));
  EXPECT_TRUE(
      negotiate_deflate(" foo ; bar=\"x\" ,, Permessage-Deflate ; client_max_window_bits "));
}

TEST(Deflate, DeclinesWhatItCannotKeep) {
  EXPECT_FALSE(negotiate_deflate(""));
  EXPECT_FALSE(negotiate_deflate("x-webkit-deflate-frame"));
  for (const auto* offer :
       {"server_max_window_bits=9", "server_max_window_bits=16", "server_max_window_bits",
        "server_max_window_bits=012", "client_max_window_bits=7", "server_no_context_takeover=1",
        "unknown", "client_max_window_bits=12x",
        "server_no_context_takeover; server_no_context_takeover"})
    EXPECT_FALSE(negotiate_deflate(std::string("permessage-deflate; ") + offer)) << offer;
}

TEST(Deflate, ThereAndBack) {
  for (std::size_t size : {0U, 1U, 63U, 700U, 5000U, 300000U}) {
    std::string text;
    for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i * 7919);
    text.resize(size);
    std::string back;
    EXPECT_EQ(inflate_message(deflate_message(text), size + 1, back), Inflated::ok) << size;
    EXPECT_EQ(back, text) << size;
  }
}

TEST(Deflate, IncompressibleStaysWithinItsBuffer) {
  std::string noise(100000, '\0');
  unsigned state = 1;
  for (auto& c : noise) c = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  std::string back;
  EXPECT_EQ(inflate_message(deflate_message(noise), noise.size(), back), Inflated::ok);
  EXPECT_EQ(back, noise);
}

TEST(Deflate, RefusesBombsAndGarbage) {
  std::string back;
  EXPECT_EQ(inflate_message(deflate_message(std::string(1000000, 'a')), 16384, back),
            Inflated::too_big);
  EXPECT_LE(back.size(), 16384U);
  EXPECT_EQ(inflate_message("\x07garbage", 16384, back), Inflated::broken);
  // Nothing of a refused message may leak into the next one.
  EXPECT_EQ(inflate_message(deflate_message("{}"), 16384, back), Inflated::ok);
  EXPECT_EQ(back, "{}");
}

TEST(Frame, CompressesOnceAndOnlyWhenItHelps) {
  Frame big(std::string(500, 'a'));
  EXPECT_TRUE(big.compressible());
  EXPECT_EQ(&big.deflated(), &big.deflated());
  EXPECT_LT(big.deflated().size(), 50U);
  EXPECT_FALSE(Frame(R"({"type":"ping"})").compressible());
}

}  // namespace
}  // namespace tqc::relay

// Frames cut into every kind of piece must come through the taps with their borders intact.
#include "frame_tap.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tqc::relay {
namespace {

std::string masked(int first, const std::string& payload) {
  std::string frame(1, static_cast<char>(first));
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80U | payload.size());
  } else if (payload.size() < 65536) {
    frame += static_cast<char>(0xfe);
    frame += static_cast<char>(payload.size() >> 8U);
    frame += static_cast<char>(payload.size() & 0xffU);
  } else {
    frame += static_cast<char>(0xff);
    for (int shift = 56; shift >= 0; shift -= 8)
      frame += static_cast<char>(payload.size() >> static_cast<unsigned>(shift));
  }
  return frame + "KKKK" + payload;
}

std::string through(FrameTapIn& tap, std::string bytes, std::size_t piece) {
  for (std::size_t i = 0; i < bytes.size(); i += piece)
    tap.received(reinterpret_cast<std::uint8_t*>(bytes.data()) + i,
                 std::min(piece, bytes.size() - i));
  return bytes;
}

TEST(FrameTapIn, NotesKindsAndClearsTheBitWhateverThePieces) {
  // The payloads hold bytes that look like headers.
  const std::string a(3, '\xc1');
  const std::string b(200, '\xc1');
  const std::string c(70000, '\x81');
  const auto in = masked(0xc1, a) + masked(0x89, "p") + masked(0x81, b) + masked(0x41, c) +
                  masked(0x80, "") + masked(0x82, "bin") + masked(0x88, "");
  const auto out = masked(0x82, a) + masked(0x89, "p") + masked(0x82, b) + masked(0x02, c) +
                   masked(0x80, "") + masked(0x82, "bin") + masked(0x88, "");
  for (std::size_t piece : {1U, 2U, 3U, 7U, 1536U, 1000000U}) {
    FrameTapIn tap;
    EXPECT_EQ(through(tap, in, piece), out) << piece;
    EXPECT_EQ(tap.take_kind(), MessageKind::deflated);
    EXPECT_EQ(tap.take_kind(), MessageKind::text);
    EXPECT_EQ(tap.take_kind(), MessageKind::deflated);
    EXPECT_EQ(tap.take_kind(), MessageKind::binary);
  }
}

TEST(FrameTapIn, LeavesTheBitWhereItIsNotAllowed) {
  FrameTapIn tap;
  const auto in = masked(0xc9, "p") + masked(0xc0, "x");
  EXPECT_EQ(through(tap, in, 1), in);
}

std::string plain(int first, const std::string& payload) {
  std::string frame(1, static_cast<char>(first));
  if (payload.size() < 126) return frame + static_cast<char>(payload.size()) + payload;
  return frame + '\x7e' + static_cast<char>(payload.size() >> 8U) +
         static_cast<char>(payload.size() & 0xffU) + payload;
}

// Writes as a socket does that takes at most `piece` bytes, now and then none.
std::string through(FrameTapOut& tap, std::string bytes, std::size_t piece) {
  for (std::size_t i = 0; i < bytes.size();) {
    auto* at = reinterpret_cast<std::uint8_t*>(bytes.data()) + i;
    tap.before(at, bytes.size() - i);
    tap.before(at, bytes.size() - i);  // would block: the same again
    auto n = std::min(piece, bytes.size() - i);
    tap.after(n);
    i += n;
  }
  return bytes;
}

TEST(FrameTapOut, SetsTheBitOnTheMarkedTextFrameOnly) {
  const std::string payload(300, '\x81');
  for (std::size_t piece : {1U, 3U, 100U, 1000U}) {
    FrameTapOut tap;
    EXPECT_EQ(through(tap, plain(0x81, "first"), piece), plain(0x81, "first"));
    tap.mark();
    EXPECT_EQ(through(tap, plain(0x8a, "pong"), piece), plain(0x8a, "pong"));
    EXPECT_EQ(through(tap, plain(0x81, payload), piece), plain(0xc1, payload));
    EXPECT_EQ(through(tap, plain(0x81, payload), piece), plain(0x81, payload));
    EXPECT_EQ(through(tap, plain(0x88, ""), piece), plain(0x88, ""));
  }
}

}  // namespace
}  // namespace tqc::relay

// Lets Beast's WebSocket stream carry messages that are already compressed, or are still
// compressed.
//
// Beast compresses and decompresses within each stream. To share one compressed form among all
// clients (deflate.h) the stream runs without the extension and these two taps stand between it and
// the socket, following frame borders by the lengths in the frame headers:
//
//   FrameTapOut sets the bit RSV1 ("compressed") in the first byte of a text frame the session has
//   announced with mark(). It relies on
//               Beast writing each frame, header first, as one buffer sequence; servers do not
//               mask.
//   FrameTapIn  clears RSV1 of incoming text and binary frames, makes both kinds binary (so that
//   Beast does not look for UTF-8 in compressed
//               data) and remembers what each was; the session takes these notes in order, one for
//               each message. RSV1 on other frames stays and Beast refuses it, as it refuses it on
//               every frame when the extension was not agreed and the tap is off.
//
// All other rules of RFC 6455 (masking, lengths, fragments, control frames, the closing handshake)
// stay Beast's business.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace tqc::relay {

class FrameTapOut {
 public:
  // The next text frame carries compressed data.
  void mark() { marked_ = true; }

  // Before a write: `bytes` begins with what the socket has not taken yet. Writes to `bytes` only
  // the RSV1 bit.
  void before(std::uint8_t* bytes, std::size_t size);
  // After it: so many bytes were taken.
  void after(std::size_t n) { remaining_ -= n; }

 private:
  std::uint64_t remaining_ = 0;  // of the frame under way
  bool marked_ = false;
};

enum class MessageKind : char { text = 't', deflated = 'd', binary = 'b' };

class FrameTapIn {
 public:
  // Bytes that came in, changed in place.
  void received(std::uint8_t* bytes, std::size_t size);
  // What the oldest message not asked about yet was. Beast has delivered it, so its note is there.
  MessageKind take_kind();

 private:
  void first_byte(std::uint8_t& byte);
  void header_byte(std::uint8_t byte);

  std::array<std::uint8_t, 14> header_{};
  std::uint8_t have_ = 0;        // bytes of the header so far
  std::uint8_t want_ = 2;        // its length as far as known
  std::uint64_t remaining_ = 0;  // payload of the frame under way
  std::string kinds_;            // small: at most what one read holds
};

}  // namespace tqc::relay

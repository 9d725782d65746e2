#include "frame_tap.h"

#include <algorithm>

namespace tqc::relay {
namespace {

constexpr std::uint8_t rsv1 = 0x40;
constexpr std::uint8_t opcode_mask = 0x0f;
constexpr std::uint8_t text = 1;
constexpr std::uint8_t binary = 2;

// The payload length in a complete header.
std::uint64_t payload_length(const std::uint8_t* header) {
  auto length = header[1] & 0x7fU;
  if (length < 126) return length;
  std::uint64_t value = 0;
  for (int i = 0; i < (length == 126 ? 2 : 8); ++i) value = value << 8U | header[2 + i];
  return value;
}

// Bytes of the header as its second byte tells.
std::uint8_t header_length(std::uint8_t second) {
  auto length = second & 0x7fU;
  return static_cast<std::uint8_t>(2 +
                                   (length == 126   ? 2
                                    : length == 127 ? 8
                                                    : 0) +
                                   ((second & 0x80U) != 0 ? 4 : 0));
}

}  // namespace

void FrameTapOut::before(std::uint8_t* bytes, std::size_t size) {
  if (remaining_ != 0 || size < 2 || size < header_length(bytes[1])) return;
  remaining_ = header_length(bytes[1]) + payload_length(bytes);
  if (marked_ && (bytes[0] & opcode_mask) == text) {
    bytes[0] |= rsv1;
    marked_ = false;
  }
}

void FrameTapIn::received(std::uint8_t* bytes, std::size_t size) {
  for (std::size_t i = 0; i < size;) {
    if (have_ == want_) {  // within a payload
      auto n = std::min<std::uint64_t>(remaining_, size - i);
      remaining_ -= n;
      i += n;
    } else {
      if (have_ == 0) first_byte(bytes[i]);
      header_byte(bytes[i++]);
    }
    if (have_ == want_ && remaining_ == 0) {
      have_ = 0;
      want_ = 2;
    }
  }
}

void FrameTapIn::first_byte(std::uint8_t& byte) {
  auto opcode = byte & opcode_mask;
  if (opcode != text && opcode != binary) return;
  const bool compressed = (byte & rsv1) != 0;
  kinds_ += static_cast<char>(opcode == binary ? MessageKind::binary
                              : compressed     ? MessageKind::deflated
                                               : MessageKind::text);
  byte = static_cast<std::uint8_t>((byte & ~(rsv1 | opcode_mask)) | binary);
}

void FrameTapIn::header_byte(std::uint8_t byte) {
  header_.at(have_++) = byte;
  if (have_ == 2) want_ = header_length(byte);
  if (have_ == want_) remaining_ = payload_length(header_.data());
}

MessageKind FrameTapIn::take_kind() {
  auto kind = static_cast<MessageKind>(kinds_.front());
  kinds_.erase(0, 1);
  return kind;
}

}  // namespace tqc::relay

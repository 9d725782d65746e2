// The bytes of a state, written and read: LEB128 varints, signed ones zigzag; texts are length
// and bytes; a time is a byte, 1 for kNever, 2 for kAlways, else 0 and a varint.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/event.h"
#include "core/time.h"

namespace tqc {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void byte(unsigned v) { out_.push_back(static_cast<char>(v)); }
  void number(std::int64_t v) {
    std::uint64_t u = (static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63);
    while (u >= 0x80) {
      byte(static_cast<unsigned>(u & 0x7F) | 0x80U);
      u >>= 7;
    }
    byte(static_cast<unsigned>(u));
  }
  // Times are often infinite, which would be the longest of numbers.
  void time(Time t) {
    byte(t == kNever ? 1 : t == kAlways ? 2 : 0);
    if (t != kNever && t != kAlways) number(t);
  }
  void text(std::string_view s) {
    number(static_cast<std::int64_t>(s.size()));
    out_.append(s);
  }
  void place(const Position& p) {
    number(p.at);
    number(p.sequence);
    number(p.seq);
  }

 private:
  std::string& out_;
};

class ByteReader {
 public:
  explicit ByteReader(std::string_view in) : in_(in) {}

  unsigned byte() {
    if (at_ >= in_.size()) {
      ok_ = false;
      return 0;
    }
    return static_cast<unsigned char>(in_[at_++]);
  }
  std::int64_t number() {
    std::uint64_t u = 0;
    for (int shift = 0; shift < 64 && ok_; shift += 7) {
      unsigned b = byte();
      u |= static_cast<std::uint64_t>(b & 0x7F) << shift;
      if ((b & 0x80) == 0) return static_cast<std::int64_t>((u >> 1) ^ (~(u & 1) + 1));
    }
    ok_ = false;
    return 0;
  }
  // A count of things of at least one byte each, so that bad input cannot ask for the moon.
  std::size_t count() {
    std::int64_t n = number();
    if (n < 0 || static_cast<std::uint64_t>(n) > in_.size() - at_) {
      ok_ = false;
      return 0;
    }
    return static_cast<std::size_t>(n);
  }
  Time time() {
    unsigned kind = byte();
    if (kind > 2) ok_ = false;
    return kind == 1 ? kNever : kind == 2 ? kAlways : number();
  }
  std::int32_t small() {
    std::int64_t n = number();
    if (n < INT32_MIN || n > INT32_MAX) ok_ = false;
    return static_cast<std::int32_t>(n);
  }
  std::string text() {
    std::size_t n = count();
    std::string s(in_.substr(at_, n));
    at_ += n;
    return s;
  }
  Position place() {
    Position p;
    p.at = number();
    p.sequence = number();
    p.seq = number();
    return p;
  }
  void refuse() { ok_ = false; }
  bool ok() const { return ok_; }
  bool done() const { return ok_ && at_ == in_.size(); }

 private:
  std::string_view in_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace tqc

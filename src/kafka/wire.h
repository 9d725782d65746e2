// What the worker `tqc kafka` and its child tqc-kafka say to each other over a socket pair. Both
// are built from this file, which knows neither the server nor librdkafka; both run on one machine
// and come from one build, so numbers are as they lie in memory.
//
// A frame is its length (of what follows), its kind, and the fields of its kind:
//
//   worker -> child
//     configure  version  (name, value)*  topic*  (topic, partition, next offset)*  (from, to)*  produces
//     taken      number of a batch that is committed
//     produce    token  topic  key?  value?  (name, value?)*
//   child -> worker
//     alive      (topic, partition, low, high)*  at least every kHeartbeat
//     batch      number  message*   message: topic, partition, offset, timestamp, key?, value?,
//                                            (name, value?)*
//     delivered  token  error  final             error: empty if the broker has it
//     gap        topic  partition  wanted  low  high   what was wanted is no longer there
//     note       severity  text                  for the log and tqc.health()
//
// A list begins with the number of its items. The child has at most kCredit batches that are not
// `taken`, and reads no further until then: that bounds the memory of both. The worker has no more
// than one slice of messages to produce under way (outgoing.h). Either may send at any time; the
// worker never blocks in doing so, the child may.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tqc::kafka {

inline constexpr int kChildSocket = 3;  // where the child finds its end
inline constexpr int kCredit = 2;
inline constexpr std::chrono::seconds kHeartbeat{2};
inline constexpr std::uint32_t kLongestFrame = 512U << 20;

enum class Kind : std::uint8_t {
  configure = 1,
  taken,
  produce,
  alive,
  batch,
  delivered,
  gap,
  note,
};

enum class Severity : std::uint8_t { info, warning, fatal };

using OptionalView = std::optional<std::string_view>;
using Header = std::pair<std::string_view, OptionalView>;

struct Message {
  std::string_view topic;
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t timestamp = -1;  // ms since 1970; -1: none
  OptionalView key, value;
  std::vector<Header> headers;
};

class BadFrame : public std::runtime_error {
 public:
  BadFrame() : std::runtime_error("a frame is not as the protocol has it") {}
};

/// Appends one frame to a buffer; ends it when it goes out of scope.
class FrameWriter {
 public:
  FrameWriter(std::string& out, Kind kind) : out_(out), start_(out.size()) {
    number<std::uint32_t>(0);
    number(kind);
  }
  ~FrameWriter() {
    auto length = static_cast<std::uint32_t>(out_.size() - start_ - sizeof(std::uint32_t));
    std::memcpy(out_.data() + start_, &length, sizeof length);
  }
  FrameWriter(const FrameWriter&) = delete;
  FrameWriter& operator=(const FrameWriter&) = delete;

  template <class T>
  void number(T value) {
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void count(std::size_t n) { number(static_cast<std::uint32_t>(n)); }
  void text(std::string_view s) {
    count(s.size());
    out_.append(s);
  }
  void optional(const OptionalView& s) {
    number<std::uint8_t>(s.has_value());
    if (s) text(*s);
  }
  void headers(const std::vector<Header>& headers) {
    count(headers.size());
    for (const auto& [name, value] : headers) {
      text(name);
      optional(value);
    }
  }

 private:
  std::string& out_;
  std::size_t start_;
};

/// Reads the fields of one frame; views point into it. Throws BadFrame.
class FrameReader {
 public:
  explicit FrameReader(std::string_view frame) : rest_(frame) { kind_ = number<Kind>(); }

  Kind kind() const { return kind_; }

  template <class T>
  T number() {
    T value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::uint32_t count() { return number<std::uint32_t>(); }
  std::string_view text() { return take(count()); }
  OptionalView optional() {
    return number<std::uint8_t>() != 0 ? OptionalView(text()) : std::nullopt;
  }
  std::vector<Header> headers() {
    std::vector<Header> result;
    for (std::uint32_t n = count(); n > 0; --n) {
      std::string_view name = text();
      result.emplace_back(name, optional());
    }
    return result;
  }
  Message message() {
    Message m;
    m.topic = text();
    m.partition = number<std::int32_t>();
    m.offset = number<std::int64_t>();
    m.timestamp = number<std::int64_t>();
    m.key = optional();
    m.value = optional();
    m.headers = headers();
    return m;
  }

 private:
  std::string_view take(std::size_t size) {
    if (size > rest_.size()) throw BadFrame();
    std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view rest_;
  Kind kind_;
};

/// Cuts a stream of bytes into frames.
class FrameCutter {
 public:
  void add(std::string_view bytes) {
    bytes_.erase(0, std::exchange(used_, 0));
    bytes_.append(bytes);
  }

  /// The next whole frame, without its length; valid until the next add().
  std::optional<std::string_view> next() {
    std::string_view rest = std::string_view(bytes_).substr(used_);
    std::uint32_t length = 0;
    if (rest.size() < sizeof length) return std::nullopt;
    std::memcpy(&length, rest.data(), sizeof length);
    if (length == 0 || length > kLongestFrame) throw BadFrame();
    if (rest.size() - sizeof length < length) return std::nullopt;
    used_ += sizeof length + length;
    return rest.substr(sizeof length, length);
  }

 private:
  std::string bytes_;
  std::size_t used_ = 0;  // of them, already given out
};

}  // namespace tqc::kafka

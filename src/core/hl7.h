// HL7 version 2 messages in their usual form ("pipes and hats", ER7).
//
//   MSH|^~\&|HIS|H1|TQC|H1|20260105080000||ADT^A01|MSG0001|P|2.5
//   PV1|1|I|W3^12^1||||D001^Li
//
// A message is segments, a segment fields, a field repetitions, a repetition components, a
// component subcomponents. Which characters part them the message itself says in its first segment.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tqc::hl7 {

/// A place in a message: "PV1-19", "PID-3.1", "PID-3[2].4.1", "OBX[2]-5". Without [n] after the
/// segment or the field it means all of them; without component or subcomponent the first, which is
/// what a field was before later versions gave it more.
struct Path {
  char segment[4] = "";
  int occurrence = 0;  // 0: all
  int field = 0;
  int repetition = 0;  // 0: all
  int component = 1;
  int subcomponent = 1;

  /// Nothing if it is none.
  static std::optional<Path> parse(std::string_view text);
};

/// A message taken apart as far as its segments; the text outlives it.
class Message {
 public:
  /// Throws tqc::Error TQ002 naming the line. Lines may end as they like; the frame of MLLP round
  /// the message may be there.
  explicit Message(std::string_view text);

  /// What stands at a place, escape sequences resolved, without what is empty. Nothing inside is
  /// HL7's null ("" in quotes): the sender says that there is no value.
  std::vector<std::optional<std::string>> values(const Path& path) const;

  /// MSH-9: "ADT^A01".
  std::string kind() const;

 private:
  std::string unescaped(std::string_view text) const;
  void read_separators();

  std::vector<std::string_view> segments_;
  char field_ = '|';
  // 0 where the message names none.
  char component_ = 0, repetition_ = 0, escape_ = 0, subcomponent_ = 0, truncation_ = 0;
};

}  // namespace tqc::hl7

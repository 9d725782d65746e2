// What a schema expects, in words for messages.
#include "core/schema_check.h"

#include "core/pure.h"

namespace tqc::schema {

std::string words_of_types(unsigned types) {
  std::string words;
  for (unsigned bit = 0; bit < 7; ++bit) {
    if ((types & (1u << bit)) == 0) continue;
    if (!words.empty()) words += " or ";
    words += (1u << bit) == kIntegerBit ? "an integer" : kind_name(static_cast<JsonKind>(bit));
  }
  return words;
}

std::string words_of_values(const std::vector<Json>& values) {
  constexpr std::size_t kMost = 10;
  if (values.empty()) return "nothing (enum is empty)";
  std::string words = values.size() == 1 ? "" : "one of ";
  for (std::size_t i = 0; i < values.size() && i < kMost; ++i) {
    if (i > 0) words += ", ";
    words += shown(values[i]);
  }
  if (values.size() > kMost) words += ", …";
  return words;
}

std::string words_of_count(const char* bound, std::uint64_t count, const char* one,
                           const char* many) {
  return std::string(bound) + " " + std::to_string(count) + " " + (count == 1 ? one : many);
}

std::string words_of_alternatives(const std::vector<Fault>& faults, const char* keyword) {
  constexpr std::size_t kMost = 3;
  if (faults.size() > kMost) {
    return std::string("a value that matches a schema of ") + keyword;
  }
  std::string words;
  for (const Fault& fault : faults) {
    if (words.find(fault.expected) != std::string::npos) continue;
    if (!words.empty()) words += " or ";
    words += fault.expected;
  }
  return words;
}

}  // namespace tqc::schema

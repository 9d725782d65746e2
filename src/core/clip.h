// Somebody's text within a message of ours.
#pragma once

#include <string>
#include <string_view>

namespace tqc {

/// At most `most` bytes of UTF-8; a character that is cut in two at the end, here or before, is
/// left out.
inline std::string_view clipped(std::string_view text, std::size_t most) {
  text = text.substr(0, most);
  std::size_t lead = text.size();
  std::size_t following = 0;
  auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  while (lead > 0 && following < 3 && (byte(lead - 1) & 0xC0) == 0x80) {
    --lead;
    ++following;
  }
  if (lead == 0) return text;
  unsigned char first = byte(lead - 1);
  std::size_t wanted = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
  return following < wanted ? text.substr(0, lead - 1) : text;
}

/// Not called `quoted`: where <iomanip> is known, std::quoted would be taken for a std::string.
inline std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

}  // namespace tqc

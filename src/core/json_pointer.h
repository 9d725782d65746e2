// JSON pointers (RFC 6901): how complaints name a place in a document.
#pragma once

#include <string>
#include <string_view>

namespace tqc {

/// Appends "/name" with ~ and / escaped.
inline void append_pointer(std::string& pointer, std::string_view name) {
  pointer += '/';
  for (char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

}  // namespace tqc

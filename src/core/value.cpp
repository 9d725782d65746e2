#include "core/value.h"

#include "core/pure.h"

namespace tqc {

void append_json_string(std::string& out, std::string_view characters) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (char c : characters) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += "\\u00";
          out += kHex[static_cast<unsigned char>(c) >> 4];
          out += kHex[static_cast<unsigned char>(c) & 0xF];
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

std::string to_json(const Value& value) {
  if (value.kind == Value::Kind::null) return "null";
  if (value.kind != Value::Kind::string) return value.text;
  std::string out;
  append_json_string(out, value.text);
  return out;
}

std::string to_json(const Context& context) {
  std::string out = "{";
  for (const auto& [name, value] : context) {
    if (out.size() > 1) out += ',';
    append_json_string(out, name);
    out += ':';
    out += to_json(value);
  }
  return out += '}';
}

}  // namespace tqc

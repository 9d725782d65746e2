#include "core/hl7.h"

#include "core/error.h"
#include "core/pure.h"

namespace tqc::hl7 {

namespace {

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_segment_name(std::string_view s) {
  return s.size() == 3 && is_upper(s[0]) && (is_upper(s[1]) || is_digit(s[1])) &&
         (is_upper(s[2]) || is_digit(s[2]));
}

[[noreturn]] void refuse(std::size_t line, const std::string& what) {
  throw Error(sqlstate::kDataRefused,
              "HL7 message refused at line " + std::to_string(line) + ": " + what);
}

/// The n-th part (from 1) of what `separator` parts; empty beyond the end.
std::string_view part(std::string_view text, char separator, int n) {
  for (; n > 1; --n) {
    std::size_t end = separator == 0 ? text.npos : text.find(separator);
    if (end == text.npos) return {};
    text.remove_prefix(end + 1);
  }
  return separator == 0 ? text : text.substr(0, text.find(separator));
}

/// 1 to 999 from the front of a text.
bool number(std::string_view& text, int& value) {
  value = 0;
  std::size_t digits = 0;
  for (; digits < text.size() && digits < 3 && is_digit(text[digits]); ++digits) {
    value = value * 10 + (text[digits] - '0');
  }
  text.remove_prefix(digits);
  return value > 0;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

bool index(std::string_view& text, int& value) {
  return !take(text, '[') || (number(text, value) && take(text, ']'));
}

std::string_view trimmed(std::string_view text) {
  std::size_t first = text.find_first_not_of(' ');
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

int hex(char c) {
  if (is_digit(c)) return c - '0';
  c = static_cast<char>(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// "0D0A" as characters; nothing if it is no plain ASCII, whose meaning alone is certain.
std::optional<std::string> from_hex(std::string_view digits) {
  std::string out;
  if (digits.empty() || digits.size() % 2 != 0) return std::nullopt;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    int high = hex(digits[i]), low = hex(digits[i + 1]);
    int c = high * 16 + low;
    bool plain = (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n' || c == '\r';
    if (high < 0 || low < 0 || !plain) return std::nullopt;
    out += static_cast<char>(c);
  }
  return out;
}

}  // namespace

std::optional<Path> Path::parse(std::string_view text) {
  Path path;
  if (!is_segment_name(text.substr(0, 3))) return std::nullopt;
  text.copy(path.segment, 3);
  text.remove_prefix(3);
  if (!index(text, path.occurrence) || !take(text, '-') || !number(text, path.field) ||
      !index(text, path.repetition)) {
    return std::nullopt;
  }
  if (take(text, '.') && !number(text, path.component)) return std::nullopt;
  if (take(text, '.') && !number(text, path.subcomponent)) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return path;
}

Message::Message(std::string_view text) {
  constexpr char kStart = '\x0B', kEnd = '\x1C';  // of MLLP
  take(text, kStart);
  text = text.substr(0, text.find(kEnd));
  for (std::size_t line = 1; !text.empty(); ++line) {
    std::size_t end = text.find_first_of("\r\n");
    std::string_view segment = text.substr(0, end);
    text.remove_prefix(end == text.npos ? text.size() : end + 1);
    if (end != text.npos && segment.data()[segment.size()] == '\r') take(text, '\n');
    if (segment.find_first_not_of(" \t") == segment.npos) continue;
    bool first = segments_.empty();
    if (first && !segment.starts_with("MSH")) refuse(line, "expected the segment MSH");
    if (!is_segment_name(segment.substr(0, 3))) {
      refuse(line, "expected the name of a segment, such as PV1");
    }
    if (!first && segment.starts_with("MSH")) refuse(line, "a second message begins");
    segments_.push_back(segment);
    if (first) {
      read_separators();
    } else if (segment.size() > 3 && segment[3] != field_) {
      refuse(line, std::string("expected ") + field_ + " after the name of the segment");
    }
  }
  if (segments_.empty()) refuse(1, "expected the segment MSH");
}

void Message::read_separators() {
  std::string_view header = segments_.front().substr(3);
  auto is_separator = [](char c) {
    return c > ' ' && c < 0x7F && !is_digit(c) && !is_upper(c) && (c < 'a' || c > 'z');
  };
  field_ = header.empty() ? '\0' : header[0];
  std::string_view others = header.substr(header.empty() ? 0 : 1);
  others = others.substr(0, others.find(field_));
  bool good = is_separator(field_) && !others.empty() && others.size() <= 5;
  for (std::size_t i = 0; i < others.size(); ++i) {
    good = good && is_separator(others[i]) && others.find(others[i], i + 1) == others.npos;
  }
  if (!good) refuse(1, "expected separators after MSH, such as |^~\\&");
  auto at = [&](std::size_t i) { return i < others.size() ? others[i] : '\0'; };
  component_ = at(0);
  repetition_ = at(1);
  escape_ = at(2);
  subcomponent_ = at(3);
  truncation_ = at(4);
}

std::string Message::unescaped(std::string_view text) const {
  std::string out;
  while (!text.empty()) {
    std::size_t begin = escape_ == 0 ? text.npos : text.find(escape_);
    std::size_t end = begin == text.npos ? begin : text.find(escape_, begin + 1);
    if (end == text.npos) break;
    out += text.substr(0, begin);
    std::string_view code = text.substr(begin + 1, end - begin - 1);
    char known = code.size() != 1 ? '\0'
                 : code == "F"    ? field_
                 : code == "S"    ? component_
                 : code == "R"    ? repetition_
                 : code == "E"    ? escape_
                 : code == "T"    ? subcomponent_
                 : code == "P"    ? truncation_
                                  : '\0';
    if (known != '\0') {
      out += known;
    } else if (code == ".br" || code == ".sp") {
      out += '\n';
    } else if (auto plain = code.starts_with('X') ? from_hex(code.substr(1)) : std::nullopt) {
      out += *plain;
    } else if (code != "H" && code != "N") {  // highlighting says nothing to us
      out += text.substr(begin, end - begin + 1);
    }
    text.remove_prefix(end + 1);
  }
  out += text;
  return out;
}

std::vector<std::optional<std::string>> Message::values(const Path& path) const {
  std::vector<std::optional<std::string>> found;
  auto add = [&](std::string_view text, bool as_it_stands) {
    text = trimmed(text);
    if (text.empty()) return;
    if (text == "\"\"") {
      found.emplace_back();
      return;
    }
    std::string value = as_it_stands ? std::string(text) : unescaped(text);
    if (!value.empty()) found.emplace_back(std::move(value));
  };
  bool header = path.segment == std::string_view("MSH");
  int occurrence = 0;
  for (std::string_view segment : segments_) {
    if (!segment.starts_with(std::string_view(path.segment, 3))) continue;
    ++occurrence;
    if (path.occurrence != 0 && path.occurrence != occurrence) continue;
    if (header && path.field <= 2) {  // the separators themselves
      add(path.field == 1 ? segment.substr(3, 1) : part(segment, field_, 2), true);
      continue;
    }
    std::string_view field = part(segment, field_, path.field + (header ? 0 : 1));
    for (int repetition = 1;; ++repetition) {
      std::size_t end = repetition_ == 0 ? field.npos : field.find(repetition_);
      if (path.repetition == 0 || path.repetition == repetition) {
        std::string_view component = part(field.substr(0, end), component_, path.component);
        add(part(component, subcomponent_, path.subcomponent), false);
      }
      if (end == field.npos) break;
      field.remove_prefix(end + 1);
    }
  }
  return found;
}

std::string Message::kind() const {
  std::string_view field = part(segments_.front(), field_, 9);
  std::string kind(trimmed(part(field, component_, 1)));
  std::string_view trigger = trimmed(part(field, component_, 2));
  if (!trigger.empty()) kind += '^' + std::string(trigger);
  return kind;
}

}  // namespace tqc::hl7

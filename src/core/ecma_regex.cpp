// How the dialects differ, as far as the question is only whether a text matches:
//   - \d \w \s are ASCII and Unicode spaces in ECMA, up to the locale in ARE: written out
//   - "." leaves out line ends in ECMA, in ARE nothing
//   - \b is a word's border in ECMA and a backspace in ARE, where the border is \y
//   - a count ends at 255 in ARE: the atom is written several times
//   - [^] and [] are "any" and "none" in ECMA; ARE takes the bracket as a member
//   - ARE reads [: [= [. inside brackets; \x takes any number of digits
#include "core/ecma_regex.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "core/error.h"
#include "core/pure.h"

namespace tqc::schema {

namespace {

constexpr const char* kDigits = "0-9";
constexpr const char* kWord = "A-Za-z0-9_";
constexpr const char* kSpaces =
    "\\t\\n\\u000b\\f\\r \\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";
constexpr unsigned long kMaxCount = 255;  // of ARE
constexpr unsigned long kMostRepeats = 10000;
constexpr std::size_t kMostBytes = 1 << 17;  // of the translation

[[noreturn]] void refuse(const std::string& what) { throw Error("22023", what); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class Translator {
 public:
  explicit Translator(std::string_view in) : in_(in) {}

  std::string run() {
    while (!end()) step();
    if (!groups_.empty()) refuse("a parenthesis is not closed");
    if (repeated_group_ && back_reference_) {
      refuse("a group repeated more than 255 times beside a back reference");
    }
    return std::move(out_);
  }

 private:
  bool end() const { return at_ == in_.size(); }
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0';
  }
  bool take(std::string_view text) {
    if (in_.substr(at_, text.size()) != text) return false;
    at_ += text.size();
    return true;
  }

  void atom(const std::string& text) {
    atom_ = out_.size();
    out_ += text;
  }

  void step() {
    char c = in_[at_++];
    switch (c) {
      case '^':
      case '$':
      case '|':
        out_ += c;
        atom_.reset();
        break;
      case '(':
        open();
        break;
      case ')':
        if (groups_.empty()) refuse("a parenthesis is not opened");
        atom_ = groups_.back();
        groups_.pop_back();
        out_ += ')';
        break;
      case '.':
        atom("[^\\n\\r\\u2028\\u2029]");
        break;
      case '[':
        bracket();
        break;
      case '\\':
        escape();
        break;
      case '*':
      case '+':
      case '?':
        quantify(c == '+' ? 1 : 0, c == '?' ? std::optional(1ul) : std::nullopt);
        break;
      case '{':
        if (!counted()) atom("\\{");
        break;
      case ']':
      case '}':
        atom(std::string("\\") + c);
        break;
      default: {
        // A character of several bytes is one atom.
        std::string text(1, c);
        while (!end() && (static_cast<unsigned char>(peek()) & 0xC0) == 0x80) text += in_[at_++];
        atom(text);
      }
    }
  }

  void open() {
    groups_.push_back(out_.size());
    atom_.reset();
    for (const char* kind : {"?:", "?=", "?!", "?<=", "?<!"}) {
      if (take(kind)) {
        out_ += std::string("(") + kind;
        return;
      }
    }
    if (peek() == '?') refuse("named groups and flags are not supported");
    out_ += '(';
  }

  bool counted() {
    std::size_t start = at_;
    auto number = [&]() -> std::optional<unsigned long> {
      if (!is_digit(peek())) return std::nullopt;
      unsigned long n = 0;
      for (; is_digit(peek()); ++at_) n = std::min(n * 10 + (peek() - '0'), kMostRepeats + 1);
      return n;
    };
    auto least = number();
    if (least && take("}")) return quantify(*least, least), true;
    if (least && take(",")) {
      if (take("}")) return quantify(*least, std::nullopt), true;
      auto most = number();
      if (most && take("}")) {
        if (*most < *least) refuse("a count is upside down");
        return quantify(*least, most), true;
      }
    }
    at_ = start;
    return false;
  }

  void quantify(unsigned long least, std::optional<unsigned long> most) {
    if (!atom_) refuse("nothing to repeat");
    take("?");  // lazy or not matters only for what is captured
    if (std::max(least, most.value_or(0)) > kMostRepeats) {
      refuse("more than " + std::to_string(kMostRepeats) + " repetitions");
    }
    std::string one = out_.substr(*atom_);
    out_.resize(*atom_);
    std::size_t copies = 0;
    auto add = [&](const std::string& count) {
      if (out_.size() + one.size() > kMostBytes) refuse("the expression is too complex");
      out_ += one + count;
      ++copies;
    };
    // x{300,600} as x{255}x{45}x{0,255}x{0,45}
    unsigned long rest = least;
    if (!most && least <= 1) {
      add(least == 0 ? "*" : "+");
    } else if (most && *most <= kMaxCount) {
      add("{" + std::to_string(least) + "," + std::to_string(*most) + "}");
    } else {
      for (; rest > 0; rest -= std::min(rest, kMaxCount)) {
        add("{" + std::to_string(std::min(rest, kMaxCount)) + "}");
      }
      if (!most) add("*");
      for (rest = most.value_or(least) - least; rest > 0; rest -= std::min(rest, kMaxCount)) {
        add("{0," + std::to_string(std::min(rest, kMaxCount)) + "}");
      }
    }
    if (copies > 1 && one.find('(') != one.npos) repeated_group_ = true;
    atom_.reset();
  }

  std::optional<unsigned> hex(std::size_t digits) {
    unsigned value = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      char c = peek(i);
      if (is_digit(c)) {
        value = value * 16 + static_cast<unsigned>(c - '0');
      } else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f') {
        value = value * 16 + static_cast<unsigned>((c | 0x20) - 'a' + 10);
      } else {
        return std::nullopt;
      }
    }
    at_ += digits;
    return value;
  }

  static std::string code(unsigned value) {
    static const char kHex[] = "0123456789abcdef";
    std::string text = value > 0xFFFF ? "\\U" : "\\u";
    for (int shift = value > 0xFFFF ? 28 : 12; shift >= 0; shift -= 4) {
      text += kHex[(value >> shift) & 15];
    }
    return text;
  }

  /// After "\u": four digits, a surrogate pair of them, or any number in braces.
  unsigned unicode() {
    if (take("{")) {
      unsigned value = 0;
      std::size_t digits = 0;
      while (auto digit = hex(1)) {
        if (++digits > 6) break;
        value = value * 16 + *digit;
      }
      if (digits == 0 || digits > 6 || value > 0x10FFFF || !take("}")) {
        refuse("\\u{ needs a code point");
      }
      return value;
    }
    auto first = hex(4);
    if (!first) refuse("\\u needs four hexadecimal digits");
    if (*first >= 0xD800 && *first < 0xDC00 && peek() == '\\' && peek(1) == 'u') {
      std::size_t start = at_;
      at_ += 2;
      auto second = hex(4);
      if (second && *second >= 0xDC00 && *second < 0xE000) {
        return 0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00);
      }
      at_ = start;
    }
    return *first;
  }

  /// An escape that is one character, inside brackets or out; the backslash is read.
  std::string character_escape() {
    char c = peek();
    ++at_;
    switch (c) {
      case 'f':
      case 'n':
      case 'r':
      case 't':
        return std::string("\\") + c;
      case 'v':
        return "\\u000b";
      case 'u':
        return code(unicode());
      case 'x': {
        auto value = hex(2);
        if (!value) refuse("\\x needs two hexadecimal digits");
        return code(*value);
      }
      case 'c': {
        char letter = peek();
        if ((letter | 0x20) < 'a' || (letter | 0x20) > 'z') refuse("\\c needs a letter");
        ++at_;
        return code(static_cast<unsigned>(letter) & 31);
      }
      case '0':
        if (is_digit(peek())) refuse("octal escapes are not supported");
        return code(0);
      case 'p':
      case 'P':
        refuse("Unicode properties are not supported");
      default:
        break;
    }
    if (at_ > in_.size()) refuse("a backslash at the end");
    if (is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      refuse(std::string("unknown escape \\") + c);
    }
    // A byte of a longer character: the others follow as they are.
    return static_cast<unsigned char>(c) >= 0x80 ? std::string(1, c) : std::string("\\") + c;
  }

  static const char* class_members(char c) {
    switch (c) {
      case 'd':
      case 'D':
        return kDigits;
      case 'w':
      case 'W':
        return kWord;
      case 's':
      case 'S':
        return kSpaces;
      default:
        return nullptr;
    }
  }

  void escape() {
    char c = peek();
    if (const char* members = class_members(c)) {
      ++at_;
      atom(std::string(c >= 'a' ? "[" : "[^") + members + "]");
    } else if (c == 'b' || c == 'B') {
      ++at_;
      out_ += c == 'b' ? "\\y" : "\\Y";
      atom_.reset();
    } else if (c >= '1' && c <= '9') {
      back_reference_ = true;
      std::string number(1, '\\');
      while (is_digit(peek())) number += in_[at_++];
      atom("(?:" + number + ")");  // or a digit that follows would join it
    } else {
      std::string text = character_escape();
      while (static_cast<unsigned char>(text[0]) >= 0x80 && !end() &&
             (static_cast<unsigned char>(peek()) & 0xC0) == 0x80) {
        text += in_[at_++];
      }
      atom(text);
    }
  }

  void bracket() {
    bool negated = take("^");
    std::string members;              // of one bracket expression
    std::vector<std::string> others;  // complements, which ARE has no members for
    while (!take("]")) {
      if (end()) refuse("a bracket is not closed");
      bool single = member(members, others);
      if (peek() == '-' && peek(1) != ']' && at_ + 1 < in_.size()) {
        ++at_;
        bool to_class = peek() == '\\' && class_members(peek(1)) != nullptr;
        members += single && !to_class ? "-" : "\\-";
        member(members, others);
      }
    }
    if (members.empty() && others.empty()) {
      atom(negated ? "(?:.|\\n)" : "(?:(?!))");
      return;
    }
    if (others.empty()) {
      atom(std::string(negated ? "[^" : "[") + members + "]");
      return;
    }
    std::string any = members.empty() ? "" : "[" + members + "]";
    for (const std::string& other : others) any += (any.empty() ? "" : "|") + other;
    atom(negated ? "(?:(?!" + any + ")(?:.|\\n))" : "(?:" + any + ")");
  }

  /// One member; true if it is a single character and may start a range.
  bool member(std::string& members, std::vector<std::string>& others) {
    char c = in_[at_++];
    if (c == '\\') {
      char escaped = peek();
      if (const char* all = class_members(escaped)) {
        ++at_;
        if (escaped >= 'a') {
          members += all;
        } else {
          others.push_back(std::string("[^") + all + "]");
        }
        return false;
      }
      if (escaped == 'b') {
        ++at_;
        members += "\\u0008";
      } else {
        members += character_escape();
      }
    } else if (c == '[' || c == '^' || c == '-') {
      members += std::string("\\") + c;
    } else {
      members += c;
    }
    while (!end() && (static_cast<unsigned char>(peek()) & 0xC0) == 0x80) members += in_[at_++];
    return true;
  }

  std::string_view in_;
  std::size_t at_ = 0;
  std::string out_;
  std::optional<std::size_t> atom_;  // where the last atom starts in out_
  std::vector<std::size_t> groups_;  // where the open ones start
  bool back_reference_ = false;
  bool repeated_group_ = false;
};

}  // namespace

std::string to_advanced_regex(std::string_view pattern) { return Translator(pattern).run(); }

}  // namespace tqc::schema

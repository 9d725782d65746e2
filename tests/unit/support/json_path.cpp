#include "support/json_path.h"

#include <cctype>
#include <stdexcept>

namespace tqc::test {

namespace {

using nlohmann::json;
using Values = std::vector<json>;

class Evaluator {
 public:
  Evaluator(std::string_view text, const PathRoots& roots) : rest_(text), roots_(roots) {}

  Values run() {
    Values values = either();
    if (skip(), !rest_.empty()) refuse();
    return values;
  }

 private:
  [[noreturn]] void refuse() const {
    throw std::invalid_argument("the tests do not speak \"" + std::string(rest_) + "\"");
  }
  void skip() {
    while (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }
  bool take(std::string_view token) {
    skip();
    if (!rest_.starts_with(token)) return false;
    rest_.remove_prefix(token.size());
    return true;
  }
  void expect(std::string_view token) {
    if (!take(token)) refuse();
  }

  static Values truth(bool b) { return {json(b)}; }
  static bool is_true(const Values& v) { return v.size() == 1 && v[0] == json(true); }

  Values either() {
    Values v = both();
    while (take("||")) {
      Values right = both();
      v = truth(is_true(v) || is_true(right));
    }
    return v;
  }
  Values both() {
    Values v = comparison();
    while (take("&&")) {
      Values right = comparison();
      v = truth(is_true(v) && is_true(right));
    }
    return v;
  }

  Values comparison() {
    Values left = operand();
    for (std::string_view op : {"==", "!=", "<=", ">=", "<", ">"}) {
      if (take(op)) return compare(left, op, operand());
    }
    return left;
  }
  // True for any pair of like kind, as in lax mode.
  static Values compare(const Values& left, std::string_view op, const Values& right) {
    for (const json& a : left) {
      for (const json& b : right) {
        bool alike = a.type() == b.type() || (a.is_number() && b.is_number());
        if (!alike) continue;
        if (op == "=="   ? a == b
            : op == "!=" ? a != b
            : op == "<=" ? a <= b
            : op == ">=" ? a >= b
            : op == "<"  ? a < b
                         : a > b) {
          return truth(true);
        }
      }
    }
    return truth(false);
  }

  Values operand() {
    if (take("exists")) {
      expect("(");
      Values v = operand();
      expect(")");
      return truth(!v.empty());
    }
    if (take("!")) return truth(!is_true(operand()));
    if (take("(")) {
      Values v = either();
      expect(")");
      return v;
    }
    if (take("true")) return truth(true);
    if (take("false")) return truth(false);
    if (take("$")) return path();
    if (rest_.starts_with('"')) return {json(quoted())};
    return {number()};
  }

  Values path() {
    auto root = roots_.find(name());
    Values values;
    if (root != roots_.end()) values.push_back(root->second);
    while (true) {
      if (take("[*]")) {
        values = elements(values);
      } else if (rest_.starts_with('.')) {
        rest_.remove_prefix(1);
        values = members(values, rest_.starts_with('"') ? quoted() : name());
      } else {
        return values;
      }
    }
  }
  static Values elements(const Values& values) {
    Values out;
    for (const json& v : values) {
      if (v.is_array())
        out.insert(out.end(), v.begin(), v.end());
      else
        out.push_back(v);
    }
    return out;
  }
  static Values members(const Values& values, const std::string& name) {
    Values out;
    for (const json& v : values) {
      if (v.is_object() && v.contains(name)) out.push_back(v[name]);
    }
    return out;
  }

  std::string name() {
    std::size_t n = 0;
    while (n < rest_.size() &&
           (std::isalnum(static_cast<unsigned char>(rest_[n])) || rest_[n] == '_'))
      ++n;
    return take_text(n);
  }
  std::string quoted() {
    std::size_t end = rest_.find('"', 1);
    if (end == std::string_view::npos) refuse();
    std::string s = take_text(end + 1);
    return s.substr(1, s.size() - 2);
  }
  json number() {
    std::size_t n = rest_.find_first_not_of("-+.0123456789");
    if (n == std::string_view::npos) n = rest_.size();
    if (n == 0) refuse();
    return json::parse(take_text(n));
  }
  std::string take_text(std::size_t n) {
    std::string s(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return s;
  }

  std::string_view rest_;
  const PathRoots& roots_;
};

}  // namespace

std::vector<json> evaluate(std::string_view path, const PathRoots& roots) {
  return Evaluator(path, roots).run();
}

std::optional<std::string> complaint_about(std::string_view path) {
  try {
    evaluate(path, {});
    return std::nullopt;
  } catch (const std::exception& e) {
    return e.what();
  }
}

}  // namespace tqc::test

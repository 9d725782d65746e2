#include "core/expr.h"

#include <map>

#include "core/pure.h"

namespace tqc {

namespace {

/// Ends a name in jsonpath; bytes of multibyte characters belong to names.
bool ends_name(char c) {
  return std::string_view("?%$.[]{}()|&!=<>@#,*:-+/\\\" \t\n\r\f").find(c) !=
         std::string_view::npos;
}

/// Position after the string literal that opens at `i`.
std::size_t skip_string(std::string_view path, std::size_t i) {
  for (++i; i < path.size() && path[i] != '"'; ++i) {
    if (path[i] == '\\') ++i;
  }
  return i + 1;
}

std::size_t skip_comment(std::string_view path, std::size_t i) {
  std::size_t end = path.find("*/", i + 2);
  return end == std::string_view::npos ? path.size() : end + 2;
}

}  // namespace

std::vector<std::string> path_variables(std::string_view path) {
  std::vector<std::string> names;
  std::size_t i = 0;
  while (i < path.size()) {
    if (path[i] == '"') {
      i = skip_string(path, i);
    } else if (path.substr(i, 2) == "/*") {
      i = skip_comment(path, i);
    } else if (path[i] == '$') {
      std::size_t start = ++i;
      if (i < path.size() && path[i] == '"') {
        i = skip_string(path, i);
        std::size_t end = i < path.size() ? i : path.size();
        if (end >= start + 2) names.emplace_back(path.substr(start + 1, end - start - 2));
      } else {
        // A backslash starts an escape inside a name; kept as written, such a name is
        // no known variable.
        while (i < path.size() && (path[i] == '\\' || !ends_name(path[i]))) ++i;
        if (i > start) names.emplace_back(path.substr(start, i - start));
      }
    } else {
      ++i;
    }
  }
  return names;
}

Expr make_expr(std::string_view text) {
  static std::map<std::string, Expr, std::less<>> interned;
  auto found = interned.find(text);
  if (found != interned.end()) return found->second;

  Expr expr;
  expr.text = text;
  expr.slot = static_cast<std::uint32_t>(interned.size());
  for (const std::string& name : path_variables(text)) {
    if (name == "ctx") expr.variables |= Expr::kCtx;
    if (name == "open") expr.variables |= Expr::kOpen;
    if (name == "since") expr.variables |= Expr::kSince;
  }
  return interned.emplace(expr.text, expr).first->second;
}

}  // namespace tqc

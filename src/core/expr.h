// SQL/JSON paths as the core sees them: their text, a number to compile them under, and the little
// of their syntax that must be known without the server, which evaluates them (facts.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tqc {

/// An SQL/JSON path. `slot` numbers each distinct text of this process, so that the
/// server side can keep the compiled form in an array.
struct Expr {
  enum Variable : unsigned { kCtx = 1, kOpen = 2, kSince = 4 };

  std::string text;
  std::uint32_t slot = 0;
  unsigned variables = 0;  // which of $ctx, $open, $since it names
};

/// The only maker of Expr; the same text gives the same slot.
Expr make_expr(std::string_view text);

/// The variables that an SQL/JSON path names, in order, outside string literals and
/// comments.
std::vector<std::string> path_variables(std::string_view path);

}  // namespace tqc

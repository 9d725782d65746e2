// URI references (RFC 3986), as far as JSON Schema's $id and $ref need them.
#pragma once

#include <string>
#include <string_view>

namespace tqc {

/// `reference` resolved against `base`; either may lack a scheme.
std::string resolve_uri(std::string_view base, std::string_view reference);

/// "http://x/y#z" -> "http://x/y" and "z", the fragment percent-decoded.
struct SplitUri {
  std::string document;
  std::string fragment;
};
SplitUri split_fragment(std::string_view uri);

}  // namespace tqc

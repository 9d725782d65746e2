// A JSON document in memory whose numbers are exact. For what is read rarely: schemas. Events'
// data stay in the server's form and are read through a view (schema_check.h).
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/decimal.h"

namespace tqc {

enum class JsonKind : unsigned char { null, boolean, number, string, array, object };

struct Json {
  Json() {}  // written out: clang 14 otherwise asks for the pair below before it can be complete

  JsonKind kind = JsonKind::null;
  bool boolean = false;
  Decimal number;
  std::string text;  // of a string its characters, of a number as it was written
  std::vector<Json> items;
  std::vector<std::pair<std::string, Json>> members;  // in the order of the text

  bool is(JsonKind k) const { return kind == k; }
  const Json* find(std::string_view name) const;
};

/// Throws tqc::Error TQ003 that says no more than what is wrong: not JSON, nested deeper than
/// `depth`, a name twice in one object.
Json parse_json(std::string_view text, std::size_t depth = 200);

/// The value as JSON text.
std::string to_text(const Json& value);

/// For messages: the value itself if it is short, else what kind it is.
std::string shown(const Json& value);

/// "a string", "an array", …
const char* kind_name(JsonKind kind);

/// The value at an (unescaped by percent) JSON pointer, or null.
const Json* at_pointer(const Json& root, std::string_view pointer);

}  // namespace tqc

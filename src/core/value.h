// A JSON value as the fold sees it: what kind it is and its text. The fold never
// looks inside event data itself; the server evaluates every path (facts.h).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace tqc {

struct Value {
  enum class Kind : unsigned char { null, boolean, number, string, array, object };

  Kind kind = Kind::null;
  std::string text;  // a string's characters; of all other kinds the JSON text

  bool operator==(const Value&) const = default;
};

/// JSON text of a value: strings quoted and escaped.
std::string to_json(const Value& value);
void append_json_string(std::string& out, std::string_view characters);

/// What is known of a subject at an instant, by name. Immutable and shared, because
/// every task keeps the one that held at its opening.
using Context = std::map<std::string, Value, std::less<>>;
using ContextPtr = std::shared_ptr<const Context>;

/// `{"doctor":"dr-li",…}`
std::string to_json(const Context& context);

}  // namespace tqc

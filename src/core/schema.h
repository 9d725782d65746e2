// JSON Schema, draft 7: a schema compiled once and applied often.
//
//   schema.h          what a compiled schema is
//   schema_compile    from JSON to that; every complaint names its place in the schema
//   schema_refs       $id and $ref
//   schema_check.h    data against it, through a view of the data's own form
//   schema_meta       the schema of schemas
//
// Own code because a checker inside a database server must hold what a shelf library does not
// promise: no recursion without a depth check, regular expressions that can neither overflow the
// stack nor run uncancelled, characters counted instead of bytes, numbers compared exactly, and a
// complaint that names place and expectation.
//
// Formats are asserted for date, time and date-time; all others are annotations.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/json.h"

namespace tqc::schema {

/// A regular expression (ECMA 262). Who compiles and matches it is the Services' affair.
using Pattern = std::string;

enum class Format : unsigned char { none, date, time, date_time };

struct Node;

struct Dependency {
  std::string name;
  std::vector<std::string> properties;  // that must be there too
  const Node* schema = nullptr;         // or that the object must match
};

/// One (sub)schema. What is absent or empty does not constrain.
struct Node {
  bool never = false;  // the schema `false`

  // any value
  unsigned types = 0;                              // bits of kTypeBit; 0: any
  std::optional<std::vector<Json>> any_of_values;  // enum
  std::optional<Json> value;                       // const
  std::vector<const Node*> all_of, any_of, one_of;
  const Node* negated = nullptr;
  const Node* condition = nullptr;
  const Node* consequence = nullptr;
  const Node* alternative = nullptr;

  // numbers
  std::optional<Json> minimum, maximum, above, below, multiple_of;

  // strings
  std::optional<std::uint64_t> min_length, max_length;
  std::optional<Pattern> pattern;
  Format format = Format::none;

  // arrays
  std::optional<std::uint64_t> min_items, max_items;
  bool unique_items = false;
  std::vector<const Node*> leading_items;  // items: [ … ]
  const Node* items = nullptr;             // of all others
  const Node* contains = nullptr;

  // objects
  std::optional<std::uint64_t> min_properties, max_properties;
  std::vector<std::string> required;
  std::vector<std::pair<std::string, const Node*>> properties;
  std::vector<std::pair<Pattern, const Node*>> pattern_properties;
  const Node* other_properties = nullptr;  // additionalProperties
  const Node* property_names = nullptr;
  std::vector<Dependency> dependencies;
};

inline constexpr unsigned kIntegerBit = 1u << 6;  // beyond those of JsonKind
inline constexpr unsigned type_bit(JsonKind kind) { return 1u << static_cast<unsigned>(kind); }

class Schema {
 public:
  const Node& root() const { return *root_; }

 private:
  friend class Compiler;
  std::deque<Node> nodes_;  // never moves them
  const Node* root_ = nullptr;
};

/// What the schema asks of its surroundings.
class Services {
 public:
  virtual ~Services() = default;
  /// Throws tqc::Error if it is no regular expression that can be matched here.
  virtual void check_pattern(const Pattern& pattern) = 0;
  virtual bool matches(const Pattern& pattern, std::string_view text) = 0;
  virtual std::uint64_t characters(std::string_view text) = 0;
  /// Called at every step into schema or data: looks after stack and interrupts.
  virtual void breathe() = 0;
};

/// Throws tqc::Error TQ003 naming the JSON pointer of the place and what was expected.
Schema compile(std::string_view json, Services& services);

}  // namespace tqc::schema

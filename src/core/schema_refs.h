// $id and $ref: which part of a schema document a reference means.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "core/json.h"

namespace tqc::schema {

/// Calls visit(name, child, pointer suffix) for each subschema directly in `node`.
template <class F>
void each_subschema(const Json& node, F&& visit) {
  if (!node.is(JsonKind::object)) return;
  for (const auto& [key, value] : node.members) {
    if (key == "additionalItems" || key == "additionalProperties" || key == "contains" ||
        key == "else" || key == "if" || key == "not" || key == "propertyNames" || key == "then" ||
        (key == "items" && !value.is(JsonKind::array))) {
      visit(value);
    } else if (key == "allOf" || key == "anyOf" || key == "oneOf" || key == "items") {
      for (const Json& item : value.items) visit(item);
    } else if (key == "definitions" || key == "$defs" || key == "dependencies" ||
               key == "patternProperties" || key == "properties") {
      for (const auto& member : value.members) {
        if (!member.second.is(JsonKind::array)) visit(member.second);
      }
    }
  }
}

/// The documents a schema may refer to: itself, its parts that carry an $id, and the meta-schema.
/// Nothing is ever fetched.
class References {
 public:
  /// Enters a document and all parts of it that carry an $id.
  void enter(const Json& document, std::string_view uri);

  struct Target {
    const Json* json = nullptr;  // null: there is no such place
    std::string base;            // for the references inside it
  };
  Target resolve(std::string_view base, std::string_view reference) const;

  /// The base URI of a place that enter() has seen, else `otherwise`.
  const std::string& base_of(const Json& node, const std::string& otherwise) const {
    auto known = bases_.find(&node);
    return known == bases_.end() ? otherwise : known->second;
  }

 private:
  void walk(const Json& node, std::string base);

  std::map<std::string, const Json*> places_;  // absolute URI, with #name where it has one
  std::map<const Json*, std::string> bases_;
};

}  // namespace tqc::schema

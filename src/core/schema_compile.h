// From a schema document to nodes; see schema.h.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema.h"
#include "core/schema_refs.h"

namespace tqc::schema {

class Compiler {
 public:
  /// `meta` judges the places that only references lead to; null while it is itself compiled.
  Compiler(const References& references, const Node* meta, Services& services)
      : references_(references), meta_(meta), services_(services) {}

  Schema compile(const Json& root);

 private:
  using Name = std::optional<std::string_view>;

  /// The node of a place in the document; made at the first asking.
  const Node* node(const Json& json, const std::string& base, const std::string& pointer);
  const Node* child(const Json& parent, const char* key);
  void fill(Node& node, const Json& json);
  void fill_values(Node& node, const Json& json);
  void fill_arrays(Node& node, const Json& json);
  void fill_objects(Node& node, const Json& json);
  std::vector<const Node*> list(const Json& parent, const char* key);
  std::optional<std::uint64_t> count(const Json& parent, const char* key);
  std::optional<Json> copy(const Json& parent, const char* key);
  const Node* below(const Json& json, const char* key, Name name = std::nullopt);
  std::string pointer_to(const char* key, Name name) const;
  void check_pattern(const Pattern& pattern, const char* key, Name name = std::nullopt);
  void refuse_endless();

  // The place at work.
  struct Place {
    std::string base;
    std::string pointer;
  };
  const References& references_;
  const Node* meta_;
  Services& services_;
  Schema schema_;
  std::map<const Json*, Node*> made_;
  std::map<const Node*, std::string> pointers_;
  Place at_;
};

[[noreturn]] void refuse_schema(const std::string& pointer, const std::string& expected,
                                const std::string& found);

}  // namespace tqc::schema

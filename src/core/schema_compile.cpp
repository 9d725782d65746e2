#include "core/schema_compile.h"

#include <memory>

#include "core/error.h"
#include "core/json_pointer.h"
#include "core/schema_check.h"
#include "core/schema_meta.h"
#include "core/pure.h"

namespace tqc::schema {

void refuse_schema(const std::string& pointer, const std::string& expected,
                   const std::string& found) {
  throw Error(sqlstate::kDefinitionRefused, "json_schema refused at \"" + pointer +
                                                "\": expected " + expected + ", found " + found);
}

Schema Compiler::compile(const Json& root) {
  schema_.root_ = node(root, references_.base_of(root, ""), "");
  refuse_endless();
  return std::move(schema_);
}

const Node* Compiler::node(const Json& json, const std::string& base, const std::string& pointer) {
  services_.breathe();
  if (auto made = made_.find(&json); made != made_.end()) return made->second;

  if (const Json* ref = json.find("$ref"); ref != nullptr && ref->is(JsonKind::string)) {
    std::string place = pointer + "/$ref";
    References::Target target = references_.resolve(base, ref->text);
    if (target.json == nullptr) {
      refuse_schema(place, "a reference to a place in this schema (nothing is fetched)",
                    shown(*ref));
    }
    if (meta_ != nullptr) {
      if (auto fault = find_fault(*meta_, JsonView(*target.json), services_)) {
        refuse_schema(place, "a reference to a schema",
                      shown(*ref) + ", where \"" + fault->pointer + "\" is not " + fault->expected);
      }
    }
    // A reference that leads back to itself through references alone means nothing.
    const Json* next = target.json;
    References::Target step = target;
    for (int hops = 0; next->find("$ref") != nullptr && next->find("$ref")->is(JsonKind::string);
         ++hops) {
      step = references_.resolve(step.base, next->find("$ref")->text);
      if (step.json == nullptr) break;  // complained about where it stands
      if (step.json == &json || hops > 100) {
        refuse_schema(place, "a reference that leads to a schema", "one that leads to itself");
      }
      next = step.json;
    }
    return node(*target.json, target.base, place);
  }

  Node* fresh = &schema_.nodes_.emplace_back();
  made_.emplace(&json, fresh);
  pointers_.emplace(fresh, pointer);
  if (json.is(JsonKind::boolean)) {
    fresh->never = !json.boolean;
    return fresh;
  }
  Place outer = std::exchange(at_, Place{base, pointer});
  fill(*fresh, json);
  at_ = std::move(outer);
  return fresh;
}

std::string Compiler::pointer_to(const char* key, Name name) const {
  std::string pointer = at_.pointer;
  append_pointer(pointer, key);
  if (name) append_pointer(pointer, *name);
  return pointer;
}

/// The node of `json`, which stands under `key` (and there under `name`) of the place at work.
const Node* Compiler::below(const Json& json, const char* key, Name name) {
  return node(json, references_.base_of(json, at_.base), pointer_to(key, name));
}

const Node* Compiler::child(const Json& parent, const char* key) {
  const Json* json = parent.find(key);
  return json == nullptr ? nullptr : below(*json, key);
}

std::vector<const Node*> Compiler::list(const Json& parent, const char* key) {
  std::vector<const Node*> nodes;
  if (const Json* array = parent.find(key)) {
    for (std::size_t i = 0; i < array->items.size(); ++i) {
      nodes.push_back(below(array->items[i], key, std::to_string(i)));
    }
  }
  return nodes;
}

std::optional<std::uint64_t> Compiler::count(const Json& parent, const char* key) {
  const Json* json = parent.find(key);
  if (json == nullptr) return std::nullopt;
  auto count = json->number.as_count();
  if (!count) refuse_schema(pointer_to(key, {}), "a count of at most 18 digits", shown(*json));
  return count;
}

std::optional<Json> Compiler::copy(const Json& parent, const char* key) {
  const Json* json = parent.find(key);
  return json == nullptr ? std::nullopt : std::optional(*json);
}

void Compiler::check_pattern(const Pattern& pattern, const char* key, Name name) {
  try {
    services_.check_pattern(pattern);
  } catch (const Error& e) {
    refuse_schema(pointer_to(key, name), "a regular expression",
                  "\"" + pattern + "\" (" + e.what() + ")");
  }
}

void Compiler::fill(Node& node, const Json& json) {
  fill_values(node, json);
  fill_arrays(node, json);
  fill_objects(node, json);
  node.all_of = list(json, "allOf");
  node.any_of = list(json, "anyOf");
  node.one_of = list(json, "oneOf");
  node.negated = child(json, "not");
  node.condition = child(json, "if");
  if (node.condition != nullptr) {
    node.consequence = child(json, "then");
    node.alternative = child(json, "else");
  }
}

void Compiler::fill_values(Node& node, const Json& json) {
  static const std::map<std::string_view, unsigned> kTypes = {
      {"null", type_bit(JsonKind::null)},
      {"boolean", type_bit(JsonKind::boolean)},
      {"number", type_bit(JsonKind::number)},
      {"string", type_bit(JsonKind::string)},
      {"array", type_bit(JsonKind::array)},
      {"object", type_bit(JsonKind::object)},
      {"integer", kIntegerBit}};
  if (const Json* type = json.find("type")) {
    if (type->is(JsonKind::string)) node.types = kTypes.at(type->text);
    for (const Json& one : type->items) node.types |= kTypes.at(one.text);
  }
  if (const Json* values = json.find("enum")) node.any_of_values = values->items;
  node.value = copy(json, "const");

  node.minimum = copy(json, "minimum");
  node.maximum = copy(json, "maximum");
  node.above = copy(json, "exclusiveMinimum");
  node.below = copy(json, "exclusiveMaximum");
  node.multiple_of = copy(json, "multipleOf");
  if (node.multiple_of && !node.multiple_of->number.is_divisor()) {
    refuse_schema(pointer_to("multipleOf", {}), "a number of at most 18 significant digits",
                  shown(*node.multiple_of));
  }

  node.min_length = count(json, "minLength");
  node.max_length = count(json, "maxLength");
  if (const Json* pattern = json.find("pattern")) {
    check_pattern(pattern->text, "pattern");
    node.pattern = pattern->text;
  }
  if (const Json* format = json.find("format")) {
    if (format->text == "date") node.format = Format::date;
    if (format->text == "time") node.format = Format::time;
    if (format->text == "date-time") node.format = Format::date_time;
  }
}

void Compiler::fill_arrays(Node& node, const Json& json) {
  node.min_items = count(json, "minItems");
  node.max_items = count(json, "maxItems");
  if (const Json* unique = json.find("uniqueItems")) node.unique_items = unique->boolean;
  if (const Json* items = json.find("items"); items != nullptr && items->is(JsonKind::array)) {
    node.leading_items = list(json, "items");
    node.items = child(json, "additionalItems");
  } else {
    node.items = child(json, "items");
  }
  node.contains = child(json, "contains");
}

void Compiler::fill_objects(Node& node, const Json& json) {
  node.min_properties = count(json, "minProperties");
  node.max_properties = count(json, "maxProperties");
  if (const Json* required = json.find("required")) {
    for (const Json& name : required->items) node.required.push_back(name.text);
  }
  if (const Json* properties = json.find("properties")) {
    for (const auto& [name, value] : properties->members) {
      node.properties.emplace_back(name, below(value, "properties", name));
    }
  }
  if (const Json* patterns = json.find("patternProperties")) {
    for (const auto& [pattern, value] : patterns->members) {
      check_pattern(pattern, "patternProperties", pattern);
      node.pattern_properties.emplace_back(pattern, below(value, "patternProperties", pattern));
    }
  }
  node.other_properties = child(json, "additionalProperties");
  node.property_names = child(json, "propertyNames");
  if (const Json* dependencies = json.find("dependencies")) {
    for (const auto& [name, value] : dependencies->members) {
      Dependency dependency{name, {}, nullptr};
      if (value.is(JsonKind::array)) {
        for (const Json& other : value.items) dependency.properties.push_back(other.text);
      } else {
        dependency.schema = below(value, "dependencies", name);
      }
      node.dependencies.push_back(std::move(dependency));
    }
  }
}

/// Refuses a schema that would apply itself to the same value for ever.
void Compiler::refuse_endless() {
  enum class Mark { none, open, done };
  std::map<const Node*, Mark> marks;
  auto visit = [&](auto& self, const Node* node) -> void {
    if (node == nullptr) return;
    services_.breathe();
    Mark& mark = marks[node];
    if (mark == Mark::done) return;
    if (mark == Mark::open) {
      refuse_schema(pointers_.at(node), "a schema that descends into the data",
                    "one that applies itself to the same value");
    }
    mark = Mark::open;
    for (const auto* nodes : {&node->all_of, &node->any_of, &node->one_of}) {
      for (const Node* next : *nodes) self(self, next);
    }
    for (const Node* next :
         {node->negated, node->condition, node->consequence, node->alternative}) {
      self(self, next);
    }
    for (const Dependency& dependency : node->dependencies) self(self, dependency.schema);
    marks[node] = Mark::done;
  };
  for (const Node& node : schema_.nodes_) visit(visit, &node);
}

namespace {

/// The meta-schema, compiled at first use.
struct Meta {
  Json document;
  References references;
  Schema schema;
};

const Meta& meta(Services& services) {
  static Meta* kept = nullptr;
  if (kept == nullptr) {
    auto made = std::make_unique<Meta>();
    made->document = parse_json(kMetaSchema);
    made->references.enter(made->document, kMetaUri);
    made->schema = Compiler(made->references, nullptr, services).compile(made->document);
    kept = made.release();
  }
  return *kept;
}

void check_dialect(const Json& document) {
  const Json* dialect = document.find("$schema");
  if (dialect == nullptr) return;
  std::string_view uri = dialect->text;
  if (uri.ends_with('#')) uri.remove_suffix(1);
  if (uri != kMetaUri) {
    refuse_schema("/$schema", "\"" + std::string(kMetaUri) + "#\"", shown(*dialect));
  }
}

}  // namespace

Schema compile(std::string_view json, Services& services) {
  const Meta& rules = meta(services);
  Json document;
  try {
    document = parse_json(json);
  } catch (const Error& e) {
    throw Error(e.sqlstate.c_str(), std::string("json_schema refused: ") + e.what());
  }
  if (auto fault = find_fault(rules.schema.root(), JsonView(document), services)) {
    refuse_schema(fault->pointer, fault->expected, fault->found);
  }
  check_dialect(document);
  References references;
  references.enter(rules.document, kMetaUri);
  references.enter(document, "");
  return Compiler(references, &rules.schema.root(), services).compile(document);
}

}  // namespace tqc::schema

#include "core/schema_refs.h"

#include "core/pure.h"
#include "core/uri.h"

namespace tqc::schema {

void References::enter(const Json& document, std::string_view uri) {
  places_.emplace(uri, &document);
  walk(document, std::string(uri));
}

void References::walk(const Json& node, std::string base) {
  // Beside a $ref nothing counts, an $id neither.
  const Json* ref = node.find("$ref");
  const Json* id = node.find("$id");
  if (id != nullptr && id->is(JsonKind::string) && !(ref != nullptr && ref->is(JsonKind::string))) {
    std::string whole = resolve_uri(base, id->text);
    SplitUri split = split_fragment(whole);
    if (split.fragment.empty()) {
      base = split.document;
      places_.emplace(base, &node);
    } else {
      places_.emplace(split.document + "#" + split.fragment, &node);
    }
  }
  bases_.emplace(&node, base);
  each_subschema(node, [&](const Json& child) { walk(child, base); });
}

References::Target References::resolve(std::string_view base, std::string_view reference) const {
  SplitUri split = split_fragment(resolve_uri(base, reference));
  if (!split.fragment.empty() && split.fragment[0] != '/') {
    auto named = places_.find(split.document + "#" + split.fragment);
    if (named == places_.end()) return {};
    return {named->second, bases_.at(named->second)};
  }
  auto document = places_.find(split.document);
  if (document == places_.end()) return {};
  // Each part passed that carries an $id sets the base anew.
  Target target{document->second, split.document};
  if (auto known = bases_.find(target.json); known != bases_.end()) target.base = known->second;
  std::string_view pointer = split.fragment;
  while (!pointer.empty()) {
    std::string_view step = pointer.substr(0, pointer.find('/', 1));
    pointer.remove_prefix(step.size());
    target.json = at_pointer(*target.json, step);
    if (target.json == nullptr) return {};
    if (auto known = bases_.find(target.json); known != bases_.end()) target.base = known->second;
  }
  return target;
}

}  // namespace tqc::schema

// Equality of JSON values seen through views (schema_check.h): numbers by value, objects whatever
// their order.
#pragma once

#include <functional>
#include <vector>

#include "core/schema.h"

namespace tqc::schema {

/// The view of a document in memory.
class JsonView {
 public:
  explicit JsonView(const Json& json) : json_(&json) {}
  JsonKind kind() const { return json_->kind; }
  bool boolean() const { return json_->boolean; }
  const Decimal& number() const { return json_->number; }
  std::string_view text() const { return json_->text; }
  std::uint64_t size() const {
    return json_->is(JsonKind::array) ? json_->items.size() : json_->members.size();
  }
  std::optional<JsonView> find(std::string_view name) const {
    const Json* found = json_->find(name);
    return found == nullptr ? std::nullopt : std::optional(JsonView(*found));
  }
  template <class F>
  bool each_item(F&& f) const {
    for (const Json& item : json_->items) {
      if (!f(JsonView(item))) return false;
    }
    return true;
  }
  template <class F>
  bool each_member(F&& f) const {
    for (const auto& [name, value] : json_->members) {
      if (!f(std::string_view(name), JsonView(value))) return false;
    }
    return true;
  }

 private:
  const Json* json_;
};

template <class A, class B>
bool equal(const A& a, const B& b, Services& services) {
  services.breathe();
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case JsonKind::null:
      return true;
    case JsonKind::boolean:
      return a.boolean() == b.boolean();
    case JsonKind::number:
      return a.number() == b.number();
    case JsonKind::string:
      return a.text() == b.text();
    case JsonKind::array: {
      if (a.size() != b.size()) return false;
      std::vector<B> others;
      b.each_item([&](const B& item) { return others.push_back(item), true; });
      std::size_t i = 0;
      return a.each_item([&](const A& item) { return equal(item, others[i++], services); });
    }
    case JsonKind::object:
      return a.size() == b.size() && a.each_member([&](std::string_view name, const A& value) {
        auto other = b.find(name);
        return other && equal(value, *other, services);
      });
  }
  return false;
}

/// Equal values have equal hashes.
template <class View>
std::size_t hash(const View& view, Services& services) {
  services.breathe();
  std::size_t result = static_cast<std::size_t>(view.kind()) + 1;
  switch (view.kind()) {
    case JsonKind::null:
      break;
    case JsonKind::boolean:
      result += view.boolean() ? 16 : 32;
      break;
    case JsonKind::number:
      result ^= view.number().hash();
      break;
    case JsonKind::string:
      result ^= std::hash<std::string_view>()(view.text());
      break;
    case JsonKind::array:
      view.each_item(
          [&](const View& item) { return result = result * 31 + hash(item, services), true; });
      break;
    case JsonKind::object:  // a sum, because order does not count
      view.each_member([&](std::string_view name, const View& value) {
        return result += std::hash<std::string_view>()(name) * 31 ^ hash(value, services), true;
      });
      break;
  }
  return result;
}

/// For uniqueItems; compares only items of equal hash, or a long array would take for ever.
template <class View>
bool all_distinct(const View& array, Services& services) {
  std::unordered_multimap<std::size_t, View> seen;
  return array.each_item([&](const View& item) {
    std::size_t h = hash(item, services);
    auto [first, last] = seen.equal_range(h);
    for (; first != last; ++first) {
      if (equal(first->second, item, services)) return false;
    }
    seen.emplace(h, item);
    return true;
  });
}

}  // namespace tqc::schema

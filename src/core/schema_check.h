// Data against a compiled schema; the data are read through a view of their own form.
//
// A View is a cheap copyable handle on a JSON value:
//   JsonKind kind()               bool boolean()          Decimal number()
//   std::string_view text()       std::uint64_t size()    std::optional<View> find(name)
//   bool each_item(f(View))       bool each_member(f(std::string_view, View))
// the last two until f returns false, which they then return.
//
// Checked twice at most: first without a thought for messages, as nearly all data are good; what
// fails is checked again to find place and expectation.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "core/json_pointer.h"
#include "core/schema.h"
#include "core/schema_equal.h"
#include "core/schema_format.h"

namespace tqc::schema {

struct Fault {
  std::string pointer;   // JSON pointer into the data
  std::string expected;  // "a string"
  std::string found;     // "a number"
  std::size_t depth = 0;
};

/// A member name as a value, for propertyNames.
class NameView {
 public:
  explicit NameView(std::string_view name) : name_(name) {}
  JsonKind kind() const { return JsonKind::string; }
  bool boolean() const { return false; }
  Decimal number() const { return {}; }
  std::string_view text() const { return name_; }
  std::uint64_t size() const { return 0; }
  std::optional<NameView> find(std::string_view) const { return std::nullopt; }
  template <class F>
  bool each_item(F&&) const {
    return true;
  }
  template <class F>
  bool each_member(F&&) const {
    return true;
  }

 private:
  std::string_view name_;
};

// What a keyword expects, in words (schema_words.cpp).
std::string words_of_types(unsigned types);
std::string words_of_values(const std::vector<Json>& values);
std::string words_of_count(const char* bound, std::uint64_t count, const char* one,
                           const char* many);
std::string words_of_alternatives(const std::vector<Fault>& faults, const char* keyword);

template <class View>
class Checker {
 public:
  explicit Checker(Services& services) : services_(services) {}

  bool passes(const Node& node, const View& view) { return check(node, view, nullptr, nullptr); }
  bool passes(const Node& node, const View& view, Fault& fault) {
    return check(node, view, nullptr, &fault);
  }

 private:
  /// Where we are: a chain on the stack, made text only for a fault.
  struct Place {
    const Place* outer;
    std::string_view name;
    std::uint64_t index;
    bool in_array;
  };

  bool fail(Fault* fault, const Place* place, std::string expected, std::string found) {
    if (fault == nullptr) return false;
    std::vector<const Place*> chain;
    for (; place != nullptr; place = place->outer) chain.push_back(place);
    fault->pointer.clear();
    for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
      append_pointer(fault->pointer, (*step)->in_array ? std::to_string((*step)->index)
                                                       : std::string((*step)->name));
    }
    fault->depth = chain.size();
    fault->expected = std::move(expected);
    fault->found = std::move(found);
    return false;
  }
  bool fail(Fault* fault, const Place* place, std::string expected, const View& view) {
    return fault != nullptr && fail(fault, place, std::move(expected), shown_view(view));
  }

  static std::string shown_view(const View& view) {
    Json scalar;
    scalar.kind = view.kind();
    if (scalar.kind == JsonKind::boolean) scalar.boolean = view.boolean();
    if (scalar.kind == JsonKind::string) scalar.text = view.text();
    if (scalar.kind == JsonKind::number) scalar.text = view.number().shown();
    return shown(scalar);
  }

  bool check(const Node& node, const View& view, const Place* place, Fault* fault) {
    services_.breathe();
    if (node.never) return fail(fault, place, "nothing here", view);
    JsonKind kind = view.kind();
    if (!check_type(node, view, kind)) {
      return fail(fault, place, words_of_types(node.types), view);
    }
    if (!check_values(node, view, place, fault)) return false;
    bool right = true;
    switch (kind) {
      case JsonKind::number:
        right = check_number(node, view, place, fault);
        break;
      case JsonKind::string:
        right = check_string(node, view, place, fault);
        break;
      case JsonKind::array:
        right = check_array(node, view, place, fault);
        break;
      case JsonKind::object:
        right = check_object(node, view, place, fault);
        break;
      default:
        break;
    }
    return right && check_combinations(node, view, place, fault);
  }

  static bool check_type(const Node& node, const View& view, JsonKind kind) {
    if (node.types == 0 || (node.types & type_bit(kind)) != 0) return true;
    return kind == JsonKind::number && (node.types & kIntegerBit) != 0 &&
           view.number().is_integer();
  }

  bool check_values(const Node& node, const View& view, const Place* place, Fault* fault) {
    if (node.any_of_values) {
      const auto& values = *node.any_of_values;
      bool found = std::any_of(values.begin(), values.end(), [&](const Json& value) {
        return equal(view, JsonView(value), services_);
      });
      if (!found) return fail(fault, place, fault ? words_of_values(values) : "", view);
    }
    if (node.value && !equal(view, JsonView(*node.value), services_)) {
      return fail(fault, place, fault ? words_of_values({*node.value}) : "", view);
    }
    return true;
  }

  bool check_number(const Node& node, const View& view, const Place* place, Fault* fault) {
    if (!node.minimum && !node.maximum && !node.above && !node.below && !node.multiple_of) {
      return true;
    }
    Decimal number = view.number();
    auto bound = [&](const std::optional<Json>& limit, const char* words, auto holds) {
      return !limit || holds(number.compare(limit->number)) ||
             fail(fault, place, words + limit->text, view);
    };
    return bound(node.minimum, "a number >= ", [](int c) { return c >= 0; }) &&
           bound(node.maximum, "a number <= ", [](int c) { return c <= 0; }) &&
           bound(node.above, "a number > ", [](int c) { return c > 0; }) &&
           bound(node.below, "a number < ", [](int c) { return c < 0; }) &&
           (!node.multiple_of || number.is_multiple_of(node.multiple_of->number) ||
            fail(fault, place, "a multiple of " + node.multiple_of->text, view));
  }

  bool check_string(const Node& node, const View& view, const Place* place, Fault* fault) {
    std::string_view text = view.text();
    if (node.min_length || node.max_length) {
      std::uint64_t length = services_.characters(text);
      if (node.min_length && length < *node.min_length) {
        return fail(fault, place,
                    words_of_count("at least", *node.min_length, "character", "characters"), view);
      }
      if (node.max_length && length > *node.max_length) {
        return fail(fault, place,
                    words_of_count("at most", *node.max_length, "character", "characters"), view);
      }
    }
    if (node.pattern && !services_.matches(*node.pattern, text)) {
      return fail(fault, place, "text that matches " + *node.pattern, view);
    }
    if (node.format != Format::none && !has_format(node.format, text)) {
      return fail(fault, place, format_words(node.format), view);
    }
    return true;
  }

  bool check_size(std::uint64_t size, std::optional<std::uint64_t> least,
                  std::optional<std::uint64_t> most, const char* one, const char* many,
                  const Place* place, Fault* fault) {
    if (least && size < *least) {
      return fail(fault, place, words_of_count("at least", *least, one, many),
                  std::to_string(size));
    }
    if (most && size > *most) {
      return fail(fault, place, words_of_count("at most", *most, one, many), std::to_string(size));
    }
    return true;
  }

  bool check_array(const Node& node, const View& view, const Place* place, Fault* fault) {
    if (!check_size(view.size(), node.min_items, node.max_items, "item", "items", place, fault)) {
      return false;
    }
    if (node.items != nullptr || !node.leading_items.empty()) {
      std::uint64_t index = 0;
      bool right = view.each_item([&](const View& item) {
        const Node* schema =
            index < node.leading_items.size() ? node.leading_items[index] : node.items;
        Place here{place, {}, index++, true};
        return schema == nullptr || check(*schema, item, &here, fault);
      });
      if (!right) return false;
    }
    if (node.contains != nullptr) {
      bool none = view.each_item(
          [&](const View& item) { return !check(*node.contains, item, nullptr, nullptr); });
      if (none) return fail(fault, place, "an item that matches contains", view);
    }
    if (node.unique_items && !all_distinct(view, services_)) {
      return fail(fault, place, "items that all differ", view);
    }
    return true;
  }

  bool check_object(const Node& node, const View& view, const Place* place, Fault* fault) {
    if (!check_size(view.size(), node.min_properties, node.max_properties, "property", "properties",
                    place, fault)) {
      return false;
    }
    for (const std::string& name : node.required) {
      if (!view.find(name)) {
        return fail(fault, place, "property \"" + name + "\"", "an object without it");
      }
    }
    for (const auto& [name, schema] : node.properties) {
      if (auto value = view.find(name)) {
        Place here{place, name, 0, false};
        if (!check(*schema, *value, &here, fault)) return false;
      }
    }
    return check_other_members(node, view, place, fault) &&
           check_dependencies(node, view, place, fault);
  }

  bool check_other_members(const Node& node, const View& view, const Place* place, Fault* fault) {
    if (node.pattern_properties.empty() && node.other_properties == nullptr &&
        node.property_names == nullptr) {
      return true;
    }
    return view.each_member([&](std::string_view name, const View& value) {
      Place here{place, name, 0, false};
      if (node.property_names != nullptr) {
        Fault own;
        if (!Checker<NameView>(services_).passes(*node.property_names, NameView(name), own)) {
          return fail(fault, &here, "a property whose name is " + own.expected, own.found);
        }
      }
      bool named = std::any_of(node.properties.begin(), node.properties.end(),
                               [&](const auto& property) { return property.first == name; });
      for (const auto& [pattern, schema] : node.pattern_properties) {
        if (!services_.matches(pattern, name)) continue;
        named = true;
        if (!check(*schema, value, &here, fault)) return false;
      }
      if (named || node.other_properties == nullptr) return true;
      if (node.other_properties->never) {
        return fail(fault, &here, "no property of this name", value);
      }
      return check(*node.other_properties, value, &here, fault);
    });
  }

  bool check_dependencies(const Node& node, const View& view, const Place* place, Fault* fault) {
    for (const Dependency& dependency : node.dependencies) {
      if (!view.find(dependency.name)) continue;
      for (const std::string& name : dependency.properties) {
        if (!view.find(name)) {
          return fail(fault, place, "property \"" + name + "\" beside \"" + dependency.name + "\"",
                      "an object without it");
        }
      }
      if (dependency.schema != nullptr && !check(*dependency.schema, view, place, fault)) {
        return false;
      }
    }
    return true;
  }

  bool check_combinations(const Node& node, const View& view, const Place* place, Fault* fault) {
    for (const Node* schema : node.all_of) {
      if (!check(*schema, view, place, fault)) return false;
    }
    if (!node.any_of.empty() && !check_any(node.any_of, "anyOf", view, place, fault)) return false;
    if (!node.one_of.empty() && !check_one(node, view, place, fault)) return false;
    if (node.negated != nullptr && check(*node.negated, view, nullptr, nullptr)) {
      return fail(fault, place, "a value that does not match not", view);
    }
    if (node.condition != nullptr) {
      const Node* then =
          check(*node.condition, view, nullptr, nullptr) ? node.consequence : node.alternative;
      if (then != nullptr && !check(*then, view, place, fault)) return false;
    }
    return true;
  }

  bool check_any(const std::vector<const Node*>& schemas, const char* keyword, const View& view,
                 const Place* place, Fault* fault) {
    for (const Node* schema : schemas) {
      if (check(*schema, view, place, nullptr)) return true;
    }
    if (fault == nullptr) return false;
    // The alternative that got deepest into the data is the one that was meant.
    std::vector<Fault> faults(schemas.size());
    for (std::size_t i = 0; i < schemas.size(); ++i) check(*schemas[i], view, place, &faults[i]);
    auto deepest =
        std::max_element(faults.begin(), faults.end(),
                         [](const Fault& a, const Fault& b) { return a.depth < b.depth; });
    std::size_t depth = 0;
    for (const Place* step = place; step != nullptr; step = step->outer) ++depth;
    if (deepest->depth > depth) {
      *fault = std::move(*deepest);
      return false;
    }
    return fail(fault, place, words_of_alternatives(faults, keyword), view);
  }

  bool check_one(const Node& node, const View& view, const Place* place, Fault* fault) {
    int matching = 0;
    for (const Node* schema : node.one_of) {
      if (check(*schema, view, place, nullptr) && ++matching > 1) {
        return fail(fault, place, "a value that matches only one schema of oneOf", view);
      }
    }
    return matching == 1 || check_any(node.one_of, "oneOf", view, place, fault);
  }

  Services& services_;
};

template <class View>
std::optional<Fault> find_fault(const Node& node, const View& view, Services& services) {
  Checker<View> checker(services);
  if (checker.passes(node, view)) return std::nullopt;
  Fault fault;
  checker.passes(node, view, fault);
  return fault;
}

}  // namespace tqc::schema

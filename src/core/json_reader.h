// Reading a definition strictly: every complaint carries the JSON pointer of the place
// and what was expected there. A node is a place in the document, present or not.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/clip.h"
#include "core/error.h"
#include "core/json_pointer.h"

namespace tqc::json {

using Json = nlohmann::json;

/// A value as it stands, cut short, for the detail of a complaint.
inline std::string shown(const Json& value) {
  if (value.is_object()) return "an object";
  if (value.is_array()) return value.empty() ? "an empty array" : "an array";
  std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
  constexpr std::size_t kMost = 80;
  if (text.size() <= kMost) return text;
  return std::string(clipped(text, kMost)) + "…";
}

class Node {
 public:
  Node(const Json& value, std::string pointer) : value_(&value), pointer_(std::move(pointer)) {}

  const Json& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }

  [[noreturn]] void refuse(const std::string& expected) const {
    refuse_at(pointer_, "Expected " + expected + ", found " + shown(*value_) + ".");
  }
  [[noreturn]] static void refuse_at(const std::string& pointer, const std::string& detail) {
    throw Error(sqlstate::kDefinitionRefused,
                "definition refused at " + (pointer.empty() ? "the top" : pointer), detail);
  }

  // --- objects ---
  bool has(const char* key) const { return value_->is_object() && value_->contains(key); }
  Node at(const char* key) const { return {value_->at(key), below(key)}; }
  std::string below(std::string_view key) const {
    std::string pointer = pointer_;
    append_pointer(pointer, key);
    return pointer;
  }

  /// Refuses anything but an object of these keys.
  void expect_object(std::initializer_list<const char*> keys) const {
    if (!value_->is_object()) refuse("an object");
    for (const auto& [key, value] : value_->items()) {
      bool known = false;
      for (const char* k : keys) known = known || key == k;
      if (known) continue;
      std::string list;
      for (const char* k : keys) list += (list.empty() ? "" : ", ") + std::string(k);
      refuse_at(below(key), "Unknown key. Expected one of: " + list + ".");
    }
  }

  void require(const char* key) const {
    if (!has(key)) refuse_at(below(key), "Expected a value; the key is missing.");
  }

  // --- arrays ---
  std::size_t size() const { return value_->size(); }
  Node item(std::size_t i) const { return {(*value_)[i], pointer_ + "/" + std::to_string(i)}; }

  /// Calls f for each element of a non-empty array; refuses elements that occur twice.
  template <class F>
  void each(const std::string& expected, F&& f) const {
    constexpr std::size_t kMost = 1000;
    if (!value_->is_array() || value_->empty()) refuse(expected);
    if (size() > kMost) refuse("at most " + std::to_string(kMost) + " entries");
    for (std::size_t i = 0; i < size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        if ((*value_)[i] == (*value_)[j]) {
          refuse_at(item(i).pointer(),
                    "Expected each entry once, found the same as entry " + std::to_string(j) + ".");
        }
      }
      f(item(i));
    }
  }

  /// The same for a value that may also stand alone, without its array.
  template <class F>
  void one_or_each(const std::string& expected, F&& f) const {
    if (value_->is_array()) {
      each(expected, f);
    } else {
      f(*this);
    }
  }

  // --- scalars ---
  const std::string& string(const std::string& expected) const {
    if (!value_->is_string()) refuse(expected);
    const auto& text = value_->get_ref<const std::string&>();
    if (text.empty() || text.find('\0') != std::string::npos) refuse(expected);
    return text;
  }
  bool boolean() const {
    if (!value_->is_boolean()) refuse("true or false");
    return value_->get<bool>();
  }
  std::int32_t count(const std::string& expected, std::int32_t most) const {
    if (!value_->is_number()) refuse(expected);
    double number = value_->get<double>();
    if (!(number >= 1 && number <= most) ||
        number != static_cast<double>(static_cast<std::int32_t>(number))) {
      refuse(expected);
    }
    return static_cast<std::int32_t>(number);
  }

 private:
  const Json* value_;
  std::string pointer_;
};

}  // namespace tqc::json

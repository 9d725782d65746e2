#include "core/json.h"

#include <nlohmann/json.hpp>

#include <unordered_set>

#include "core/error.h"
#include "core/pure.h"
#include "core/value.h"

namespace tqc {

namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw Error(sqlstate::kDefinitionRefused, what);
}

/// Builds the tree from the parser's events.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit Builder(std::size_t depth) : depth_(depth) {}
  Json root;

  bool null() override {
    place();
    return true;
  }
  bool boolean(bool value) override {
    Json& json = place();
    json.kind = JsonKind::boolean;
    json.boolean = value;
    return true;
  }
  bool number_integer(number_integer_t value) override { return number(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return number(text); }
  bool string(string_t& value) override {
    Json& json = place();
    json.kind = JsonKind::string;
    json.text = std::move(value);
    return true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_array(std::size_t) override { return open(JsonKind::array); }
  bool start_object(std::size_t) override { return open(JsonKind::object); }
  bool end_array() override { return close(); }
  bool end_object() override { return close(); }
  bool key(string_t& name) override {
    if (!names_.back().insert(name).second) refuse("the name \"" + name + "\" stands twice");
    stack_.back()->members.emplace_back(std::move(name), Json());
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& e) override {
    constexpr int kOverflow = 406;
    if (e.id == kOverflow) refuse("a number is out of range");
    std::string what = e.what();  // "[json.exception.parse_error.101] parse error at …"
    refuse(what.substr(what.find("] ") + 2));
  }

 private:
  std::size_t depth_;
  std::vector<Json*> stack_;
  std::vector<std::unordered_set<std::string>> names_;  // of the members of each of them

  // A parent's vector grows only while none of its children is open, so the pointers hold.
  Json& place() {
    if (stack_.empty()) return root;
    Json& parent = *stack_.back();
    if (parent.kind == JsonKind::object) return parent.members.back().second;
    return parent.items.emplace_back();
  }
  bool number(const std::string& text) {
    Json& json = place();
    json.kind = JsonKind::number;
    json.text = text;
    auto value = Decimal::parse(text);
    if (!value) refuse("a number is out of range");
    json.number = *value;
    return true;
  }
  bool open(JsonKind kind) {
    Json& json = place();
    json.kind = kind;
    if (stack_.size() >= depth_) refuse("nested deeper than " + std::to_string(depth_));
    stack_.push_back(&json);
    names_.emplace_back();
    return true;
  }
  bool close() {
    stack_.pop_back();
    names_.pop_back();
    return true;
  }
};

}  // namespace

const Json* Json::find(std::string_view name) const {
  for (const auto& [key, value] : members) {
    if (key == name) return &value;
  }
  return nullptr;
}

Json parse_json(std::string_view text, std::size_t depth) {
  Builder builder(depth);
  // The lexer hands out integers beyond 64 bits as floats, with their text.
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder);
  return std::move(builder.root);
}

const char* kind_name(JsonKind kind) {
  switch (kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return "a boolean";
    case JsonKind::number:
      return "a number";
    case JsonKind::string:
      return "a string";
    case JsonKind::array:
      return "an array";
    case JsonKind::object:
      return "an object";
  }
  return "";
}

namespace {

void append_text(std::string& out, const Json& value) {
  switch (value.kind) {
    case JsonKind::null:
      out += "null";
      break;
    case JsonKind::boolean:
      out += value.boolean ? "true" : "false";
      break;
    case JsonKind::number:
      out += value.text;
      break;
    case JsonKind::string:
      append_json_string(out, value.text);
      break;
    case JsonKind::array:
      out += '[';
      for (std::size_t i = 0; i < value.items.size(); ++i) {
        if (i > 0) out += ',';
        append_text(out, value.items[i]);
      }
      out += ']';
      break;
    case JsonKind::object:
      out += '{';
      for (std::size_t i = 0; i < value.members.size(); ++i) {
        if (i > 0) out += ',';
        append_json_string(out, value.members[i].first);
        out += ':';
        append_text(out, value.members[i].second);
      }
      out += '}';
  }
}

}  // namespace

std::string to_text(const Json& value) {
  std::string out;
  append_text(out, value);
  return out;
}

std::string shown(const Json& value) {
  constexpr std::size_t kLongest = 60;
  switch (value.kind) {
    case JsonKind::null:
      return "null";
    case JsonKind::boolean:
      return value.boolean ? "true" : "false";
    case JsonKind::number:
      return value.text.size() <= kLongest ? value.text : "a number";
    case JsonKind::string: {
      if (value.text.size() > kLongest) return "a string";
      std::string out;
      append_json_string(out, value.text);
      return out;
    }
    default:
      return kind_name(value.kind);
  }
}

const Json* at_pointer(const Json& root, std::string_view pointer) {
  const Json* at = &root;
  while (!pointer.empty()) {
    if (pointer.front() != '/') return nullptr;
    std::string_view rest = pointer.substr(1);
    std::string_view raw = rest.substr(0, rest.find('/'));
    pointer = rest.substr(raw.size());
    std::string name;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] == '~' && i + 1 < raw.size() && (raw[i + 1] == '0' || raw[i + 1] == '1')) {
        name += raw[++i] == '0' ? '~' : '/';
      } else {
        name += raw[i];
      }
    }
    if (at->is(JsonKind::object)) {
      at = at->find(name);
    } else if (at->is(JsonKind::array)) {
      auto index = name.empty() || name.size() > 9 ? std::nullopt : Decimal::parse(name);
      auto count = index ? index->as_count() : std::nullopt;
      at = count && *count < at->items.size() ? &at->items[*count] : nullptr;
    } else {
      at = nullptr;
    }
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace tqc

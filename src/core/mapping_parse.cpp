#include <algorithm>
#include <iterator>

#include "core/error.h"
#include "core/hl7.h"
#include "core/json_pointer.h"
#include "core/mapping.h"
#include "core/pure.h"

namespace tqc::mapping {

namespace {

constexpr const char* kFormats[] = {"json", "xml", "hl7"};
constexpr const char* kAs[] = {"found", "string", "number", "boolean", "time", "date"};

template <std::size_t N>
std::optional<std::size_t> position(const char* const (&names)[N], std::string_view name) {
  const auto* found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(names));
}

[[noreturn]] void refuse(const std::string& pointer, const std::string& expected,
                         const std::string& found) {
  throw Error(sqlstate::kDefinitionRefused,
              "mapping refused at \"" + pointer + "\": expected " + expected + ", found " + found);
}

std::string below(std::string pointer, std::string_view name) {
  append_pointer(pointer, name);
  return pointer;
}

std::string below(const std::string& pointer, std::size_t i) {
  return pointer + '/' + std::to_string(i);
}

void expect_object(const Json& json, const std::string& pointer, const std::string& what) {
  if (!json.is(JsonKind::object)) refuse(pointer, what, shown(json));
}

const std::string& expect_text(const Json& json, const std::string& pointer,
                               const std::string& what) {
  if (!json.is(JsonKind::string) || json.text.empty()) refuse(pointer, what, shown(json));
  return json.text;
}

class Parser {
 public:
  Parser(Paths& paths, Format format, std::string pointer)
      : paths_(paths), pointer_(std::move(pointer)) {
    mapping_.format = format;
  }

  Mapping parse(const Json& json) {
    expect_object(json, pointer_, "an object");
    // Namespaces first: paths use their prefixes.
    if (const Json* namespaces = json.find("namespaces")) read_namespaces(*namespaces);
    for (const auto& [name, value] : json.members) member(name, value, below(pointer_, name));
    if (mapping_.subject.paths.empty() && !mapping_.subject.constant) {
      refuse(pointer_, "where the subject is found (\"subject\")", "none");
    }
    if (mapping_.time.paths.empty()) {
      refuse(pointer_, "where the time is found (\"time\")", "none");
    }
    if (mapping_.format == Format::hl7 && mapping_.on.empty()) {
      refuse(pointer_, R"(the messages it reads ("on"), such as ["ADT^A01"])", "none");
    }
    return std::move(mapping_);
  }

 private:
  Paths& paths_;
  Mapping mapping_;
  std::string pointer_;

  void member(const std::string& name, const Json& value, const std::string& at) {
    bool is_hl7 = mapping_.format == Format::hl7;
    if (name == "subject") {
      mapping_.subject = place(value, at);
    } else if (name == "time") {
      mapping_.time = place(value, at);
    } else if (name == "id") {
      mapping_.id = place(value, at);
    } else if (name == "source") {
      mapping_.source = place(value, at);
    } else if (name == "site") {
      mapping_.site = place(value, at);
    } else if (name == "sequence") {
      mapping_.sequence = place(value, at);
    } else if (name == "data") {
      read_data(value, at);
    } else if (is_hl7 && name == "on") {
      read_on(value, at);
    } else if (is_hl7 && (name == "when" || name == "unless")) {
      read_conditions(name == "when" ? mapping_.when : mapping_.unless, value, at);
    } else if (mapping_.format != Format::xml || name != "namespaces") {
      std::string known = "one of subject, time, id, source, site, sequence, data";
      if (is_hl7) known += ", on, when, unless";
      if (mapping_.format == Format::xml) known += ", namespaces";
      refuse(at, known, "another name");
    }
  }

  void read_namespaces(const Json& json) {
    std::string at = below(pointer_, "namespaces");
    if (mapping_.format != Format::xml) refuse(at, "no namespaces but for XML", shown(json));
    expect_object(json, at, "an object of URIs by prefix");
    for (const auto& [prefix, uri] : json.members) {
      if (prefix.empty()) refuse(below(at, prefix), "a prefix", "none");
      mapping_.namespaces.emplace_back(prefix, expect_text(uri, below(at, prefix), "a URI"));
    }
  }

  void read_on(const Json& json, const std::string& at) {
    const std::string what = R"(an array of messages, such as ["ADT^A01"])";
    if (!json.is(JsonKind::array) || json.items.empty()) refuse(at, what, shown(json));
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      const std::string& kind =
          expect_text(json.items[i], below(at, i), "a message such as ADT^A01");
      if (kind.size() != 7 || kind[3] != '^') {
        refuse(below(at, i), "a message such as ADT^A01", shown(json.items[i]));
      }
      mapping_.on.push_back(kind);
    }
  }

  void read_conditions(std::vector<Condition>& conditions, const Json& json,
                       const std::string& at) {
    expect_object(json, at, R"(an object such as {"TXA-17": ["AU", "LA"]})");
    for (const auto& [name, values] : json.members) {
      Condition condition{path(name, below(at, name)), {}};
      if (!values.is(JsonKind::array) || values.items.empty()) {
        refuse(below(at, name), "an array of values", shown(values));
      }
      for (std::size_t i = 0; i < values.items.size(); ++i) {
        condition.values.push_back(
            expect_text(values.items[i], below(below(at, name), i), "a value"));
      }
      conditions.push_back(std::move(condition));
    }
  }

  void read_data(const Json& json, const std::string& at) {
    if (mapping_.format == Format::json && !json.is(JsonKind::object)) {
      mapping_.whole_data = place(json, at);
      return;
    }
    expect_object(json, at, "an object of fields");
    for (const auto& [name, value] : json.members) {
      mapping_.data.emplace_back(name, place(value, below(at, name)));
    }
  }

  std::string path(const std::string& text, const std::string& at) {
    if (mapping_.format == Format::hl7) {
      if (!hl7::Path::parse(text)) {
        refuse(at, "a place such as PV1-19 or PID-3.1", '"' + text + '"');
      }
    } else if (auto fault = paths_.fault(mapping_.format, text, mapping_.namespaces)) {
      refuse(at, mapping_.format == Format::xml ? "an XPath" : "an SQL/JSON path",
             '"' + text + "\" (" + *fault + ")");
    }
    return text;
  }

  std::vector<std::string> path_list(const Json& json, const std::string& at) {
    if (json.is(JsonKind::string)) return {path(json.text, at)};
    if (!json.is(JsonKind::array) || json.items.empty()) {
      refuse(at, "a path or an array of paths", shown(json));
    }
    std::vector<std::string> list;
    list.reserve(json.items.size());
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      list.push_back(path(expect_text(json.items[i], below(at, i), "a path"), below(at, i)));
    }
    return list;
  }

  Place place(const Json& json, const std::string& at) {
    Place place;
    if (!json.is(JsonKind::object)) {
      place.paths = path_list(json, at);
      return place;
    }
    for (const auto& [name, value] : json.members)
      place_member(place, name, value, below(at, name));
    if (place.paths.empty() == !place.constant) {
      refuse(at, "one of \"path\", \"join\" and \"value\"", place.constant ? "two" : "none");
    }
    if (place.many && place.joined) refuse(at, "\"many\" or \"join\"", "both");
    return place;
  }

  void place_member(Place& place, const std::string& name, const Json& value,
                    const std::string& at) {
    if (name == "path" || name == "join") {
      if (!place.paths.empty()) refuse(at, "\"path\" or \"join\"", "both");
      place.paths = path_list(value, at);
      place.joined = name == "join";
    } else if (name == "with") {
      if (!value.is(JsonKind::string)) refuse(at, "a string", shown(value));
      place.with = value.text;
    } else if (name == "value") {
      place.constant = value;
    } else if (name == "many") {
      if (!value.is(JsonKind::boolean)) refuse(at, "true or false", shown(value));
      place.many = value.boolean;
    } else if (name == "as") {
      auto as = value.is(JsonKind::string) ? position(kAs, value.text) : std::nullopt;
      if (!as) refuse(at, "string, number, boolean, time or date", shown(value));
      place.as = static_cast<As>(*as);
    } else if (name == "map") {
      expect_object(value, at, "an object of values by what is found");
      place.codes = value.members;
    } else {
      refuse(at, "one of path, join, with, value, many, as, map", "another name");
    }
  }
};

/// Of a mapping without the level of formats: the subject's path tells.
Format guess(const Json& json) {
  const Json* subject = json.find("subject");
  while (subject->is(JsonKind::object) || subject->is(JsonKind::array)) {
    const Json* inner = nullptr;
    if (subject->is(JsonKind::array)) {
      inner = subject->items.empty() ? nullptr : subject->items.data();
    } else {
      inner = subject->find("path") != nullptr ? subject->find("path") : subject->find("join");
    }
    if (inner == nullptr) break;
    subject = inner;
  }
  if (subject->text.starts_with('$')) return Format::json;
  return json.find("on") != nullptr || hl7::Path::parse(subject->text) ? Format::hl7 : Format::xml;
}

}  // namespace

const char* format_name(Format format) { return kFormats[static_cast<int>(format)]; }

std::vector<Mapping> parse(const Json& root, Paths& paths) {
  expect_object(root, "", "an object");
  if (root.find("subject") != nullptr) return {Parser(paths, guess(root), "").parse(root)};
  std::vector<Mapping> mappings;
  mappings.reserve(root.members.size());
  for (const auto& [name, value] : root.members) {
    auto format = position(kFormats, name);
    std::string at = below("", name);
    if (!format) refuse(at, "a format: xml, json or hl7", "another name");
    mappings.push_back(Parser(paths, static_cast<Format>(*format), at).parse(value));
  }
  return mappings;
}

}  // namespace tqc::mapping

#include <algorithm>

#include "core/clip.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/mapping.h"
#include "core/pure.h"
#include "core/value.h"

namespace tqc::mapping {

namespace {

std::string snippet(std::string_view text) { return in_quotes(clipped(text, 64)); }

/// Says which part it is about; every refusal goes through it.
class Reader {
 public:
  Reader(const Mapping& mapping, Document& document) : mapping_(mapping), document_(document) {}

  void read(Found& found) {
    // Who and where first: a failure wants to know.
    if (mapping_.site) found.site = text("site", *mapping_.site);
    found.subject = text("subject", mapping_.subject);
    if (mapping_.source) found.source = text("source", *mapping_.source);
    if (mapping_.id) found.id = text("id", *mapping_.id);
    found.time = time();
    if (mapping_.sequence) found.sequence = sequence();
    found.data = data();
  }

 private:
  const Mapping& mapping_;
  Document& document_;

  [[noreturn]] static void refuse(const std::string& part, const Place& place,
                                  const std::string& what,
                                  const char* state = sqlstate::kDataRefused) {
    std::string where;
    for (const std::string& path : place.paths) where += (where.empty() ? "" : ", ") + path;
    throw Error(state, part + " refused" + (where.empty() ? "" : " at " + where) + ": " + what);
  }

  static bool is_something(const Json& json) {
    return !json.is(JsonKind::null) && !(json.is(JsonKind::string) && json.text.empty());
  }

  static std::string as_text(const std::string& part, const Place& place, const Json& json) {
    if (json.is(JsonKind::string) || json.is(JsonKind::number)) return json.text;
    if (json.is(JsonKind::boolean)) return json.boolean ? "true" : "false";
    refuse(part, place, "expected a text, found " + shown(json));
  }

  static Json string_json(std::string text) {
    Json json;
    json.kind = JsonKind::string;
    json.text = std::move(text);
    return json;
  }

  std::vector<Json> find(const std::string& part, const Place& place) {
    if (place.constant) return {*place.constant};
    std::string joined;
    for (const std::string& path : place.paths) {
      std::vector<Json> found = document_.find(path);
      if (!place.joined) {
        if (!found.empty()) return found;
        continue;
      }
      if (found.empty() || !is_something(found.front())) continue;
      joined += (joined.empty() ? "" : place.with) + as_text(part, place, found.front());
    }
    if (joined.empty()) return {};
    return {string_json(std::move(joined))};
  }

  static Json decoded(const std::string& part, const Place& place, Json json) {
    if (!place.codes.empty() && is_something(json) && !json.is(JsonKind::array) &&
        !json.is(JsonKind::object)) {
      std::string text = as_text(part, place, json);
      for (const auto& [code, ours] : place.codes) {
        if (code == text) return ours;
      }
    }
    return json;
  }

  std::optional<std::string> text(const std::string& part, const Place& place) {
    std::vector<Json> found = find(part, place);
    if (found.empty()) return std::nullopt;
    Json value = decoded(part, place, std::move(found.front()));
    if (!is_something(value)) return std::nullopt;
    return as_text(part, place, value);
  }

  std::string time() {
    auto written = text("time", mapping_.time);
    if (!written) refuse("time", mapping_.time, "nothing was found");
    return rewritten("time", mapping_.time, *written);
  }

  /// A time as RFC 3339 or HL7 has it, as the former, with no more and no less said.
  static std::string rewritten(const std::string& part, const Place& place,
                               const std::string& text) {
    auto written = read_written_time(text);
    if (!written) written = read_hl7_time(text);
    if (!written) refuse(part, place, snippet(text) + " is not a time");
    if (!written->has_time) {
      refuse(part, place, "time " + snippet(text) + " has no time of day", sqlstate::kNoTimeOfDay);
    }
    return to_rfc3339(*written);
  }

  std::optional<std::int64_t> sequence() {
    auto number = text("sequence", *mapping_.sequence);
    if (!number) return std::nullopt;
    auto decimal = Decimal::parse(*number);
    auto integer = decimal ? decimal->as_int64() : std::nullopt;
    if (!integer) refuse("sequence", *mapping_.sequence, "expected an integer of 64 bits");
    return integer;
  }

  std::string data() {
    if (mapping_.whole_data) {
      std::vector<Json> found = find("data", *mapping_.whole_data);
      return found.empty() ? "{}" : to_text(found.front());
    }
    std::string out = "{";
    for (const auto& [name, place] : mapping_.data) {
      std::string part = "data ";
      append_json_string(part, name);
      std::vector<Json> found = find(part, place);
      if (found.empty()) continue;
      if (out.size() > 1) out += ',';
      append_json_string(out, name);
      out += ':';
      if (!place.many) {
        out += to_text(converted(part, place, std::move(found.front())));
        continue;
      }
      out += '[';
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (i > 0) out += ',';
        out += to_text(converted(part, place, std::move(found[i])));
      }
      out += ']';
    }
    return out + '}';
  }

  static Json converted(const std::string& part, const Place& place, Json json) {
    json = decoded(part, place, std::move(json));
    if (place.as == As::found || json.is(JsonKind::null)) return json;
    std::string text = as_text(part, place, json);
    switch (place.as) {
      case As::number:
        return number(part, place, text);
      case As::boolean:
        return boolean(part, place, text);
      case As::time:
        return string_json(rewritten(part, place, text));
      case As::date: {
        auto written = read_written_time(text);
        if (!written) written = read_hl7_time(text);
        if (!written) refuse(part, place, snippet(text) + " is not a date");
        return string_json(to_rfc3339(*written).substr(0, 10));
      }
      default:
        return string_json(std::move(text));
    }
  }

  static Json number(const std::string& part, const Place& place, const std::string& text) {
    try {
      Json json = parse_json(text);
      if (json.is(JsonKind::number)) return json;
    } catch (const Error&) {
      // No JSON at all: said below.
    }
    refuse(part, place, snippet(text) + " is not a number");
  }

  static Json boolean(const std::string& part, const Place& place, const std::string& text) {
    Json json;
    json.kind = JsonKind::boolean;
    json.boolean = text == "true" || text == "1";
    if (!json.boolean && text != "false" && text != "0") {
      refuse(part, place, snippet(text) + " is not true, false, 1 or 0");
    }
    return json;
  }
};

bool holds(const Condition& condition, Document& document) {
  std::vector<Json> found = document.find(condition.path);
  return std::any_of(found.begin(), found.end(), [&](const Json& json) {
    return std::find(condition.values.begin(), condition.values.end(), json.text) !=
           condition.values.end();
  });
}

}  // namespace

void apply(const Mapping& mapping, Document& document, Found& found) {
  Reader(mapping, document).read(found);
}

bool takes(const Mapping& mapping, Document& document) {
  auto here = [&](const Condition& condition) { return holds(condition, document); };
  return std::all_of(mapping.when.begin(), mapping.when.end(), here) &&
         std::none_of(mapping.unless.begin(), mapping.unless.end(), here);
}

}  // namespace tqc::mapping

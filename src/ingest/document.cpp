#include "ingest/document.h"

#include <unordered_map>

#include "core/clip.h"
#include "core/hl7.h"
#include "ingest/cloud_event.h"
#include "ingest/jsonb_view.h"
#include "ingest/type_cache.h"
#include "ingest/xml.h"
#include "pg/installation.h"
#include "pg/jsonb_object.h"
#include "pg/jsonpath.h"
#include "pg/spi.h"
#include "pg/written_time.h"

namespace tqc::ingest {

namespace {

constexpr const char* kContentTypes[] = {"application/json", "application/xml",
                                         "x-application/hl7-v2+er7"};

class ServerPaths : public mapping::Paths {
 public:
  std::optional<std::string> fault(mapping::Format format, const std::string& path,
                                   const mapping::Namespaces& namespaces) override {
    if (format == mapping::Format::xml) return xpath_fault(path, namespaces);
    return pg::jsonpath_fault(path);
  }
};

class JsonDocument : public mapping::Document {
 public:
  explicit JsonDocument(const Jsonb* json) : json_(json) {}

  std::vector<Json> find(const std::string& path) override {
    const char* text = path.c_str();
    Datum all = pg::quiet_call([&] {
      Datum compiled = DirectFunctionCall1(jsonpath_in, CStringGetDatum(text));
      Datum variables = DirectFunctionCall1(jsonb_in, CStringGetDatum("{}"));
      return DirectFunctionCall4(jsonb_path_query_array, JsonbPGetDatum(json_), compiled, variables,
                                 BoolGetDatum(true));
    });
    std::vector<Json> found = parse(pg::jsonb_text(all));
    std::erase_if(found, [](const Json& v) { return v.is(JsonKind::string) && v.text.empty(); });
    return found;
  }

 private:
  static std::vector<Json> parse(const std::string& array) {
    try {
      return parse_json(array).items;
    } catch (const Error& e) {
      throw Error(sqlstate::kDataRefused, std::string("document refused: ") + e.what());
    }
  }

  const Jsonb* json_;
};

class Hl7Document : public mapping::Document {
 public:
  explicit Hl7Document(std::string_view text) : message_(text) {}
  std::string kind() const { return message_.kind(); }

  std::vector<Json> find(const std::string& path) override {
    std::vector<Json> found;
    for (std::optional<std::string>& value : message_.values(*hl7::Path::parse(path))) {
      Json& json = found.emplace_back();
      if (!value) continue;
      json.kind = JsonKind::string;
      json.text = std::move(*value);
    }
    return found;
  }

 private:
  hl7::Message message_;
};

/// What a version of an event type says about documents.
struct DocumentType {
  std::vector<mapping::Mapping> mappings;
  XmlSchema schema;

  const mapping::Mapping* of(mapping::Format format) const {
    for (const auto& m : mappings) {
      if (m.format == format) return &m;
    }
    return nullptr;
  }
};

/// Compiled once for each session: a version never changes.
const DocumentType& document_type(int id) {
  static std::unordered_map<int, DocumentType> known;
  static pg::Statement read("SELECT mapping, xml_schema FROM tqc.event_type WHERE id = $1",
                            {INT4OID});
  static Oid of = InvalidOid;
  if (pg::installed_anew(of)) known.clear();
  if (auto found = known.find(id); found != known.end()) return found->second;
  pg::Rows rows = read.run({pg::int4_arg(id)});
  if (rows.empty()) throw Error("XX000", "event type version " + std::to_string(id) + " is gone");
  DocumentType type;
  if (auto mapping = rows.datum(0, 1)) type.mappings = compile_mapping(pg::jsonb_text(*mapping));
  if (auto schema = rows.string(0, 2)) type.schema = compile_xml_schema(*schema);
  return known.emplace(id, std::move(type)).first->second;
}

const mapping::Mapping& mapping_of(std::string_view type, const DocumentType& document,
                                   mapping::Format format) {
  const mapping::Mapping* mapping = document.of(format);
  if (mapping == nullptr) {
    std::string name = mapping::format_name(format);
    throw Error(sqlstate::kDataRefused,
                "event type " + in_quotes(type) + " has no mapping of format " + name, {},
                "Say with tqc.define_event(…, mapping => '{\"" + name +
                    "\": …}') where the event's parts are found.");
  }
  return *mapping;
}

/// The one event type whose mapping reads this message, and that mapping.
const mapping::Mapping& route(Hl7Document& message, std::string& type) {
  static pg::Statement candidates(
      "SELECT t.id, t.code"
      "  FROM (SELECT DISTINCT ON (code) id, code, enabled, coalesce(mapping->'hl7', mapping) AS "
      "hl7"
      "          FROM tqc.event_type ORDER BY code, id DESC) t"
      " WHERE t.enabled AND t.hl7->'on' ? $1 ORDER BY t.code",
      {TEXTOID});
  std::string kind = message.kind();
  pg::Rows rows = candidates.run({pg::text_arg(kind)});
  const mapping::Mapping* found = nullptr;
  for (uint64 i = 0; i < rows.size(); ++i) {
    const DocumentType& candidate = document_type(rows.int4(i, 1));
    const mapping::Mapping* mapping = candidate.of(mapping::Format::hl7);
    if (mapping == nullptr || !mapping::takes(*mapping, message)) continue;
    std::string code = *rows.string(i, 2);
    if (found != nullptr) {
      throw Error(
          sqlstate::kDefinitionRefused,
          "HL7 message " + kind + " is read by both " + in_quotes(type) + " and " + in_quotes(code),
          {}, "Tell them apart by \"when\" and \"unless\" in their mappings.");
    }
    found = mapping;
    type = code;
  }
  if (found != nullptr) return *found;
  throw Error(
      sqlstate::kUnknownType,
      "no event type reads " + std::string(rows.empty() ? "" : "this ") + "HL7 message " +
          (kind.empty() ? "without a type" : kind),
      rows.empty()
          ? ""
          : "Of those that read such messages none takes this one by \"when\" and \"unless\".",
      "Name it in \"on\" of the mapping of an event type; tqc.define_hl7_events() defines "
      "the usual ones.");
}

void apply(const mapping::Mapping& mapping, mapping::Document& document, Reading& reading) {
  Incoming& event = reading.event;
  mapping::Found& found = reading.found;
  auto hand_over = [&] {
    if (found.site) event.site = *found.site;
    if (found.subject) event.subject = *found.subject;
    if (found.source) event.source = *found.source;
    if (found.id) event.id = *found.id;
  };
  try {
    mapping::apply(mapping, document, found);
  } catch (const Error&) {
    hand_over();
    throw;
  }
  hand_over();
  event.occurred_at = pg::read_time(found.time);
  event.sequence = found.sequence;
  const char* data = found.data.c_str();
  event.data = pg::quiet_call(
      [=] { return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(data))); });
}

std::optional<mapping::Format> format_of(std::string_view name) {
  for (auto format : {mapping::Format::json, mapping::Format::xml, mapping::Format::hl7}) {
    if (name == mapping::format_name(format)) return format;
  }
  return std::nullopt;
}

std::optional<std::string_view> text_of(const JsonbView& object, std::string_view name) {
  auto value = object.find(name);
  if (!value || value->kind() != JsonKind::string) return std::nullopt;
  return value->text();
}

}  // namespace

std::vector<mapping::Mapping> compile_mapping(std::string_view json) {
  ServerPaths paths;
  return mapping::parse(parse_json(json), paths);
}

void read_document(const Given& given, Reading& reading) {
  reading.event.site = given.site;
  reading.event.source = mapping::format_name(given.format);
  if (given.type) reading.type = *given.type;
  reading.event.type = given.type;
  if (!given.present) throw Error(sqlstate::kDataRefused, "document must not be null");
  if (given.format == mapping::Format::hl7) {
    Hl7Document message(given.text);
    std::string type;
    const mapping::Mapping& mapping = route(message, type);
    reading.type = type;
    reading.event.type = reading.type;
    apply(mapping, message, reading);
    return;
  }
  const KnownType& type = require_type(given.type);
  const DocumentType& document = document_type(type.id);
  const mapping::Mapping& mapping = mapping_of(reading.type, document, given.format);
  if (given.format == mapping::Format::json) {
    JsonDocument json(given.json);
    apply(mapping, json, reading);
    return;
  }
  XmlDocument xml(reading.type, given.text);
  xml.check(document.schema);
  xml.use(mapping.namespaces);
  apply(mapping, xml, reading);
}

bool is_mapped(std::string_view type, mapping::Format format) {
  const KnownType* known = find_type(type);
  return known != nullptr && document_type(known->id).of(format) != nullptr;
}

const Jsonb* to_payload(const Given& given) {
  pg::JsonbObject object;
  object.text("specversion", "1.0");
  if (given.type) object.text("type", *given.type);
  if (given.site) object.text("site", *given.site);
  object.text("mapping", mapping::format_name(given.format));
  object.text("datacontenttype", kContentTypes[static_cast<int>(given.format)]);
  if (given.present) {
    if (given.format == mapping::Format::json) {
      object.jsonb("data", JsonbPGetDatum(given.json));
    } else {
      object.text("data", given.text);
    }
  }
  Datum done = object.done();
  return pg::call([&] { return DatumGetJsonbP(done); });
}

Taken take_payload(const JsonbValue& payload) {
  JsonbView object(payload);
  auto name = object.kind() == JsonKind::object ? text_of(object, "mapping") : std::nullopt;
  if (!name) {
    Incoming event;
    read_cloud_event(payload, event);
    return take(event);
  }
  Given given;
  auto format = format_of(*name);
  auto data = object.find("data");
  if (!format)
    throw Error(sqlstate::kDataRefused,
                R"(event refused at "/mapping": expected xml, json or hl7)");
  given.format = *format;
  given.type = text_of(object, "type");
  auto site = text_of(object, "site");
  given.site = site ? *site : kDefaultSite;
  if (given.format == mapping::Format::json && data) {
    JsonbValue copy = data->value();
    given.json = pg::call([&] { return JsonbValueToJsonb(&copy); });
  } else if (data && data->kind() == JsonKind::string) {
    given.text = data->text();
  } else {
    throw Error(sqlstate::kDataRefused, R"(event refused at "/data": expected the document)");
  }
  Reading reading;
  read_document(given, reading);
  // What the document does not say itself, the door it first came through knew.
  if (auto source = text_of(object, "source"); source && !reading.found.source) {
    reading.event.source = source;
  }
  if (auto id = text_of(object, "id"); id && !reading.found.id) reading.event.id = id;
  return take(reading.event);
}

}  // namespace tqc::ingest

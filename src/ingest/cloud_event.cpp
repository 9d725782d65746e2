#include "ingest/cloud_event.h"

#include "ingest/jsonb_view.h"
#include "pg/spi.h"
#include "pg/written_time.h"

namespace tqc::ingest {

namespace {

[[noreturn]] void refuse(std::string_view name, const std::string& expected,
                         std::string_view found) {
  throw Error(sqlstate::kDataRefused, "event refused at \"/" + std::string(name) + "\": expected " +
                                          expected + ", found " + std::string(found));
}

std::optional<JsonbView> attribute(const JsonbView& object, std::string_view name) {
  auto value = object.find(name);
  return value && value->kind() == JsonKind::null ? std::nullopt : value;
}

std::optional<std::string_view> text(const JsonbView& object, std::string_view name) {
  auto value = attribute(object, name);
  if (!value) return std::nullopt;
  if (value->kind() != JsonKind::string) refuse(name, "a string", kind_name(value->kind()));
  return value->text();
}

std::optional<std::int64_t> sequence(const JsonbView& object) {
  auto value = attribute(object, "sequence");
  if (!value) return std::nullopt;
  // The specification's own extension of this name is a string.
  const char* expected = "an integer of 64 bits";
  if (value->kind() != JsonKind::number && value->kind() != JsonKind::string) {
    refuse("sequence", expected, kind_name(value->kind()));
  }
  auto number = value->kind() == JsonKind::number ? std::optional(value->number())
                                                  : Decimal::parse(value->text());
  auto integer = number ? number->as_int64() : std::nullopt;
  if (!integer) refuse("sequence", expected, "another value");
  return integer;
}

bool is_json(std::string_view type) {
  type = type.substr(0, type.find(';'));
  while (!type.empty() && type.back() == ' ') type.remove_suffix(1);
  std::string lower(type);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return lower.ends_with("/json") || lower.ends_with("+json");
}

const Jsonb* data(const JsonbView& object) {
  if (attribute(object, "data_base64")) {
    throw Error(sqlstate::kDataRefused,
                "event refused at \"/data_base64\": expected JSON in data, found binary data");
  }
  auto value = object.find("data");
  JsonbValue copy;
  if (value) {
    copy = value->value();
  } else {
    copy.type = jbvObject;
    copy.val.object.nPairs = 0;
    copy.val.object.pairs = nullptr;
  }
  return pg::call([&] { return JsonbValueToJsonb(&copy); });
}

}  // namespace

void read_cloud_event(const JsonbValue& value, Incoming& event) {
  JsonbView object(value);
  if (object.kind() != JsonKind::object) {
    throw Error(sqlstate::kDataRefused, std::string("event refused: expected an object, found ") +
                                            kind_name(object.kind()));
  }
  event.site = kDefaultSite;
  event.source = kDefaultSource;
  // Who and where first: a failure wants to know.
  if (auto site = text(object, "site")) event.site = site;
  event.subject = text(object, "subject");
  event.type = text(object, "type");
  event.id = text(object, "id");
  if (auto source = text(object, "source")) event.source = source;
  if (auto version = text(object, "specversion"); version && *version != "1.0") {
    refuse("specversion", "\"1.0\"", '"' + std::string(*version) + '"');
  }
  if (auto type = text(object, "datacontenttype"); type && !is_json(*type)) {
    refuse("datacontenttype", "application/json", '"' + std::string(*type) + '"');
  }
  if (auto time = text(object, "time")) event.occurred_at = pg::read_time(*time);
  event.sequence = sequence(object);
  event.data = data(object);
}

const Jsonb* to_cloud_event(const Incoming& event) {
  static pg::Statement build(
      "SELECT coalesce(jsonb_object_agg(a.name, a.value), '{}') FROM (VALUES"
      " ('specversion', to_jsonb('1.0'::text)), ('id', to_jsonb($1)), ('source', to_jsonb($2)),"
      " ('type', to_jsonb($3)), ('subject', to_jsonb($4)), ('site', to_jsonb($5)),"
      " ('time', to_jsonb($6)), ('sequence', to_jsonb($7)), ('data', $8)) AS a(name, value)"
      " WHERE a.value IS NOT NULL",
      {TEXTOID, TEXTOID, TEXTOID, TEXTOID, TEXTOID, TIMESTAMPTZOID, INT8OID, JSONBOID});
  auto text = [](std::optional<std::string_view> s) { return s ? pg::text_arg(*s) : pg::Arg(); };
  pg::Rows rows =
      build.run({text(event.id), text(event.source), text(event.type), text(event.subject),
                 text(event.site), event.occurred_at ? pg::time_arg(*event.occurred_at) : pg::Arg(),
                 event.sequence ? pg::int8_arg(*event.sequence) : pg::Arg(),
                 event.data != nullptr ? pg::Arg(JsonbPGetDatum(event.data)) : pg::Arg()});
  Datum result = *rows.datum(0, 1);
  return pg::call([&] { return DatumGetJsonbP(result); });
}

}  // namespace tqc::ingest

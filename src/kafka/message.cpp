#include "kafka/message.h"

#include <algorithm>

#include "ingest/cloud_event.h"
#include "ingest/document.h"
#include "ingest/jsonb_view.h"
#include "pg/spi.h"
#include "pg/written_time.h"

extern "C" {
#include "mb/pg_wchar.h"
}

namespace tqc::kafka {

namespace {

using ingest::Incoming;
using ingest::JsonbView;

constexpr std::string_view kAttribute = "ce_";
constexpr std::int64_t kLatest = 253402300800000;  // ms until the year 10000

/// Kafka's texts are UTF-8; in the server's encoding, in the current memory context if it differs.
std::string_view to_server(std::string_view text) {
  int size = static_cast<int>(text.size());
  const char* result = pg::quiet_call([&] { return pg_any_to_server(text.data(), size, PG_UTF8); });
  return result == text.data() ? text : std::string_view(result);
}

OptionalView to_server(const OptionalView& text) {
  return text ? OptionalView(to_server(*text)) : std::nullopt;
}

std::string_view kept(const std::string& text) {
  char* copy = pg::call([&] { return pnstrdup(text.data(), text.size()); });
  return {copy, text.size()};
}

const Jsonb* parse(std::string_view value) {
  std::string_view text = to_server(value);
  char* copy = pg::call([&] { return pnstrdup(text.data(), text.size()); });
  return pg::quiet_call(
      [&] { return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(copy))); });
}

OptionalView header(const Message& message, std::string_view name) {
  for (const auto& [n, value] : message.headers) {
    if (n == name) return value;
  }
  return std::nullopt;
}

std::string_view media_type(const Message& message) {
  std::string_view type = header(message, "content-type").value_or("");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  return type;
}

bool is_json(std::string_view type) {
  return type.empty() || type == "application/json" || type == "text/json" ||
         type.ends_with("+json");
}

/// What the message says without being read: its place, its key, its time.
void fill_from_envelope(const Topic& topic, const Message& m, Incoming& event) {
  std::string place =
      std::string(m.topic) + '/' + std::to_string(m.partition) + '/' + std::to_string(m.offset);
  // A topic made anew counts its offsets anew, but not its time.
  if (m.timestamp >= 0 && m.timestamp < kLatest) {
    place += '@' + std::to_string(m.timestamp);
    event.occurred_at =
        m.timestamp * 1000 - std::int64_t{POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE} * USECS_PER_DAY;
  }
  event.id = kept(place);
  event.source = kept("kafka:" + topic.name);
  event.site = topic.site;
  event.type = topic.type ? *topic.type : topic.name;
  event.subject = to_server(m.key);
}

/// A CloudEvents object. What it does not say stays as the envelope has it.
void read_structured(const Topic& topic, const Jsonb* value, ingest::Element& element) {
  JsonbView object(value);
  element.object = object.value();
  Incoming& event = element.event;
  Incoming envelope = event;
  auto given = [&](std::string_view name) {
    auto member = object.find(name);
    return member && member->kind() != JsonKind::null;
  };
  auto complete = [&] {
    if (object.kind() != JsonKind::object || !given("site")) event.site = envelope.site;
    if (object.kind() != JsonKind::object || !given("source")) event.source = envelope.source;
    if (!event.id) event.id = envelope.id;
    if (!event.subject) event.subject = envelope.subject;
    if (!event.occurred_at) event.occurred_at = envelope.occurred_at;
    if (!event.type || topic.type) event.type = envelope.type;
  };
  try {
    ingest::read_cloud_event(element.object, event);
  } catch (const Error&) {
    complete();
    throw;
  }
  complete();
}

std::string_view value_of(const Message& m) {
  if (!m.value) throw Error(sqlstate::kDataRefused, "message has no value");
  return *m.value;
}

const Jsonb* read_data(const Message& m) {
  std::string_view type = media_type(m);
  if (!is_json(type)) {
    throw Error(sqlstate::kDataRefused,
                "content type \"" + std::string(to_server(type)) + "\" is not supported");
  }
  return parse(value_of(m));
}

/// XML or HL7, by what the message says of itself or else by what it looks like.
std::optional<mapping::Format> document_format(const Message& m) {
  std::string_view type = media_type(m);
  if (type.ends_with("/xml") || type.ends_with("+xml")) return mapping::Format::xml;
  if (type.find("hl7-v2") != type.npos) return mapping::Format::hl7;
  if (!type.empty() || !m.value) return std::nullopt;
  std::string_view text =
      m.value->substr(std::min(m.value->find_first_not_of(" \t\r\n\x0B"), m.value->size()));
  if (text.starts_with('<')) return mapping::Format::xml;
  if (text.starts_with("MSH")) return mapping::Format::hl7;
  return std::nullopt;
}

/// A document, by the mapping of its event type. What that does not find stays as it was.
void read_document(mapping::Format format, const Message& m, ingest::Element& element) {
  Incoming& event = element.event;
  ingest::Given given;
  given.format = format;
  if (format != mapping::Format::hl7) given.type = event.type;
  given.site = event.site;
  if (format == mapping::Format::json) {
    given.json = parse(value_of(m));
  } else {
    given.text = to_server(value_of(m));
  }
  ingest::Reading reading;
  auto take_over = [&] {
    const mapping::Found& found = reading.found;
    if (found.subject) event.subject = kept(*found.subject);
    if (found.id) event.id = kept(*found.id);
    if (found.source) event.source = kept(*found.source);
    if (found.site) event.site = kept(*found.site);
    if (!reading.type.empty()) event.type = kept(reading.type);
  };
  try {
    ingest::read_document(given, reading);
  } catch (const Error&) {
    take_over();
    element.object = JsonbView(ingest::to_payload(given)).value();
    throw;
  }
  take_over();
  event.occurred_at = reading.event.occurred_at;
  if (reading.event.sequence) event.sequence = reading.event.sequence;
  event.data = reading.event.data;
}

std::int64_t read_sequence(std::string_view text) {
  auto number = Decimal::parse(text);
  auto integer = number ? number->as_int64() : std::nullopt;
  if (!integer) {
    throw Error(sqlstate::kDataRefused,
                "header \"ce_sequence\" refused: expected an integer of 64 bits");
  }
  return *integer;
}

/// Attributes in headers.
void read_attributes(const Topic& topic, const Message& m, Incoming& event) {
  for (const auto& [name, raw] : m.headers) {
    if (!name.starts_with(kAttribute) || !raw) continue;
    std::string_view attribute = name.substr(kAttribute.size());
    std::string_view value = to_server(*raw);
    if (attribute == "id") event.id = value;
    if (attribute == "source") event.source = value;
    if (attribute == "subject") event.subject = value;
    if (attribute == "site") event.site = value;
    if (attribute == "type" && !topic.type) event.type = value;
    if (attribute == "time") event.occurred_at = pg::read_time(value);
    if (attribute == "sequence") event.sequence = read_sequence(value);
    if (attribute == "specversion" && value != "1.0") {
      throw Error(sqlstate::kDataRefused, "header \"ce_specversion\" refused: expected \"1.0\"");
    }
  }
}

Format format_of(const Topic& topic, const Message& m) {
  if (topic.format != Format::detect) return topic.format;
  if (media_type(m) == "application/cloudevents+json") return Format::structured;
  if (header(m, "ce_specversion") || header(m, "ce_id")) return Format::binary;
  return Format::detect;
}

void read(const Topic& topic, const Message& m, ingest::Element& element) {
  fill_from_envelope(topic, m, element.event);
  Format format = format_of(topic, m);
  if (format == Format::binary) read_attributes(topic, m, element.event);
  if (auto document = document_format(m); document && format != Format::structured) {
    return read_document(*document, m, element);
  }
  if (format == Format::binary) {
    element.event.data = m.value ? read_data(m) : parse("{}");
    return;
  }
  const Jsonb* value = read_data(m);
  if (format == Format::detect) {
    JsonbView view(value);
    bool cloud_event = view.kind() == JsonKind::object && view.find("specversion");
    format = cloud_event ? Format::structured : Format::json;
  }
  if (format == Format::structured) return read_structured(topic, value, element);
  if (element.event.type && ingest::is_mapped(*element.event.type, mapping::Format::json)) {
    return read_document(mapping::Format::json, m, element);
  }
  element.event.data = value;
}

/// What a failure keeps: the event as far as it could be read, as a CloudEvents object that
/// tqc.retry_failure() takes, and where it was.
const Jsonb* payload_of(const Message& m, const ingest::Element& element) {
  static pg::Statement build(
      "SELECT CASE WHEN jsonb_typeof($1) = 'object' THEN $1 ELSE '{}' END || $2"
      "    || jsonb_strip_nulls(jsonb_build_object('datacontenttype', $3, 'data', $4,"
      "         'data_base64', translate(encode($5, 'base64'), E'\\n', '')))"
      "    || jsonb_build_object('kafkatopic', $6, 'kafkapartition', $7, 'kafkaoffset', $8)",
      {JSONBOID, JSONBOID, TEXTOID, TEXTOID, BYTEAOID, TEXTOID, INT4OID, INT8OID});
  pg::Arg type, text, binary;
  bool was_read = element.event.data != nullptr || element.object.type != jbvNull;
  if (!was_read && m.value) {
    std::string_view media = media_type(m);
    try {
      text = pg::text_arg(to_server(*m.value));
      type = pg::text_arg(is_json(media) ? "text/plain" : to_server(media));
    } catch (const Error&) {
      binary = pg::bytes_arg(*m.value);
    }
  }
  auto* object = const_cast<JsonbValue*>(&element.object);
  Datum raw = pg::call([&] { return JsonbPGetDatum(JsonbValueToJsonb(object)); });
  pg::Rows rows =
      build.run({pg::Arg(raw), pg::Arg(JsonbPGetDatum(to_cloud_event(element.event))), type, text,
                 binary, pg::text_arg(m.topic), pg::int4_arg(m.partition), pg::int8_arg(m.offset)});
  Datum result = *rows.datum(0, 1);
  return pg::call([&] { return DatumGetJsonbP(result); });
}

}  // namespace

ingest::Element read_message(const Topic& topic, const Message& message) {
  ingest::Element element;
  element.payload = [&message](const ingest::Element& e) { return payload_of(message, e); };
  ingest::read_element(element, [&](ingest::Element& e) { read(topic, message, e); });
  return element;
}

}  // namespace tqc::kafka

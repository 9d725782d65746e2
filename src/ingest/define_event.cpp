// tqc.define_event(): event types are data, one row a version.
#include <set>
#include <string>
#include <vector>

#include "core/clip.h"
#include "core/expr.h"
#include "core/json.h"
#include "core/json_pointer.h"
#include "ingest/document.h"
#include "ingest/schema_server.h"
#include "ingest/type_cache.h"
#include "ingest/xml.h"
#include "pg/jsonpath.h"
#include "pg/spi.h"

extern "C" {
#include "commands/trigger.h"
}

namespace tqc::ingest {

namespace {

[[noreturn]] void refuse(const std::string& what, const std::string& expected,
                         const std::string& found) {
  throw Error(sqlstate::kDefinitionRefused, what + ": expected " + expected + ", found " + found);
}

/// A type's code is also a Kafka topic and stands in rules.
void check_code(const std::string& code) {
  constexpr std::size_t kLongest = 249;
  bool plain = !code.empty() && code.size() <= kLongest;
  for (unsigned char c : code) plain = plain && c > ' ' && c != 0x7F;
  if (!plain) {
    refuse("event type code refused", "1 to 249 bytes without spaces or control characters",
           in_quotes(code));
  }
  if (is_reserved(code)) {
    throw Error(sqlstate::kDefinitionRefused, "event type code " + in_quotes(code) + " is reserved",
                "Types \"tqc.*\" are those of tqc itself.");
  }
}

/// undoes and amends: codes, which need not be defined yet.
void check_codes(const char* name, FunctionCallInfo fcinfo, int argument) {
  if (PG_ARGISNULL(argument)) return;
  Datum array = PG_GETARG_DATUM(argument);
  bool holds_null = pg::call([&] { return array_contains_nulls(DatumGetArrayTypeP(array)); });
  if (holds_null) refuse(std::string(name) + " refused", "event type codes", "null");
  std::set<std::string> seen;
  for (const std::string& code : pg::to_strings(array)) {
    if (code.empty() || is_reserved(code)) {
      refuse(std::string(name) + " refused", "codes of event types that are not tqc's own",
             in_quotes(code));
    }
    if (!seen.insert(code).second) {
      refuse(std::string(name) + " refused", "each code once", in_quotes(code) + " twice");
    }
  }
}

void check_path(const std::string& place, const Json& path) {
  if (!path.is(JsonKind::string)) refuse(place, "an SQL/JSON path", shown(path));
  if (auto fault = pg::jsonpath_fault(path.text)) {
    refuse(place, "an SQL/JSON path", shown(path) + " (" + *fault + ")");
  }
  for (const std::string& variable : path_variables(path.text)) {
    refuse(place, "a path over data alone", "the variable $" + variable);
  }
}

std::optional<Json> json_argument(FunctionCallInfo fcinfo, int argument) {
  if (PG_ARGISNULL(argument)) return std::nullopt;
  return parse_json(pg::jsonb_text(PG_GETARG_DATUM(argument)));
}

void check_match(FunctionCallInfo fcinfo, int argument) {
  auto match = json_argument(fcinfo, argument);
  if (!match) return;
  if (!match->is(JsonKind::array)) {
    refuse("match refused at \"\"", "an array of SQL/JSON paths", shown(*match));
  }
  for (std::size_t i = 0; i < match->items.size(); ++i) {
    check_path("match refused at \"/" + std::to_string(i) + "\"", match->items[i]);
  }
}

/// Context fields stand bare in templates, beside words that mean something else there.
bool is_field_name(std::string_view name) {
  if (name.empty() || (name[0] >= '0' && name[0] <= '9')) return false;
  for (unsigned char c : name) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '_' || c >= 0x80;
    if (!plain) return false;
  }
  return name != "data" && name != "subject" && name != "due_at";
}

void check_context(FunctionCallInfo fcinfo, int argument) {
  auto context = json_argument(fcinfo, argument);
  if (!context) return;
  if (!context->is(JsonKind::object)) {
    refuse("context refused at \"\"", "an object of SQL/JSON paths by name", shown(*context));
  }
  for (const auto& [name, path] : context->members) {
    std::string pointer;
    append_pointer(pointer, name);
    std::string place = "context refused at " + in_quotes(pointer);
    if (!is_field_name(name)) {
      refuse(place, "a name of letters, digits and _ that is not data, subject or due_at",
             in_quotes(name));
    }
    check_path(place, path);
  }
}

pg::Arg as_given(FunctionCallInfo fcinfo, int argument) {
  return PG_ARGISNULL(argument) ? pg::Arg() : pg::Arg(PG_GETARG_DATUM(argument));
}

/// Appends a version unless the one in force is equal; returns the version in force then.
int append_version(FunctionCallInfo fcinfo) {
  // One after the other: the highest id of a code must be the one committed last.
  static pg::Statement lock("LOCK TABLE tqc.event_type IN SHARE ROW EXCLUSIVE MODE", {});
  static pg::Statement append(
      "WITH given (code, title, json_schema, xml_schema, undoes, amends, match, context, mapping,"
      "            enabled) AS ("
      "  VALUES ($1, $2, $3, $4, coalesce($5, '{}'), coalesce($6, '{}'), coalesce($7, '[]'),"
      "          coalesce($8, '{}'), $9, $10)),"
      " last AS (SELECT * FROM tqc.event_type WHERE code = $1 ORDER BY id DESC LIMIT 1),"
      " equal AS ("
      "  SELECT l.id FROM last l, given g"
      "   WHERE (l.code, l.title, l.json_schema, l.xml_schema, l.undoes, l.amends, l.match,"
      "          l.context, l.mapping, l.enabled) IS NOT DISTINCT FROM"
      "         (g.code, g.title, g.json_schema, g.xml_schema, g.undoes, g.amends, g.match,"
      "          g.context, g.mapping, g.enabled)),"
      " added AS ("
      "  INSERT INTO tqc.event_type (code, title, json_schema, xml_schema, undoes, amends, match,"
      "                              context, mapping, enabled)"
      "  SELECT * FROM given WHERE NOT EXISTS (SELECT FROM equal) RETURNING id)"
      " SELECT id FROM equal UNION ALL SELECT id FROM added",
      {TEXTOID, TEXTOID, JSONBOID, TEXTOID, TEXTARRAYOID, TEXTARRAYOID, JSONBOID, JSONBOID,
       JSONBOID, BOOLOID});
  lock.run({});
  std::vector<pg::Arg> arguments;
  arguments.reserve(10);
  for (int i = 0; i < 10; ++i) arguments.push_back(as_given(fcinfo, i));
  return append.run(arguments).int4(0, 1);
}

}  // namespace

}  // namespace tqc::ingest

TQC_FUNCTION(tqc_define_event) {
  using namespace tqc;
  using namespace tqc::ingest;
  pg::SpiSession spi;
  if (PG_ARGISNULL(0)) {
    throw Error(sqlstate::kDefinitionRefused, "event type code must not be null");
  }
  check_code(
      std::string(pg::to_view(pg::call([&] { return PointerGetDatum(PG_GETARG_TEXT_PP(0)); }))));
  if (!PG_ARGISNULL(2)) compile_schema(pg::jsonb_text(PG_GETARG_DATUM(2)));
  if (!PG_ARGISNULL(3)) {
    compile_xml_schema(
        pg::to_view(pg::call([&] { return PointerGetDatum(PG_GETARG_TEXT_PP(3)); })));
  }
  check_codes("undoes", fcinfo, 4);
  check_codes("amends", fcinfo, 5);
  check_match(fcinfo, 6);
  check_context(fcinfo, 7);
  if (!PG_ARGISNULL(8)) compile_mapping(pg::jsonb_text(PG_GETARG_DATUM(8)));
  if (PG_ARGISNULL(9)) {
    throw Error(sqlstate::kDefinitionRefused, "enabled must not be null");
  }
  PG_RETURN_INT32(append_version(fcinfo));
}

/// A trigger of tqc.event_type: whoever changes it, every backend forgets what it knew.
TQC_FUNCTION(tqc_event_type_changed) {
  auto* trigger = reinterpret_cast<TriggerData*>(fcinfo->context);
  if (!CALLED_AS_TRIGGER(fcinfo)) throw tqc::Error("39P01", "not called by trigger manager");
  tqc::pg::call([&] { CacheInvalidateRelcache(trigger->tg_relation); });
  return PointerGetDatum(nullptr);  // a trigger may not return an SQL NULL
}

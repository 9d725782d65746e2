#include "engine/pg_facts.h"

#include "core/clip.h"
#include "pg/written_time.h"

extern "C" {
#include "catalog/pg_collation_d.h"
#include "utils/fmgrprotos.h"
}

namespace tqc::engine {

namespace {

using pg::call;
using pg::quiet_call;

class InContext {
 public:
  explicit InContext(MemoryContext context) : before_(MemoryContextSwitchTo(context)) {}
  ~InContext() { MemoryContextSwitchTo(before_); }
  InContext(const InContext&) = delete;
  InContext& operator=(const InContext&) = delete;

 private:
  MemoryContext before_;
};

// Compiled jsonpaths by Expr::slot, kept as long as the process.
JsonPath* compiled(const Expr& expr) {
  static std::vector<JsonPath*> kept;
  if (expr.slot >= kept.size()) kept.resize(expr.slot + 1, nullptr);
  JsonPath*& path = kept[expr.slot];
  if (path == nullptr) {
    InContext lasting(TopMemoryContext);
    const char* text = expr.text.c_str();
    path = DatumGetJsonPathP(
        quiet_call([=] { return DirectFunctionCall1(jsonpath_in, CStringGetDatum(text)); }));
  }
  return path;
}

// Calls a jsonpath function that may return NULL, errors not silenced: a predicate that
// raises one is a failure that its author should see, not a quiet false.
Jsonb* query(PGFunction function, Jsonb* data, JsonPath* path, Jsonb* vars) {
  return quiet_call([=]() -> Jsonb* {
    LOCAL_FCINFO(fcinfo, 4);
    InitFunctionCallInfoData(*fcinfo, nullptr, 4, DEFAULT_COLLATION_OID, nullptr, nullptr);
    fcinfo->args[0] = {JsonbPGetDatum(data), false};
    fcinfo->args[1] = {PointerGetDatum(path), false};
    fcinfo->args[2] = {JsonbPGetDatum(vars), false};
    fcinfo->args[3] = {BoolGetDatum(false), false};
    Datum result = function(fcinfo);
    return fcinfo->isnull ? nullptr : DatumGetJsonbP(result);
  });
}

Jsonb* parse(const char* json) {
  return quiet_call(
      [=] { return DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(json))); });
}

Jsonb* no_variables() {
  static Jsonb* empty = nullptr;
  if (empty == nullptr) {
    InContext lasting(TopMemoryContext);
    empty = parse("{}");
  }
  return empty;
}

Value to_value(const JsonbValue& v) {
  switch (v.type) {
    case jbvNull:
      return {Value::Kind::null, "null"};
    case jbvString:
      return {Value::Kind::string, std::string(v.val.string.val, v.val.string.len)};
    case jbvBool:
      return {Value::Kind::boolean, v.val.boolean ? "true" : "false"};
    case jbvNumeric: {
      Numeric n = v.val.numeric;
      const char* text = call(
          [=] { return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(n))); });
      return {Value::Kind::number, text};
    }
    default: {
      JsonbContainer* c = v.val.binary.data;
      int length = v.val.binary.len;
      const char* text = call([=] { return JsonbToCString(nullptr, c, length); });
      return {JsonContainerIsArray(c) ? Value::Kind::array : Value::Kind::object, text};
    }
  }
}

}  // namespace

PgFacts::PgFacts(const CalendarBook& calendars)
    : calendars_(calendars), memory_(call([] {
        return AllocSetContextCreate(CurrentMemoryContext, "tqc facts", ALLOCSET_DEFAULT_SIZES);
      })) {}

// The context itself goes with its parent, at the end of the turn.
PgFacts::~PgFacts() = default;

void PgFacts::clear() {
  data_.clear();
  MemoryContextReset(memory_);
}

std::uint32_t PgFacts::add_data(Datum jsonb) {
  data_.push_back({jsonb});
  return static_cast<std::uint32_t>(data_.size() - 1);
}

Jsonb* PgFacts::of(const Event& event) {
  Data& d = data_[event.data];
  if (d.composed == nullptr) {
    InContext here(memory_);
    Datum original = d.original;
    d.composed = call([=] { return DatumGetJsonbP(original); });
  }
  return d.composed;
}

Jsonb* PgFacts::variables(const Expr& expr, const Variables& v) {
  if (expr.variables == 0) return no_variables();
  std::string json = "{\"ctx\":";
  json += v.context != nullptr ? to_json(*v.context) : "{}";
  if (v.open_data != nullptr && !v.open_data->empty()) json += ",\"open\":" + *v.open_data;
  json += ",\"since\":{";
  if (v.since != nullptr) {
    bool first = true;
    for (const auto& [type, at] : *v.since) {
      if (!first) json += ',';
      first = false;
      append_json_string(json, type);
      std::int64_t micros = v.at - at;
      char seconds[40];
      std::snprintf(seconds, sizeof seconds, ":%lld.%06lld",
                    static_cast<long long>(micros / kSecond),
                    static_cast<long long>(micros % kSecond));
      json += seconds;
    }
  }
  json += "}}";
  return parse(json.c_str());
}

bool PgFacts::test(const Expr& predicate, const Event& event, const Variables& v) {
  return test_on(of(event), predicate, v);
}

bool PgFacts::test(const Expr& predicate, const Variables& v) {
  InContext here(memory_);
  return test_on(parse(to_json(*v.context).c_str()), predicate, v);
}

bool PgFacts::test_on(Jsonb* data, const Expr& predicate, const Variables& v) {
  InContext here(memory_);
  Jsonb* result =
      query(jsonb_path_query_first_tz, data, compiled(predicate), variables(predicate, v));
  JsonbValue scalar;
  return result != nullptr && JB_ROOT_IS_SCALAR(result) &&
         JsonbExtractScalar(&result->root, &scalar) && scalar.type == jbvBool && scalar.val.boolean;
}

std::vector<Value> PgFacts::values(const Expr& path, const Event& event) {
  Jsonb* data = of(event);
  return values_of(path, data);
}

std::vector<Value> PgFacts::values(const Expr& path, const std::string& json) {
  InContext here(memory_);
  return values_of(path, parse(json.empty() ? "{}" : json.c_str()));
}

std::vector<Value> PgFacts::values_of(const Expr& path, Jsonb* data) {
  InContext here(memory_);
  Jsonb* array = query(jsonb_path_query_array_tz, data, compiled(path), no_variables());
  std::vector<Value> values;
  if (array == nullptr) return values;
  for (std::uint32_t i = 0; i < JB_ROOT_COUNT(array); ++i) {
    JsonbValue* v = getIthJsonbValueFromContainer(&array->root, i);
    if (v != nullptr) values.push_back(to_value(*v));
  }
  return values;
}

std::string PgFacts::data(const Event& event) {
  Jsonb* data = of(event);
  InContext here(memory_);
  return pg::jsonb_text(JsonbPGetDatum(data));
}

void PgFacts::compose(const Event& event, const std::vector<Patch>& patches) {
  static pg::Statement merge("SELECT tqc.merge_patch($1, $2)", {JSONBOID, JSONBOID});
  Data& target = data_[event.data];
  target.composed = nullptr;
  Datum result = JsonbPGetDatum(of(event));
  for (const Patch& patch : patches) {
    Jsonb* other = of(*patch.event);
    if (patch.replace) {
      JsonbValue key;
      key.type = jbvString;
      key.val.string.val = const_cast<char*>("data");
      key.val.string.len = 4;
      InContext here(memory_);
      JsonbValue* value = findJsonbValueFromContainer(&other->root, JB_FOBJECT, &key);
      if (value != nullptr) {
        result = call([=] { return JsonbPGetDatum(JsonbValueToJsonb(value)); });
      }
    } else {
      pg::Rows rows = merge.run({pg::Arg(result), pg::Arg(JsonbPGetDatum(other))});
      InContext here(memory_);
      Datum merged = *rows.datum(0, 1);
      result = call([=] { return PointerGetDatum(PG_DETOAST_DATUM_COPY(merged)); });
    }
  }
  target.composed = DatumGetJsonbP(result);
}

Time PgFacts::read_time(const Value& value) {
  if (value.kind != Value::Kind::string) {
    throw Error(sqlstate::kDataRefused, std::string(clipped(value.text, 64)) + " is not a time");
  }
  return pg::read_time(value.text);
}

Time PgFacts::add(Time at, const Span& span) {
  if (span.zero()) return at;
  Interval interval;
  interval.month = span.months;
  interval.day = span.days;
  interval.time = span.micros;
  Interval* p = &interval;
  return DatumGetTimestampTz(quiet_call([=] {
    return DirectFunctionCall2(timestamptz_pl_interval, TimestampTzGetDatum(at),
                               IntervalPGetDatum(p));
  }));
}

std::string PgFacts::format_time(Time at) {
  int zone = 0;
  pg_tm tm{};
  fsec_t fraction = 0;
  if (timestamp2tm(at, &zone, &tm, &fraction, nullptr, nullptr) != 0) return "";
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d", tm.tm_year, tm.tm_mon, tm.tm_mday,
                tm.tm_hour, tm.tm_min);
  return text;
}

}  // namespace tqc::engine

#include "engine/pg_facts.h"

#include "core/clip.h"
#include "engine/merge_patch.h"
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

/// For one question: what the one before has left is freed, so that a subject with a long history
/// does not gather it.
class Afresh : InContext {
 public:
  explicit Afresh(MemoryContext scratch) : InContext(emptied(scratch)) {}

 private:
  static MemoryContext emptied(MemoryContext scratch) {
    MemoryContextReset(scratch);
    return scratch;
  }
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
      const char* text = quiet_call([=] { return JsonbToCString(nullptr, c, length); });
      return {JsonContainerIsArray(c) ? Value::Kind::array : Value::Kind::object, text};
    }
  }
}

}  // namespace

PgFacts::PgFacts(const CalendarBook& calendars)
    : calendars_(calendars),
      memory_(call([] {
        return AllocSetContextCreate(CurrentMemoryContext, "tqc facts", ALLOCSET_DEFAULT_SIZES);
      })),
      scratch_(call([] {
        return AllocSetContextCreate(CurrentMemoryContext, "tqc fact", ALLOCSET_DEFAULT_SIZES);
      })) {}

// The contexts themselves go with their parent, at the end of the turn.
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
  if (d.composed != nullptr) return d.composed;
  if (d.own == nullptr) {
    InContext here(memory_);
    Datum original = d.original;
    d.own = call([=] { return DatumGetJsonbP(original); });
  }
  return d.own;
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
  Jsonb* data = of(event);
  Afresh here(scratch_);
  return test_on(data, predicate, v);
}

bool PgFacts::test(const Expr& predicate, const Variables& v) {
  Afresh here(scratch_);
  return test_on(parse(to_json(*v.context).c_str()), predicate, v);
}

bool PgFacts::test_on(Jsonb* data, const Expr& predicate, const Variables& v) {
  Jsonb* result =
      query(jsonb_path_query_first_tz, data, compiled(predicate), variables(predicate, v));
  JsonbValue scalar;
  return result != nullptr && JB_ROOT_IS_SCALAR(result) &&
         JsonbExtractScalar(&result->root, &scalar) && scalar.type == jbvBool && scalar.val.boolean;
}

std::vector<Value> PgFacts::values(const Expr& path, const Event& event) {
  Jsonb* data = of(event);
  Afresh here(scratch_);
  return values_of(path, data);
}

std::vector<Value> PgFacts::values(const Expr& path, const std::string& json) {
  Afresh here(scratch_);
  return values_of(path, parse(json.empty() ? "{}" : json.c_str()));
}

std::vector<Value> PgFacts::values_of(const Expr& path, Jsonb* data) {
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
  Afresh here(scratch_);
  return quiet_call([=] { return JsonbToCString(nullptr, &data->root, VARSIZE(data)); });
}

void PgFacts::compose(const Event& event, const std::vector<Patch>& patches) {
  Data& target = data_[event.data];
  lay_over(target, nullptr);
  Jsonb* result = of(event);
  for (const Patch& patch : patches) {
    Jsonb* other = of(*patch.event);
    Afresh here(scratch_);
    if (patch.replace) {
      JsonbValue key;
      key.type = jbvString;
      key.val.string.val = const_cast<char*>("data");
      key.val.string.len = 4;
      JsonbValue* value = findJsonbValueFromContainer(&other->root, JB_FOBJECT, &key);
      if (value == nullptr) continue;
      result = call([=] { return JsonbValueToJsonb(value); });
    } else {
      result = quiet_call([=] { return merge_patch(result, other); });
    }
    InContext lasting(memory_);
    result = call([=] { return DatumGetJsonbPCopy(JsonbPGetDatum(result)); });
    lay_over(target, result);
  }
}

void PgFacts::lay_over(Data& target, Jsonb* composed) {
  if (target.composed != nullptr) pfree(target.composed);
  target.composed = composed;
}

void PgFacts::breathe() {
  if (INTERRUPTS_PENDING_CONDITION()) call([] { CHECK_FOR_INTERRUPTS(); });
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

#include "ingest/intake.h"

#include "core/clip.h"
#include "ingest/schema_server.h"
#include "ingest/uuid.h"
#include "ipc/bell.h"
#include "pg/clock.h"
#include "pg/settings.h"

namespace tqc::ingest {

namespace {

void check_name(const char* what, const std::optional<std::string_view>& name) {
  if (!name) throw Error(sqlstate::kDataRefused, std::string(what) + " must not be null");
  if (name->find_first_not_of(" \t\r\n") == std::string_view::npos) {
    throw Error(sqlstate::kDataRefused, std::string(what) + " must not be empty");
  }
  if (name->size() > kMaxNameBytes) {
    throw Error(sqlstate::kDataRefused,
                std::string(what) + " is longer than " + std::to_string(kMaxNameBytes) + " bytes");
  }
}

}  // namespace

const KnownType& require_type(const std::optional<std::string_view>& code) {
  if (!code) throw Error(sqlstate::kUnknownType, "event type must not be null");
  if (is_reserved(*code)) {
    throw Error(sqlstate::kUnknownType, "event type " + in_quotes(*code) + " is reserved", {},
                "Hand actions are emitted by tqc.close_task() and the like.");
  }
  const KnownType* type = find_type(*code);
  if (type == nullptr) {
    std::string similar = similar_types(*code);
    throw Error(sqlstate::kUnknownType, "event type " + in_quotes(*code) + " is unknown", {},
                similar.empty() ? "Define it with tqc.define_event()."
                                : "Perhaps you meant " + similar + ".");
  }
  if (!type->enabled) {
    throw Error(sqlstate::kUnknownType, "event type " + in_quotes(*code) + " is disabled");
  }
  return *type;
}

namespace {

std::string shown_time(Time at) {
  const char* text = pg::call([&] { return timestamptz_to_str(at); });
  return text;
}

void check_time(Time at) {
  if (TIMESTAMP_NOT_FINITE(at)) {
    throw Error(sqlstate::kDataRefused, "occurred_at must be a finite time");
  }
  Time now = pg::now();
  // Without overflow: both are finite, and the difference of two far ones still fits.
  if (at > now && at - now > pg::settings::future_limit()) {
    throw Error(sqlstate::kTooFarAhead,
                "occurred_at " + shown_time(at) + " is too far in the future",
                "It is " + shown_time(now) + " now, and tqc.future_limit is " +
                    std::to_string(pg::settings::future_limit() / kSecond) + " seconds.");
  }
}

// A number such as 1e100000 is a few bytes in a jsonb and a hundred thousand wherever it is written
// out: a few of them would make a text that the server cannot hold.
constexpr int kMostDigits = 1000;

bool is_endless(Numeric number) {
  static Numeric most = nullptr;
  if (most == nullptr) {
    MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);
    Datum ten = NumericGetDatum(int64_to_numeric(10));
    Datum digits = NumericGetDatum(int64_to_numeric(kMostDigits));
    most = DatumGetNumeric(DirectFunctionCall2(numeric_power, ten, digits));
    MemoryContextSwitchTo(before);
  }
  Datum n = NumericGetDatum(number);
  return DatumGetInt32(DirectFunctionCall1(numeric_scale, n)) > kMostDigits ||
         DatumGetBool(DirectFunctionCall2(numeric_gt, DirectFunctionCall1(numeric_abs, n),
                                          NumericGetDatum(most)));
}

void check_numbers(const std::string& type, const Jsonb* data) {
  if (!holds_endless_number(data)) return;
  throw Error(sqlstate::kDataRefused, "data of " + in_quotes(type) +
                                          " refused: a number has more than " +
                                          std::to_string(kMostDigits) + " digits");
}

}  // namespace

bool holds_endless_number(const Jsonb* data) {
  return pg::call([=] {
    JsonbIterator* it = JsonbIteratorInit(const_cast<JsonbContainer*>(&data->root));
    JsonbValue value;
    JsonbIteratorToken token;
    while ((token = JsonbIteratorNext(&it, &value, false)) != WJB_DONE) {
      bool is_value = token == WJB_VALUE || token == WJB_ELEM;
      if (is_value && value.type == jbvNumeric && is_endless(value.val.numeric)) return true;
    }
    return false;
  });
}

bool is_refusal(const Error& error) { return !error.sqlstate.starts_with("XX"); }

void complete(Incoming& event) {
  event.numbered = event.id.has_value();
  if (!event.numbered) {
    event.fresh_id = fresh_uuid();
    event.id = event.fresh_id;
  }
  if (!event.occurred_at) event.occurred_at = pg::now();
}

void check(Incoming& event) {
  const KnownType& type = require_type(event.type);
  check_name("subject", event.subject);
  check_name("site", event.site);
  check_name("source", event.source);
  check_name("id", event.id);
  if (*event.site == "*") {
    throw Error(sqlstate::kDataRefused, "site must not be \"*\"", {},
                "In rules \"*\" stands for every site.");
  }
  check_time(*event.occurred_at);
  if (event.data == nullptr) throw Error(sqlstate::kDataRefused, "data must not be null");
  check_numbers(type.code, event.data);
  event.type_id = type.id;
  if (type.schema != nullptr) check_data(type.code, *type.schema, event.data);
}

bool can_be_held(const Incoming& event) {
  return event.numbered && event.site && event.source && event.type && event.subject &&
         event.data != nullptr;
}

bool is_same(const Incoming& event, const Holder& holder) {
  return event.type == holder.type && event.subject == holder.subject && pg::call([&] {
           return compareJsonbContainers(const_cast<JsonbContainer*>(&event.data->root),
                                         const_cast<JsonbContainer*>(&holder.data->root)) == 0;
         });
}

Error number_reused(const Incoming& event, const Holder& holder) {
  const char* what = event.type != holder.type         ? "type"
                     : event.subject != holder.subject ? "subject"
                                                       : "data";
  return {sqlstate::kNumberReused,
          "number " + in_quotes(*event.id) + " of source " + in_quotes(*event.source) +
              " at site " + in_quotes(*event.site) + " already stands for other content: " + what +
              " differ" + (what[0] == 'd' ? "" : "s"),
          "It stands for event " + std::to_string(holder.seq) + " of type " +
              in_quotes(holder.type) + "."};
}

void Numbers::add(const Incoming& event) {
  sites.add(pg::text_arg(*event.site));
  sources.add(pg::text_arg(*event.source));
  ids.add(pg::text_arg(*event.id));
}

std::vector<std::optional<Holder>> find_holders(const Numbers& numbers) {
  static pg::Statement look(
      "SELECT n.ord::int, e.seq, e.type_id, e.subject, e.data"
      "  FROM unnest($1, $2, $3) WITH ORDINALITY AS n(site, source, id, ord)"
      "  JOIN tqc.event_log e ON e.site = n.site AND e.source = n.source AND e.id = n.id",
      {TEXTARRAYOID, TEXTARRAYOID, TEXTARRAYOID});
  std::vector<std::optional<Holder>> holders(numbers.ids.size());
  pg::Rows rows = look.run({numbers.sites.array(), numbers.sources.array(), numbers.ids.array()});
  for (uint64 i = 0; i < rows.size(); ++i) {
    Datum data = *rows.datum(i, 5);
    holders[rows.int4(i, 1) - 1] =
        Holder{rows.int8(i, 2), type_code(rows.int4(i, 3)), *rows.string(i, 4),
               pg::call([&] { return DatumGetJsonbP(data); })};
  }
  return holders;
}

namespace {

std::optional<Holder> find_holder(const Incoming& event) {
  Numbers number;
  number.add(event);
  return find_holders(number).front();
}

/// The new row's seq, or nothing if its number is taken. Waits for another open transaction that
/// emits the same number.
std::optional<std::int64_t> insert(const Incoming& event) {
  static const std::initializer_list<Oid> kTypes = {TEXTOID, TEXTOID,        TEXTOID, INT4OID,
                                                    TEXTOID, TIMESTAMPTZOID, INT8OID, JSONBOID};
  static const std::string kInsert =
      "INSERT INTO tqc.event_log (site, source, id, type_id, subject, occurred_at, sequence, data)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
  static const std::string kFresh = kInsert + " RETURNING seq";
  static const std::string kOnce =
      kInsert + " ON CONFLICT (site, source, id) DO NOTHING RETURNING seq";
  static pg::Statement append_once(kOnce.c_str(), kTypes);
  // A fresh number is nobody's: no look first, an eighth of the cost.
  static pg::Statement append_fresh(kFresh.c_str(), kTypes);
  pg::Statement& statement = event.numbered ? append_once : append_fresh;
  pg::Rows rows = statement.run({pg::text_arg(*event.site), pg::text_arg(*event.source),
                                 pg::text_arg(*event.id), pg::int4_arg(event.type_id),
                                 pg::text_arg(*event.subject), pg::time_arg(*event.occurred_at),
                                 event.sequence ? pg::int8_arg(*event.sequence) : pg::Arg(),
                                 pg::Arg(JsonbPGetDatum(event.data))});
  if (rows.empty()) return std::nullopt;
  return rows.int8(0, 1);
}

}  // namespace

Taken take(Incoming& event) {
  complete(event);
  std::optional<Error> refusal;
  try {
    check(event);
  } catch (const Error& e) {
    if (!is_refusal(e)) throw;
    refusal = e;
  }
  if (refusal) {
    if (can_be_held(event)) {
      if (auto holder = find_holder(event); holder && is_same(event, *holder)) {
        return {holder->seq, true};
      }
    }
    throw *refusal;
  }
  for (;;) {
    if (auto seq = insert(event)) {
      ipc::emitted();
      return {*seq, false};
    }
    if (auto holder = find_holder(event)) {
      if (!is_same(event, *holder)) throw number_reused(event, *holder);
      return {holder->seq, true};
    }
    // Retention removed it between the two statements: its number is free again.
    pg::call([] { CHECK_FOR_INTERRUPTS(); });
  }
}

}  // namespace tqc::ingest

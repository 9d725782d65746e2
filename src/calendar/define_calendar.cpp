// tqc.define_calendar: a definition is parsed before it is stored, so that the engine never meets
// one it does not understand.
#include <optional>
#include <string>

#include "core/calendar.h"
#include "core/calendar_definition.h"
#include "ipc/bell.h"
#include "pg/clock.h"
#include "pg/server_zone.h"
#include "pg/spi.h"

namespace tqc::calendar {

namespace {

struct Given {
  std::string code;
  std::string timezone;
  Datum week;
  Datum days;
  std::optional<Time> valid_from;
  pg::Arg source;
};

[[noreturn]] void refuse(const std::string& message, const std::string& detail = {},
                         const std::string& hint = {}) {
  throw Error(sqlstate::kDefinitionRefused, message, detail, hint);
}

std::string text_argument(FunctionCallInfo fcinfo, int n, const char* what) {
  std::string result;
  if (!PG_ARGISNULL(n)) {
    text* value = pg::call([&] { return PG_GETARG_TEXT_PP(n); });
    result = pg::to_string(value);
  }
  if (result.empty()) refuse(std::string(what) + " must not be empty");
  return result;
}

Given read(FunctionCallInfo fcinfo) {
  Given g;
  g.code = text_argument(fcinfo, 0, "calendar code");
  if (g.code == CalendarBook::kAlwaysCode) {
    refuse("calendar \"always\" is built in", "It counts every hour, in the zone tqc.timezone.",
           "Define a calendar under another code.");
  }
  g.timezone = text_argument(fcinfo, 1, "timezone");
  if (PG_ARGISNULL(2)) refuse("week must not be null");
  if (PG_ARGISNULL(3)) refuse("days must not be null", {}, "Give '{}' if no day differs.");
  g.week = PG_GETARG_DATUM(2);
  g.days = PG_GETARG_DATUM(3);
  if (!PG_ARGISNULL(4)) g.valid_from = PG_GETARG_TIMESTAMPTZ(4);
  if (g.valid_from == kNever) refuse("valid_from must not be infinity");
  if (!PG_ARGISNULL(5)) g.source = PG_GETARG_DATUM(5);
  return g;
}

void check(const Given& g) {
  if (!pg::find_zone(g.timezone)) {
    refuse("time zone \"" + g.timezone + "\" is unknown",
           "Expected a name of the view pg_timezone_names, such as Asia/Shanghai.");
  }
  parse_work_hours(pg::jsonb_text(g.week), pg::jsonb_text(g.days));
}

// Keeps other writers out until the end of the transaction, readers and the engine not: ids come in
// the order of commits, on which calendar::highest() relies.
void lock() {
  static pg::Statement statement("LOCK TABLE tqc.calendar_version IN SHARE ROW EXCLUSIVE MODE", {});
  statement.run({});
}

/// The version in force at an instant, if it says the same.
std::optional<int32> equal_in_force(const Given& g, Time at) {
  static pg::Statement statement(
      "SELECT version, (timezone, week, days) IS NOT DISTINCT FROM ($3, $4, $5)"
      "  FROM tqc.calendar_version WHERE code = $1 AND valid_from <= $2"
      " ORDER BY valid_from DESC, version DESC LIMIT 1",
      {TEXTOID, TIMESTAMPTZOID, TEXTOID, JSONBOID, JSONBOID});
  pg::Rows rows = statement.run({pg::text_arg(g.code), pg::time_arg(at), pg::text_arg(g.timezone),
                                 pg::Arg(g.week), pg::Arg(g.days)});
  if (rows.empty() || !rows.boolean(0, 2)) return std::nullopt;
  return rows.int4(0, 1);
}

bool exists(const std::string& code) {
  static pg::Statement statement("SELECT FROM tqc.calendar_version WHERE code = $1 LIMIT 1",
                                 {TEXTOID});
  return !statement.run({pg::text_arg(code)}).empty();
}

int32 append(const Given& g, Time valid_from) {
  static pg::Statement statement(
      "INSERT INTO tqc.calendar_version (code, version, timezone, week, days, valid_from, source)"
      " SELECT $1, coalesce(max(version), 0) + 1, $2, $3, $4, $5, $6 FROM tqc.calendar_version"
      "  WHERE code = $1 RETURNING version",
      {TEXTOID, TEXTOID, JSONBOID, JSONBOID, TIMESTAMPTZOID, TEXTOID});
  pg::Rows rows = statement.run({pg::text_arg(g.code), pg::text_arg(g.timezone), pg::Arg(g.week),
                                 pg::Arg(g.days), pg::time_arg(valid_from), g.source});
  ipc::ring_on_commit();
  return rows.int4(0, 1);
}

int32 define(const Given& g) {
  check(g);
  pg::SpiSession spi;
  lock();
  const bool first = !exists(g.code);
  Time valid_from = g.valid_from ? *g.valid_from : first ? kAlways : pg::now();
  if (auto version = equal_in_force(g, valid_from)) return *version;
  return append(g, valid_from);
}

}  // namespace
}  // namespace tqc::calendar

TQC_FUNCTION(tqc_define_calendar) {
  PG_RETURN_INT32(tqc::calendar::define(tqc::calendar::read(fcinfo)));
}

// tqc.calendar_add and its like: what a calendar says, asked from SQL.
#include <string>

#include "calendar/book.h"
#include "core/calendar_definition.h"
#include "pg/clock.h"
#include "pg/spi.h"

extern "C" {
#include "utils/date.h"
}

namespace tqc::calendar {

namespace {

constexpr int kMostDays = 40'000;

const Calendar& find(Datum code) {
  std::string name(pg::to_view(pg::call([=] { return PointerGetDatum(PG_DETOAST_DATUM(code)); })));
  const Calendar* found = book(highest()).find(name);
  if (found == nullptr) {
    throw Error("42704", "calendar \"" + name + "\" does not exist", {},
                "tqc.calendar lists what has been defined; \"always\" is built in.");
  }
  return *found;
}

/// The last argument of each: whose version is to answer.
Time at_argument(FunctionCallInfo fcinfo, int n) {
  return PG_ARGISNULL(n) ? pg::now() : PG_GETARG_TIMESTAMPTZ(n);
}

bool any_null(FunctionCallInfo fcinfo, int count) {
  for (int i = 0; i < count; ++i) {
    if (PG_ARGISNULL(i)) return true;
  }
  return false;
}

Datum interval_datum(std::int64_t micros) {
  auto* interval = static_cast<Interval*>(pg::call([] { return palloc0(sizeof(Interval)); }));
  interval->time = micros;
  return IntervalPGetDatum(interval);
}

void put_day(ReturnSetInfo* result, const Timetable& table, std::int32_t day) {
  const SpecialDay* special = table.special(day);
  Datum values[6] = {DateADTGetDatum(day),
                     BoolGetDatum(table.counts(day)),
                     pg::text_arg(format_hours(table.hours_of(day))).value,
                     interval_datum(table.working(table.start_of(day), table.start_of(day + 1))),
                     BoolGetDatum(special != nullptr),
                     0};
  bool nulls[6] = {false, false, false, false, false, true};
  if (special != nullptr && !special->name.empty()) {
    values[5] = pg::text_arg(special->name).value;
    nulls[5] = false;
  }
  Datum* v = values;
  bool* n = nulls;
  pg::call([=] { tuplestore_putvalues(result->setResult, result->setDesc, v, n); });
}

}  // namespace
}  // namespace tqc::calendar

TQC_FUNCTION(tqc_calendar_add) {
  using namespace tqc;
  if (calendar::any_null(fcinfo, 3)) PG_RETURN_NULL();
  pg::SpiSession spi;
  const Calendar& c = calendar::find(PG_GETARG_DATUM(0));
  const Interval* span = PG_GETARG_INTERVAL_P(2);
  PG_RETURN_TIMESTAMPTZ(c.add(PG_GETARG_TIMESTAMPTZ(1), {span->month, span->day, span->time},
                              calendar::at_argument(fcinfo, 3)));
}

TQC_FUNCTION(tqc_calendar_day_end) {
  using namespace tqc;
  if (calendar::any_null(fcinfo, 3)) PG_RETURN_NULL();
  pg::SpiSession spi;
  const Calendar& c = calendar::find(PG_GETARG_DATUM(0));
  PG_RETURN_TIMESTAMPTZ(
      c.day_end(PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_INT32(2), calendar::at_argument(fcinfo, 3)));
}

TQC_FUNCTION(tqc_calendar_working) {
  using namespace tqc;
  if (calendar::any_null(fcinfo, 3)) PG_RETURN_NULL();
  std::int64_t micros = 0;
  {
    pg::SpiSession spi;
    const Calendar& c = calendar::find(PG_GETARG_DATUM(0));
    micros = c.working(PG_GETARG_TIMESTAMPTZ(1), PG_GETARG_TIMESTAMPTZ(2),
                       calendar::at_argument(fcinfo, 3));
  }
  return calendar::interval_datum(micros);  // outside SPI, whose memory ends with it
}

TQC_FUNCTION(tqc_calendar_zone) {
  using namespace tqc;
  if (calendar::any_null(fcinfo, 1)) PG_RETURN_NULL();
  std::string zone;
  {
    pg::SpiSession spi;
    const Calendar& c = calendar::find(PG_GETARG_DATUM(0));
    zone = c.zone(calendar::at_argument(fcinfo, 1)).name();
  }
  return pg::text_arg(zone).value;  // outside SPI, whose memory ends with it
}

TQC_FUNCTION(tqc_calendar_days) {
  using namespace tqc;
  pg::call([&] { InitMaterializedSRF(fcinfo, 0); });
  if (calendar::any_null(fcinfo, 3)) PG_RETURN_NULL();
  pg::SpiSession spi;
  const Calendar& c = calendar::find(PG_GETARG_DATUM(0));
  const Timetable& table = c.in_force(calendar::at_argument(fcinfo, 3));
  DateADT first = PG_GETARG_DATEADT(1);
  DateADT last = PG_GETARG_DATEADT(2);
  if (DATE_NOT_FINITE(first) || DATE_NOT_FINITE(last) ||
      std::int64_t{last} - first >= calendar::kMostDays) {
    throw Error("22023",
                "at most " + std::to_string(calendar::kMostDays) + " days may be asked for");
  }
  auto* result = reinterpret_cast<ReturnSetInfo*>(fcinfo->resultinfo);
  for (DateADT day = first; day <= last; ++day) calendar::put_day(result, table, day);
  PG_RETURN_NULL();
}

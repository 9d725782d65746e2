#include "calendar/book.h"

#include <memory>
#include <set>

#include "core/calendar_definition.h"
#include "pg/installation.h"
#include "pg/settings.h"
#include "pg/server_zone.h"
#include "pg/spi.h"

namespace tqc::calendar {

namespace {

// A calendar whose zone the server no longer knows is left out whole: what needs it fails and says
// so, all else goes on.
void warn_of_zone(const std::string& code, const std::string& zone) {
  const char* c = code.c_str();
  const char* z = zone.c_str();
  pg::call([=] {
    ereport(WARNING,
            (errmsg("tqc: calendar \"%s\" is left out, time zone \"%s\" is unknown", c, z)));
  });
}

std::vector<CalendarVersion> load(int highest) {
  static pg::Statement all(
      "SELECT code, version, valid_from, timezone, week, days FROM tqc.calendar_version"
      " WHERE id <= $1",
      {INT4OID});
  pg::Rows rows = all.run({pg::int4_arg(highest)});
  std::vector<CalendarVersion> versions;
  versions.reserve(rows.size());
  std::set<std::string> without_zone;
  for (uint64 i = 0; i < rows.size(); ++i) {
    CalendarVersion v;
    v.code = *rows.string(i, 1);
    v.version = rows.int4(i, 2);
    v.valid_from = rows.time(i, 3);
    std::string zone = *rows.string(i, 4);
    v.zone = pg::find_zone(zone);
    if (!v.zone) {
      if (without_zone.insert(v.code).second) warn_of_zone(v.code, zone);
      continue;
    }
    v.hours =
        parse_work_hours(pg::jsonb_text(*rows.datum(i, 5)), pg::jsonb_text(*rows.datum(i, 6)));
    versions.push_back(std::move(v));
  }
  std::erase_if(versions, [&](const CalendarVersion& v) { return without_zone.contains(v.code); });
  return versions;
}

}  // namespace

int highest() {
  static pg::Statement statement("SELECT coalesce(max(id), 0) FROM tqc.calendar_version", {});
  return statement.run({}).int4(0, 1);
}

const CalendarBook& book(int highest) {
  static std::unique_ptr<CalendarBook> kept;
  static int kept_highest = -1;
  static std::string kept_zone;
  static Oid of = InvalidOid;
  const std::string& zone = pg::settings::timezone();
  if (pg::installed_anew(of)) kept.reset();
  if (!kept || highest != kept_highest || zone != kept_zone) {
    auto own = pg::find_zone(zone);
    if (!own) throw Error("22023", "tqc.timezone \"" + zone + "\" is unknown");
    kept = std::make_unique<CalendarBook>(own, load(highest));
    kept_highest = highest;
    kept_zone = zone;
  }
  return *kept;
}

}  // namespace tqc::calendar

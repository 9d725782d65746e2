#include "pg/written_time.h"

#include <string>

#include "core/clip.h"
#include "core/instant.h"
#include "pg/guard.h"
#include "pg/settings.h"

extern "C" {
#include "utils/datetime.h"
}

namespace tqc::pg {

namespace {

/// Seconds east of UTC that `zone` has at this local time.
int offset_in(const std::string& zone, const WrittenTime& written) {
  const char* name = zone.c_str();
  pg_tm tm{};
  tm.tm_year = written.year;
  tm.tm_mon = written.month;
  tm.tm_mday = written.day;
  tm.tm_hour = written.hour;
  tm.tm_min = written.minute;
  tm.tm_sec = written.second;
  pg_tm* local = &tm;
  return -call([=] {
    pg_tz* tz = pg_tzset(name);
    if (tz == nullptr) elog(ERROR, "tqc.timezone \"%s\" is unknown", name);
    return DetermineTimeZoneOffset(local, tz);
  });
}

/// "20260105", as HL7 and many an EMR write a day.
bool is_compact_date(std::string_view text) {
  return text.size() == 8 && text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

Time read_time(std::string_view text) {
  auto written = read_written_time(text);
  if (!written && !is_compact_date(text)) {
    throw Error(sqlstate::kDataRefused,
                "time \"" + std::string(clipped(text, 64)) + "\" is not a time as RFC 3339 has it",
                {}, "Write it as 2026-01-05T08:00:00+08:00.");
  }
  if (!written || !written->has_time) {
    throw Error(sqlstate::kNoTimeOfDay, "time \"" + std::string(text) + "\" has no time of day", {},
                "A day alone is not guessed to be midnight; write 2026-01-05T08:00:00+08:00.");
  }
  int offset = written->offset ? *written->offset : offset_in(settings::timezone(), *written);
  return written->as_utc() - offset * kSecond;
}

}  // namespace tqc::pg

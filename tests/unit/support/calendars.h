// Calendars for tests, and questions asked in wall clocks of their zone.
#pragma once

#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "core/calendar.h"
#include "core/calendar_definition.h"
#include "support/listed_zone.h"

namespace tqc::test {

inline constexpr const char* kOfficeWeek = R"({
    "mon": [["08:00", "12:00"], ["14:00", "17:30"]], "tue": "mon", "wed": "mon", "thu": "mon",
    "fri": "mon"})";

/// The State Council's notice for 2026 (国办发明电〔2025〕7号), written down again here.
inline constexpr const char* kChina2026 = R"({
    "2026-01-01": {"hours": [], "name": "元旦"}, "2026-01-02": [], "2026-01-03": [],
    "2026-01-04": {"hours": "mon", "name": "元旦调休"},
    "2026-02-14": "mon",
    "2026-02-15": {"hours": [], "name": "春节"}, "2026-02-16": [], "2026-02-17": [],
    "2026-02-18": [], "2026-02-19": [], "2026-02-20": [], "2026-02-21": [], "2026-02-22": [],
    "2026-02-23": [],
    "2026-02-28": "mon",
    "2026-04-04": [], "2026-04-05": [], "2026-04-06": [],
    "2026-05-01": [], "2026-05-02": [], "2026-05-03": [], "2026-05-04": [], "2026-05-05": [],
    "2026-05-09": "mon",
    "2026-06-19": [], "2026-06-20": [], "2026-06-21": [],
    "2026-09-20": "mon",
    "2026-09-25": [], "2026-09-26": [], "2026-09-27": [],
    "2026-10-01": {"hours": [], "name": "国庆节"}, "2026-10-02": [], "2026-10-03": [],
    "2026-10-04": [], "2026-10-05": [], "2026-10-06": [], "2026-10-07": [],
    "2026-10-10": {"hours": "mon", "name": "国庆节调休"}})";

class Desk {
 public:
  Desk(ZonePtr zone, std::string_view week, std::string_view days = "{}")
      : zone_(zone), table_(std::move(zone), parse_work_hours(week, days)) {}

  std::string add(std::string_view from, std::string_view duration) const {
    return wall(*zone_, table_.add(on(*zone_, from), parse_duration(duration)));
  }
  /// In minutes.
  std::int64_t working(std::string_view from, std::string_view to) const {
    std::int64_t micros = table_.working(on(*zone_, from), on(*zone_, to));
    EXPECT_EQ(micros % kMinute, 0);
    return micros / kMinute;
  }
  /// The date at whose end the n-th counted day ends.
  std::string day(std::string_view from, std::int32_t n) const {
    Time end = table_.day_end(on(*zone_, from), n);
    EXPECT_EQ(table_.start_of(table_.day_of(end) + 1), end + 1);
    return wall(*zone_, end).substr(0, 10);
  }
  std::string day_end(std::string_view from, std::int32_t n) const {
    return wall(*zone_, table_.day_end(on(*zone_, from), n));
  }
  std::string day_start(std::string_view from) const {
    return wall(*zone_, table_.day_start(on(*zone_, from)));
  }
  const Timetable& table() const { return table_; }
  const Zone& zone() const { return *zone_; }

 private:
  ZonePtr zone_;
  Timetable table_;
};

}  // namespace tqc::test

// What must hold of working time whatever the hours, the zone and the instant.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "support/calendars.h"
#include "support/property.h"

namespace tqc::test {
namespace {

Hours random_hours() {
  std::vector<int> marks = *rc::gen::container<std::vector<int>>(
      static_cast<std::size_t>(2 *
                               *rc::gen::weightedElement<int>({{2, 0}, {3, 1}, {3, 2}, {1, 4}})),
      rc::gen::inRange(0, 97));  // quarters of an hour
  std::sort(marks.begin(), marks.end());
  Hours hours;
  for (std::size_t i = 0; i + 1 < marks.size(); i += 2) {
    if (marks[i] == marks[i + 1]) continue;
    hours.push_back({marks[i] * 15 * kMinute, marks[i + 1] * 15 * kMinute});
  }
  return hours;
}

// About the changes of each of the zones.
struct Place {
  std::size_t zone;
  const char* about;  // UTC
};
constexpr Place kPlaces[] = {
    {0, "2026-02-14 00:00"}, {1, "2025-03-30 01:00"}, {1, "2026-10-25 01:00"},
    {2, "2026-03-08 07:00"}, {2, "2026-11-01 06:00"}, {3, "2018-02-18 02:00"},
    {3, "2018-11-04 03:00"}, {4, "2026-03-08 05:00"}, {4, "2026-11-01 05:00"},
    {5, "2006-04-02 03:31"}, {5, "2006-10-29 02:31"}, {6, "2026-04-04 15:00"},
    {6, "2026-10-03 15:30"}, {7, "2011-12-30 10:00"}};

struct World {
  Place place = *rc::gen::elementOf(std::vector<Place>(std::begin(kPlaces), std::end(kPlaces)));
  Time centre = on(utc(), place.about);
  WorkHours hours;
  Timetable table;       // takes weeks at once
  Timetable day_by_day;  // does not know that it may

  World()
      : hours(random_work_hours()),
        table(all_zones(true)[place.zone], hours),
        day_by_day(all_zones(false)[place.zone], hours) {}

  WorkHours random_work_hours() const {
    WorkHours made;
    for (Hours& day : made.week) day = random_hours();
    if (made == WorkHours{}) made.week[2] = {{8 * kHour, 9 * kHour}};
    auto centre_day = static_cast<std::int32_t>(centre / kDay);
    auto offsets = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(-60, 60));
    std::sort(offsets.begin(), offsets.end());
    for (int offset : offsets) made.days.push_back({centre_day + offset, random_hours(), ""});
    return made;
  }
  /// Often within a day of the change, always within four months.
  Time instant() const {
    Time reach = *rc::gen::element<Time>(2 * kHour, 1 * kDay, 10 * kDay, 120 * kDay);
    Time exact = centre + *rc::gen::inRange<Time>(-reach, reach);
    return *rc::gen::elementOf(std::vector<Time>{exact, exact - exact % (15 * kMinute), centre});
  }
};

std::int64_t some_work() {
  Time most = *rc::gen::element<Time>(1 * kHour, 1 * kDay, 20 * kDay, 200 * kDay);
  return *rc::gen::inRange<Time>(1, most);
}

TEST(CalendarProperty, WhatIsAddedIsWhatWasWorked) {
  fix_seed();
  EXPECT_TRUE(rc::check([] {
    World w;
    Time from = w.instant();
    std::int64_t work = some_work();
    Time to = w.table.add(from, {0, 0, work});
    RC_ASSERT(to > from);
    RC_ASSERT(w.table.working(from, to) == work);
    RC_ASSERT(w.table.working(from, to - 1) == work - 1);  // not a moment later than need be
  }));
}

TEST(CalendarProperty, WhatIsTakenAwayIsWhatWasWorked) {
  fix_seed();
  EXPECT_TRUE(rc::check([] {
    World w;
    Time from = w.instant();
    std::int64_t work = some_work();
    Time to = w.table.add(from, {0, 0, -work});
    RC_ASSERT(to < from);
    RC_ASSERT(w.table.working(from, to) == -work);
    RC_ASSERT(w.table.working(to + 1, from) == work - 1);
  }));
}

TEST(CalendarProperty, ALaterBeginningNeverEndsEarlier) {
  fix_seed();
  EXPECT_TRUE(rc::check([] {
    World w;
    Time a = w.instant();
    Time b = w.instant();
    if (b < a) std::swap(a, b);
    std::int64_t work = some_work();
    RC_ASSERT(w.table.add(a, {0, 0, work}) <= w.table.add(b, {0, 0, work}));
    RC_ASSERT(w.table.add(a, {0, 0, -work}) <= w.table.add(b, {0, 0, -work}));
    RC_ASSERT(w.table.day_end(a, 3) <= w.table.day_end(b, 3));
    RC_ASSERT(w.table.day_end(a, -3) <= w.table.day_end(b, -3));
    RC_ASSERT(w.table.working(a, b) >= 0 && w.table.working(a, b) <= b - a);
  }));
}

TEST(CalendarProperty, WorkingTimeAddsUp) {
  fix_seed();
  EXPECT_TRUE(rc::check([] {
    World w;
    Time a = w.instant();
    Time b = w.instant();
    Time c = w.instant();
    RC_ASSERT(w.table.working(a, b) + w.table.working(b, c) == w.table.working(a, c));
  }));
}

TEST(CalendarProperty, WeeksAtOnceGiveTheSameAsDayByDay) {
  fix_seed();
  EXPECT_TRUE(rc::check([] {
    World w;
    Time a = w.instant();
    Time b = w.instant();
    Span span{0, 0, some_work()};
    auto n = *rc::gen::inRange<std::int32_t>(-300, 300);
    RC_ASSERT(w.table.add(a, span) == w.day_by_day.add(a, span));
    RC_ASSERT(w.table.add(a, -span) == w.day_by_day.add(a, -span));
    RC_ASSERT(w.table.working(a, b) == w.day_by_day.working(a, b));
    RC_ASSERT(w.table.day_end(a, n) == w.day_by_day.day_end(a, n));
  }));
}

TEST(CalendarProperty, DaysAreCountedOneByOne) {
  fix_seed();
  EXPECT_TRUE(rc::check([] {
    World w;
    Time from = w.instant();
    auto n = *rc::gen::inRange<std::int32_t>(-200, 200);
    std::int64_t day = w.table.day_of(from);
    for (std::int32_t left = n; left != 0;) {
      day += n > 0 ? 1 : -1;
      if (w.table.counts(day)) left -= n > 0 ? 1 : -1;
    }
    RC_ASSERT(w.table.day_end(from, n) == w.table.start_of(day + 1) - 1);
  }));
}

TEST(CalendarProperty, DaysFollowOneAnotherWithoutGapOrOverlap) {
  fix_seed();
  EXPECT_TRUE(rc::check([] {
    World w;
    Time at = w.instant();
    std::int64_t day = w.table.day_of(at);
    RC_ASSERT(w.table.start_of(day) <= at && at < w.table.start_of(day + 1));
    RC_ASSERT(w.table.day_start(at) == w.table.start_of(day));
    RC_ASSERT(w.table.day_end(at, 0) + 1 == w.table.start_of(day + 1));
  }));
}

}  // namespace
}  // namespace tqc::test

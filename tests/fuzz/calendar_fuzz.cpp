// Any bytes are a calendar's week and days, or refused with TQ003; and whatever is taken, its
// arithmetic ends and agrees with itself. The first bytes choose the questions.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/calendar.h"
#include "core/calendar_definition.h"
#include "core/error.h"

namespace {

using tqc::Time;

void expect(bool holds) {
  if (!holds) std::abort();
}

// One change a year, one hour back and forth, at an hour that cuts days and hours alike.
class Zone : public tqc::Zone {
 public:
  Civil civil(Time at) const override { return tqc::utc().civil(at + offset(at)); }
  Time instant(Civil c) const override {
    Time local = tqc::utc().instant(c);
    Time late = local - tqc::kHour;
    return offset(late) == tqc::kHour && offset(local) == tqc::kHour ? late : local;
  }
  Stretch steady(Time at) const override {
    Time year = at - in_year(at);
    constexpr Time kSpring = 100 * tqc::kDay;
    constexpr Time kAutumn = 300 * tqc::kDay;
    if (at - year < kSpring) return {year - kYear + kAutumn, year + kSpring};
    if (at - year < kAutumn) return {year + kSpring, year + kAutumn};
    return {year + kAutumn, year + kYear + kSpring};
  }

 private:
  static constexpr Time kYear = 365 * tqc::kDay;
  static Time in_year(Time at) { return ((at % kYear) + kYear) % kYear; }
  static Time offset(Time at) {
    return in_year(at) >= 100 * tqc::kDay && in_year(at) < 300 * tqc::kDay ? tqc::kHour : 0;
  }
};

template <class F>
void in_range_or_refused(F&& f) {
  try {
    f();
  } catch (const tqc::Error& e) {
    expect(e.sqlstate == "22008");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  struct {
    Time from;
    std::int64_t work;
    std::int32_t months, days, count;
  } ask{};
  if (size < sizeof ask) return 0;
  std::memcpy(&ask, data, sizeof ask);
  std::string_view text(reinterpret_cast<const char*>(data) + sizeof ask, size - sizeof ask);
  std::size_t cut = text.find('\n');
  std::string_view days = cut == text.npos ? "{}" : text.substr(cut + 1);
  tqc::WorkHours hours;
  try {
    hours = tqc::parse_work_hours(text.substr(0, cut), days);
  } catch (const tqc::Error& e) {
    expect(e.sqlstate == tqc::sqlstate::kDefinitionRefused);
    return 0;
  }
  tqc::Timetable table(std::make_shared<Zone>(), hours);
  in_range_or_refused([&] { table.add(ask.from, {ask.months, ask.days, ask.work}); });
  in_range_or_refused([&] { table.day_end(ask.from, ask.count); });
  // A shorter way, which must come out even.
  constexpr Time kReach = 100'000 * tqc::kDay;
  Time from = ask.from % kReach;
  std::int64_t work = ask.work % (1000 * tqc::kHour);
  in_range_or_refused([&] {
    Time to = table.add(from, {0, 0, work});
    expect(table.working(from, to) == work);
    expect(table.day_end(from, 0) >= from && table.day_start(from) <= from);
  });
  return 0;
}

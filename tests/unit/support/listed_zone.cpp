#include "support/listed_zone.h"

#include <cstdio>
#include <stdexcept>

#include "core/instant.h"

namespace tqc::test {

namespace {

struct Description {
  int minutes;
  std::vector<ListedZone::Change> changes;
};

const Description kShanghai{480, {}};
const Description kBerlin{60,
                          {{"2025-03-30 01:00", 120},
                           {"2025-10-26 01:00", 60},
                           {"2026-03-29 01:00", 120},
                           {"2026-10-25 01:00", 60}}};
const Description kNewYork{-300, {{"2026-03-08 07:00", -240}, {"2026-11-01 06:00", -300}}};
const Description kSaoPaulo{
    -120, {{"2018-02-18 02:00", -180}, {"2018-11-04 03:00", -120}, {"2019-02-17 02:00", -180}}};
const Description kHavana{-300, {{"2026-03-08 05:00", -240}, {"2026-11-01 05:00", -300}}};
const Description kStJohns{-210, {{"2006-04-02 03:31", -150}, {"2006-10-29 02:31", -210}}};
const Description kLordHowe{660, {{"2026-04-04 15:00", 630}, {"2026-10-03 15:30", 660}}};
const Description kApia{-600, {{"2011-12-30 10:00", 840}}};

ZonePtr make(const Description& d, bool tells_steady = true) {
  return std::make_shared<ListedZone>(d.minutes, d.changes, tells_steady);
}

}  // namespace

ListedZone::ListedZone(int minutes, const std::vector<Change>& changes, bool tells_steady)
    : tells_steady_(tells_steady) {
  eras_.push_back({kAlways, kNever, minutes * kMinute});
  for (const Change& c : changes) {
    Time at = on(utc(), c.at);
    eras_.back().to = at;
    eras_.push_back({at, kNever, c.minutes * kMinute});
  }
}

const ListedZone::Era& ListedZone::era(Time at) const {
  for (const Era& e : eras_) {
    if (at < e.to) return e;
  }
  return eras_.back();
}

Zone::Civil ListedZone::civil(Time at) const { return utc().civil(at + era(at).offset); }

// By what is true of a wall clock, not by the server's procedure: among the instants that show it
// the last; if none does, it falls into a gap and is read by the offset before it.
Time ListedZone::instant(Civil c) const {
  const Time local = utc().instant(c);
  for (auto e = eras_.rbegin(); e != eras_.rend(); ++e) {
    Time at = local - e->offset;
    if (at >= e->from && at < e->to) return at;
  }
  for (std::size_t i = 1; i < eras_.size(); ++i) {
    if (local - eras_[i].offset < eras_[i].from && local - eras_[i - 1].offset >= eras_[i].from) {
      return local - eras_[i - 1].offset;
    }
  }
  throw std::logic_error("a wall clock that is nowhere");
}

Zone::Stretch ListedZone::steady(Time at) const {
  if (!tells_steady_) return {at, at};
  const Era& e = era(at);
  return {e.from, e.to};
}

ZonePtr shanghai() { return make(kShanghai); }
ZonePtr berlin() { return make(kBerlin); }
ZonePtr new_york() { return make(kNewYork); }
ZonePtr sao_paulo() { return make(kSaoPaulo); }
ZonePtr havana() { return make(kHavana); }
ZonePtr st_johns() { return make(kStJohns); }
ZonePtr lord_howe() { return make(kLordHowe); }
ZonePtr apia() { return make(kApia); }

std::vector<ZonePtr> all_zones(bool tell_steady) {
  std::vector<ZonePtr> zones;
  for (const Description* d :
       {&kShanghai, &kBerlin, &kNewYork, &kSaoPaulo, &kHavana, &kStJohns, &kLordHowe, &kApia}) {
    zones.push_back(make(*d, tell_steady));
  }
  return zones;
}

Zone::Civil wall(std::string_view text) {
  auto written = read_written_time(text);
  if (!written || written->offset) throw std::logic_error("not a wall clock: " + std::string(text));
  return utc().civil(written->as_utc());
}

std::string wall(const Zone& zone, Time at) {
  Zone::Civil c = zone.civil(at);
  // 2000-01-01 is Julian day 2451545; by Fliegel and Van Flandern.
  std::int64_t l = std::int64_t{c.day} + 2451545 + 68569;
  std::int64_t n = 4 * l / 146097;
  l -= (146097 * n + 3) / 4;
  std::int64_t i = 4000 * (l + 1) / 1461001;
  l = l - 1461 * i / 4 + 31;
  std::int64_t j = 80 * l / 2447;
  int of_month = static_cast<int>(l - 2447 * j / 80);
  l = j / 11;
  int month = static_cast<int>(j + 2 - 12 * l);
  int year = static_cast<int>(100 * (n - 49) + i + l);
  char text[80];
  std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d", year, month, of_month,
                static_cast<int>(c.micros / kHour), static_cast<int>(c.micros % kHour / kMinute));
  std::string shown = text;
  if (std::int64_t rest = c.micros % kMinute; rest != 0) {
    std::snprintf(text, sizeof text, ":%02d.%06d", static_cast<int>(rest / kSecond),
                  static_cast<int>(rest % kSecond));
    shown += text;
  }
  return shown;
}

Time on(const Zone& zone, std::string_view text) {
  if (text.ends_with('Z')) return utc().instant(wall(text.substr(0, text.size() - 1)));
  return zone.instant(wall(text));
}

}  // namespace tqc::test

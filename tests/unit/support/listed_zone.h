// A time zone as a list of clock changes, written down by hand: what a test expects must not come
// from the code that it tests.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/zone.h"

namespace tqc::test {

class ListedZone : public Zone {
 public:
  struct Change {
    const char* at;  // UTC
    int minutes;     // east of UTC from then on
  };
  ListedZone(int minutes, const std::vector<Change>& changes, bool tells_steady = true);

  Civil civil(Time at) const override;
  Time instant(Civil c) const override;
  Stretch steady(Time at) const override;

 private:
  struct Era {
    Time from;
    Time to;
    Time offset;
  };
  const Era& era(Time at) const;

  std::vector<Era> eras_;
  bool tells_steady_;
};

using ZonePtr = std::shared_ptr<const Zone>;
ZonePtr shanghai();   // +08 all the time
ZonePtr berlin();     // 2025 and 2026: 02:00 -> 03:00, 03:00 -> 02:00
ZonePtr new_york();   // 2026: 02:00 -> 03:00, 02:00 -> 01:00
ZonePtr sao_paulo();  // 2018 and 2019: 00:00 -> 01:00, 00:00 -> 23:00
ZonePtr havana();     // 2026: 00:00 -> 01:00, 01:00 -> 00:00
ZonePtr st_johns();   // 2006: 00:01 -> 01:01, 00:01 -> 23:01
ZonePtr lord_howe();  // 2026: half an hour
ZonePtr apia();       // 2011: no 30 December
std::vector<ZonePtr> all_zones(bool tell_steady);

/// "2026-02-14" or "2026-02-14 08:00" or "… 23:59:59.999999" on the wall clock.
Zone::Civil wall(std::string_view text);
std::string wall(const Zone& zone, Time at);

/// The instant of a wall clock in a zone; with "Z" at the end in UTC.
Time on(const Zone& zone, std::string_view text);

}  // namespace tqc::test

#include "pg/server_zone.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <map>

#include "pg/guard.h"

extern "C" {
#include "utils/datetime.h"
}

namespace tqc::pg {

namespace {

constexpr std::int64_t kEpoch =
    std::int64_t{POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE} * SECS_PER_DAY;

Time from_unix(pg_time_t t) { return (t - kEpoch) * kSecond; }
pg_time_t to_unix(Time at) { return at / kSecond - (at % kSecond < 0 ? 1 : 0) + kEpoch; }

// Most questions are about a few stretches between two clock changes, in which the answer is a sum.
// They are kept; what lies near a change is asked of the server.
class ServerZone : public Zone {
 public:
  explicit ServerZone(pg_tz* tz) : tz_(tz) {}

  std::string_view name() const override { return pg_get_timezone_name(tz_); }

  Civil civil(Time at) const override { return utc().civil(at + era(at).offset); }

  Time instant(Civil c) const override {
    const Time local = utc().instant(c);
    const Era& e = era(local);  // as if local were UTC: within a day of it
    if (e.from <= local - 2 * kDay && local + 2 * kDay < e.to) return local - e.offset;
    return local - asked_offset(local);
  }

  Stretch steady(Time at) const override {
    const Era& e = era(at);
    return {e.from, e.to};
  }

 private:
  struct Era {
    Time from = 0;
    Time to = 0;  // empty: the place is free
    Time offset = 0;
  };

  const Era& era(Time at) const {
    for (const Era& e : eras_) {
      if (e.from <= at && at < e.to) return e;
    }
    Era& slot = eras_[next_++ % eras_.size()];
    slot = find_era(at);
    return slot;
  }

  // From one change, or half a year before `at`, to the next.
  Era find_era(Time at) const {
    constexpr Time kBack = 200 * kDay;
    pg_time_t unix_at = to_unix(at);
    pg_time_t from = to_unix(at - kBack);
    long offset = 0;
    for (;;) {
      long after_offset = 0;
      int isdst = 0;
      int after_isdst = 0;
      pg_time_t change = 0;
      int found =
          pg_next_dst_boundary(&from, &offset, &isdst, &change, &after_offset, &after_isdst, tz_);
      if (found < 0) throw Error("22008", "timestamp out of range");
      if (found == 0) return {from_unix(from), kNever, offset * kSecond};
      if (change > unix_at) return {from_unix(from), from_unix(change), offset * kSecond};
      from = change;
    }
  }

  Time asked_offset(Time local) const {
    pg_tm tm{};
    pg_tm* t = &tm;
    pg_tz* tz = tz_;
    int west = 0;
    int* result = &west;
    bool in_range = call([=] {
      fsec_t fraction = 0;
      // Without a zone the server takes a timestamp apart as it stands.
      if (timestamp2tm(local, nullptr, t, &fraction, nullptr, nullptr) != 0) return false;
      *result = DetermineTimeZoneOffset(t, tz);
      return true;
    });
    if (!in_range) throw Error("22008", "timestamp out of range");
    return -west * kSecond;
  }

  pg_tz* tz_;
  mutable std::array<Era, 8> eras_{};
  mutable std::size_t next_ = 0;
};

}  // namespace

// Within the server's own code: it may report errors of the server.
bool is_zone_name(const char* name) {
  // These and Etc/GMT… are all in the list that have digits. Of any other the server would take the
  // digits for an offset, whatever stands before them ("Asia/Shanghai8").
  constexpr std::array with_digits{"EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT",
                                   "GMT0",    "GMT+0",   "GMT-0"};
  const char* bare = pg_strncasecmp(name, "posix/", 6) == 0 ? name + 6 : name;
  if (std::strpbrk(bare, "0123456789") != nullptr && pg_strncasecmp(bare, "Etc/GMT", 7) != 0 &&
      std::none_of(with_digits.begin(), with_digits.end(),
                   [=](const char* known) { return pg_strcasecmp(known, bare) == 0; })) {
    return false;
  }
  // Not zones with leap seconds: the server itself refuses them as TimeZone.
  pg_tz* found = pg_tzset(name);
  return found != nullptr && pg_tz_acceptable(found);
}

std::shared_ptr<const Zone> find_zone(const std::string& name) {
  static std::map<std::string, std::shared_ptr<const Zone>> known;
  auto it = known.find(name);
  if (it != known.end()) return it->second;
  const char* text = name.c_str();
  pg_tz* tz = call([=] { return is_zone_name(text) ? pg_tzset(text) : nullptr; });
  if (tz == nullptr) return nullptr;
  return known.emplace(name, std::make_shared<ServerZone>(tz)).first->second;
}

}  // namespace tqc::pg

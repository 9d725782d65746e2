#include "core/zone.h"

#include "core/pure.h"

namespace tqc {

namespace {

class Utc : public Zone {
 public:
  Civil civil(Time at) const override {
    Time day = at / kDay - (at % kDay < 0 ? 1 : 0);
    return {static_cast<std::int32_t>(day), at - day * kDay};
  }
  Time instant(Civil c) const override { return c.day * kDay + c.micros; }
  Stretch steady(Time) const override { return {kFirstTime, kEndTime}; }
};

}  // namespace

const Zone& utc() {
  static const Utc kUtc;
  return kUtc;
}

}  // namespace tqc

// Settings that make statements and meaning independent of the session: index plans (estimates of
// array sizes are guesses), and the database's time zone.
#pragma once

#include <exception>

#include "pg/guard.h"
#include "pg/settings.h"

namespace tqc::engine {

class TurnSettings {
 public:
  TurnSettings() : level_(NewGUCNestLevel()) {
    for (const char* name : {"enable_seqscan", "enable_hashjoin", "enable_mergejoin",
                             "enable_bitmapscan", "enable_material", "jit"}) {
      set(name, "off");
    }
    set("plan_cache_mode", "force_generic_plan");
    set("DateStyle", "ISO, YMD");
    set("IntervalStyle", "postgres");
    const std::string& zone = pg::settings::timezone();
    set("TimeZone", zone.c_str());
  }
  ~TurnSettings() {
    if (std::uncaught_exceptions() == 0) AtEOXact_GUC(false, level_);
  }
  TurnSettings(const TurnSettings&) = delete;
  TurnSettings& operator=(const TurnSettings&) = delete;

 private:
  static void set(const char* name, const char* value) {
    pg::call([=] {
      set_config_option(name, value, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
    });
  }
  int level_;
};

}  // namespace tqc::engine

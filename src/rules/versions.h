// The table tqc.rule as its writers see it: lines of versions, appended only.
//
// Writers hold a lock on the table until they commit. It blocks neither readers nor the
// engine, and gives ids in the order of commits, which the engine relies on when it looks
// for versions above the highest id it knows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "pg/spi.h"

namespace tqc::rules {

struct Version {
  int32 version = 0;
  std::string state;     // active, disabled, removed
  Datum definition = 0;  // jsonb
  bool same_definition = false;
};

/// Keeps other writers out until the end of the transaction.
void lock_rules();

bool code_exists(const std::string& code);
bool line_exists(const std::string& code, const std::string& site);

/// The version of this line, no other site's, that is in force at `at`; `definition` is
/// what it is compared to, if any.
std::optional<Version> in_force(const std::string& code, const std::string& site, Time at,
                                const pg::Arg& definition = {});

/// Types that open some version of the rule.
std::vector<std::string> opening_types(const std::string& code);
bool log_holds_any(const std::vector<std::string>& types);

/// Appends a version, wakes the engine at commit, returns the version's number.
int32 append(const std::string& code, const std::string& site, Time effective_from,
             const char* state, Datum definition);

}  // namespace tqc::rules

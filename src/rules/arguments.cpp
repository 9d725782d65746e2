#include "rules/arguments.h"

#include "pg/clock.h"
#include "pg/spi.h"

namespace tqc::rules {

// Tasks are named by them, in an index.
constexpr std::size_t kMostBytes = 512;

std::string required_text(FunctionCallInfo fcinfo, int n, const char* what) {
  std::string result;
  if (!PG_ARGISNULL(n)) {
    text* value = pg::call([&] { return PG_GETARG_TEXT_PP(n); });
    result = pg::to_string(value);
  }
  if (result.empty()) {
    throw Error(sqlstate::kDefinitionRefused, std::string(what) + " must not be empty");
  }
  if (result.size() > kMostBytes) {
    throw Error(sqlstate::kDefinitionRefused,
                std::string(what) + " is longer than " + std::to_string(kMostBytes) + " bytes");
  }
  return result;
}

Time effective_from(FunctionCallInfo fcinfo, int n) {
  if (PG_ARGISNULL(n)) return pg::now();
  Time at = PG_GETARG_TIMESTAMPTZ(n);
  if (at == kNever) {
    throw Error(sqlstate::kDefinitionRefused, "effective_from must not be infinity");
  }
  return at;
}

}  // namespace tqc::rules

#include "pg/jsonpath.h"

#include "pg/guard.h"

namespace tqc::pg {

std::optional<std::string> jsonpath_fault(std::string_view path) {
  std::string text(path);
  const char* characters = text.c_str();
  try {
    quiet_call([=] { DirectFunctionCall1(jsonpath_in, CStringGetDatum(characters)); });
  } catch (const Error& e) {
    return e.what();
  }
  return std::nullopt;
}

}  // namespace tqc::pg

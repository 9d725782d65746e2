// Builds a jsonb object field by field, without the detour through JSON text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pg/guard.h"

namespace tqc::pg {

/// What is given by string_view must live until done().
class JsonbObject {
 public:
  JsonbObject();

  void text(const char* name, std::string_view value);
  void number(const char* name, std::int64_t value);
  void null(const char* name);
  void array(const char* name, const std::vector<std::string>& values);
  void jsonb(const char* name, Datum value);

  /// In the current memory context.
  Datum done();

 private:
  void key(const char* name);
  void push(JsonbIteratorToken token, JsonbValue* value);

  JsonbParseState* state_ = nullptr;
};

}  // namespace tqc::pg

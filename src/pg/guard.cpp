#include "pg/guard.h"

namespace tqc::pg {

namespace {
template <std::size_t N>
void copy(char (&to)[N], const char* from) noexcept {
  std::size_t length = std::strlen(from);
  if (length >= N) {
    length = N - 1;
    // Never cut a UTF-8 character in two.
    while (length > 0 && (static_cast<unsigned char>(from[length]) & 0xC0) == 0x80) --length;
  }
  std::memcpy(to, from, length);
  to[length] = '\0';
}
}  // namespace

void Escaped::keep(const Error& e) noexcept {
  copy(sqlstate, e.sqlstate.c_str());
  copy(message, e.what());
  copy(detail, e.detail.c_str());
  copy(hint, e.hint.c_str());
}

void Escaped::keep(const char* state, const char* text) noexcept {
  copy(sqlstate, state);
  copy(message, text);
}

void Escaped::raise() const {
  if (server != nullptr) ReThrowError(server);
  ereport(ERROR,
          (errcode(MAKE_SQLSTATE(sqlstate[0], sqlstate[1], sqlstate[2], sqlstate[3], sqlstate[4])),
           errmsg_internal("%s", message), detail[0] != '\0' ? errdetail_internal("%s", detail) : 0,
           hint[0] != '\0' ? errhint("%s", hint) : 0));
  pg_unreachable();
}

bool is_data_error(const ErrorData* error) {
  if (error->elevel > ERROR) return false;
  switch (ERRCODE_TO_CATEGORY(error->sqlerrcode)) {
    case ERRCODE_DATA_EXCEPTION:                         // 22: what the data made impossible
    case ERRCODE_FEATURE_NOT_SUPPORTED:                  // 0A
    case ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION:  // 42
    case ERRCODE_PROGRAM_LIMIT_EXCEEDED:                 // 54: nested too deep, too long
      return true;
    default:
      return false;
  }
}

}  // namespace tqc::pg

// The one exception that carries an error meant for the user, in PostgreSQL's
// style: a SQLSTATE, a lower-case message without a full stop, a detail, a hint.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace tqc {

namespace sqlstate {  // the class TQ of docs/errors.md
inline constexpr const char* kUnknownType = "TQ001";
inline constexpr const char* kDataRefused = "TQ002";
inline constexpr const char* kDefinitionRefused = "TQ003";
inline constexpr const char* kNumberReused = "TQ004";
inline constexpr const char* kNoTimeOfDay = "TQ005";
inline constexpr const char* kTooFarAhead = "TQ006";
inline constexpr const char* kSubjectClosed = "TQ007";
inline constexpr const char* kWrongState = "TQ008";
}  // namespace sqlstate

class Error : public std::runtime_error {
 public:
  Error(const char* state, const std::string& message, std::string detail = {},
        std::string hint = {})
      : std::runtime_error(message),
        sqlstate(state),
        detail(std::move(detail)),
        hint(std::move(hint)) {}

  std::string sqlstate;
  std::string detail;
  std::string hint;
};

}  // namespace tqc

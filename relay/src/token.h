// Who a client is: a JSON Web Token, checked by libjwt against one key and one pinned algorithm.
//
// The algorithm comes from the configuration, never from the token: a token whose header names
// another one (`none` included) is refused even if its signature would verify, which shuts out the
// use of a public key as a shared secret. `exp` is required.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tqc::relay {

enum class Role { clinician, officer, admin };

struct Identity {
  std::string sub;
  std::vector<std::string> receivers;  // sub first, then `receivers`, each once
  Role role = Role::clinician;
  std::int64_t exp = 0;  // seconds since 1970
};

struct TokenRefused {
  std::string reason;    // for the log; carries nothing of the token
  bool expired = false;  // it was good once: a new one will do
};

class TokenVerifier {
 public:
  // `algorithm` is one of HS256/384/512, RS256/384/512, ES256/384/512; throws std::invalid_argument
  // otherwise. For HS* the key is the secret, else a public key in PEM form.
  TokenVerifier(const std::string& algorithm, std::string key);

  [[nodiscard]] std::variant<Identity, TokenRefused> verify(const std::string& token,
                                                            std::int64_t now) const;

 private:
  int algorithm_;
  std::string key_;
};

}  // namespace tqc::relay

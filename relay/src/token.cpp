#include "token.h"

#include <jwt.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>

namespace tqc::relay {
namespace {

using nlohmann::json;

constexpr std::size_t max_receivers = 1000;
constexpr std::array allowed{"HS256", "HS384", "HS512", "RS256", "RS384",
                             "RS512", "ES256", "ES384", "ES512"};

struct FreeJwt {
  void operator()(jwt_t* token) const { jwt_free(token); }
};
struct FreeText {
  void operator()(char* text) const { std::free(text); }  // NOLINT: libjwt hands out malloc'ed text
};

std::optional<Role> role_of(const json& claims) {
  auto it = claims.find("role");
  if (it == claims.end()) return Role::clinician;
  if (*it == "clinician") return Role::clinician;
  if (*it == "officer") return Role::officer;
  if (*it == "admin") return Role::admin;
  return std::nullopt;
}

bool add_receiver(Identity& who, const json& name) {
  if (!name.is_string() || name.get_ref<const std::string&>().empty()) return false;
  const auto& text = name.get_ref<const std::string&>();
  if (text.find('\0') != std::string::npos) return false;
  if (std::find(who.receivers.begin(), who.receivers.end(), text) == who.receivers.end())
    who.receivers.push_back(text);
  return who.receivers.size() <= max_receivers;
}

std::variant<Identity, TokenRefused> read_claims(const json& claims, std::int64_t now) {
  Identity who;
  auto exp = claims.find("exp");
  if (exp == claims.end() || !exp->is_number()) return TokenRefused{"no exp"};
  auto until = exp->get<double>();
  if (!(until > static_cast<double>(now))) return TokenRefused{"expired", true};
  who.exp = until < 9e15 ? static_cast<std::int64_t>(until) : std::int64_t{9'000'000'000'000'000};
  if (auto nbf = claims.find("nbf"); nbf != claims.end()) {
    if (!nbf->is_number() || nbf->get<double>() > static_cast<double>(now))
      return TokenRefused{"not yet valid"};
  }
  auto sub = claims.find("sub");
  if (sub == claims.end() || !add_receiver(who, *sub)) return TokenRefused{"no sub"};
  who.sub = who.receivers.front();
  if (auto more = claims.find("receivers"); more != claims.end() && !more->is_null()) {
    if (!more->is_array()) return TokenRefused{"receivers is not an array"};
    for (const auto& name : *more)
      if (!add_receiver(who, name))
        return TokenRefused{"receivers holds something that is not a name, or too many"};
  }
  auto role = role_of(claims);
  if (!role) return TokenRefused{"unknown role"};
  who.role = *role;
  return who;
}

}  // namespace

TokenVerifier::TokenVerifier(const std::string& algorithm, std::string key)
    : algorithm_(jwt_str_alg(algorithm.c_str())), key_(std::move(key)) {
  if (std::find(allowed.begin(), allowed.end(), algorithm) == allowed.end())
    throw std::invalid_argument("unknown JWT algorithm \"" + algorithm + "\"");
  if (key_.empty()) throw std::invalid_argument("the JWT key is empty");
}

std::variant<Identity, TokenRefused> TokenVerifier::verify(const std::string& token,
                                                           std::int64_t now) const {
  if (token.find('\0') != std::string::npos) return TokenRefused{"malformed"};
  jwt_t* raw = nullptr;
  // libjwt verifies the signature by the algorithm the token names; the pin below is what makes
  // that safe.
  if (jwt_decode(&raw, token.c_str(), reinterpret_cast<const unsigned char*>(key_.data()),
                 static_cast<int>(key_.size())) != 0)
    return TokenRefused{"malformed, unsigned or wrongly signed"};
  std::unique_ptr<jwt_t, FreeJwt> jwt(raw);
  if (static_cast<int>(jwt_get_alg(jwt.get())) != algorithm_)
    return TokenRefused{"wrong algorithm"};
  std::unique_ptr<char, FreeText> text(jwt_get_grants_json(jwt.get(), nullptr));
  auto claims = json::parse(text ? text.get() : "", nullptr, false);
  if (!claims.is_object()) return TokenRefused{"no claims"};
  return read_claims(claims, now);
}

}  // namespace tqc::relay

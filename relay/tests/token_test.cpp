#include "token.h"

#include <gtest/gtest.h>
#include <jwt.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <optional>

namespace tqc::relay {
namespace {

constexpr std::int64_t now = 1'800'000'000;
const std::string secret = "a secret of at least thirty-two bytes";
const std::string good =
    R"({"sub":"dr-li","receivers":["ward-3","dr-li"],"role":"officer","exp":1800000001})";

std::string sign(const std::string& claims, jwt_alg_t algorithm = JWT_ALG_HS256,
                 const std::string& key = secret) {
  jwt_t* jwt = nullptr;
  jwt_new(&jwt);
  jwt_add_grants_json(jwt, claims.c_str());
  jwt_set_alg(
      jwt, algorithm,
      algorithm == JWT_ALG_NONE ? nullptr : reinterpret_cast<const unsigned char*>(key.data()),
      algorithm == JWT_ALG_NONE ? 0 : static_cast<int>(key.size()));
  char* text = jwt_encode_str(jwt);
  std::string token = text != nullptr ? text : "";
  std::free(text);  // NOLINT: libjwt hands out malloc'ed text
  jwt_free(jwt);
  return token;
}

struct KeyPair {
  std::string secret_pem, public_pem;

  explicit KeyPair(const char* type) {
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        std::string(type) == "RSA" ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256"), EVP_PKEY_free);
    secret_pem = pem([&](BIO* out) {
      PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    public_pem = pem([&](BIO* out) { PEM_write_bio_PUBKEY(out, key.get()); });
  }

  template <class Write>
  static std::string pem(Write write) {
    std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), BIO_free);
    write(out.get());
    char* data = nullptr;
    auto size = BIO_get_mem_data(out.get(), &data);
    return {data, static_cast<std::size_t>(size)};
  }
};

std::string refusal(const TokenVerifier& verifier, const std::string& token) {
  auto verdict = verifier.verify(token, now);
  const auto* refused = std::get_if<TokenRefused>(&verdict);
  return refused != nullptr ? refused->reason : "accepted";
}

TEST(Token, GivesTheIdentity) {
  auto who = std::get<Identity>(TokenVerifier("HS256", secret).verify(sign(good), now));
  EXPECT_EQ(who.sub, "dr-li");
  EXPECT_EQ(who.receivers, (std::vector<std::string>{"dr-li", "ward-3"}));
  EXPECT_EQ(who.role, Role::officer);
  EXPECT_EQ(who.exp, now + 1);
}

TEST(Token, RefusesWrongClaims) {
  const TokenVerifier verifier("HS256", secret);
  EXPECT_EQ(refusal(verifier, sign(R"({"sub":"a","exp":1800000000})")), "expired");
  auto expired = verifier.verify(sign(R"({"sub":"a","exp":1800000000})"), now);
  EXPECT_TRUE(std::get<TokenRefused>(expired).expired);
  EXPECT_FALSE(std::get<TokenRefused>(verifier.verify("", now)).expired);
  EXPECT_EQ(refusal(verifier, sign(R"({"sub":"a"})")), "no exp");
  EXPECT_EQ(refusal(verifier, sign(R"({"sub":"a","exp":"1900000000"})")), "no exp");
  EXPECT_EQ(refusal(verifier, sign(R"({"exp":1900000000})")), "no sub");
  EXPECT_EQ(refusal(verifier, sign(R"({"sub":"","exp":1900000000})")), "no sub");
  EXPECT_EQ(refusal(verifier, sign(R"({"sub":"a","exp":1900000000,"nbf":1800000001})")),
            "not yet valid");
  for (const auto* more : {R"("receivers":"b")", R"("receivers":[1])", R"("receivers":[""])",
                           R"("role":"chief")", R"("role":1)"})
    EXPECT_NE(refusal(verifier, sign(R"({"sub":"a","exp":1900000000,)" + std::string(more) + "}")),
              "accepted")
        << more;
  EXPECT_EQ(refusal(verifier, sign(R"({"sub":"a","exp":1900000000,"receivers":null})")),
            "accepted");
}

TEST(Token, RefusesWhatIsNotSignedWithTheKey) {
  const TokenVerifier verifier("HS256", secret);
  EXPECT_NE(refusal(verifier, ""), "accepted");
  EXPECT_NE(refusal(verifier, "a.b.c"), "accepted");
  EXPECT_NE(refusal(verifier, sign(good, JWT_ALG_HS256, "another secret, also long enough..")),
            "accepted");
  auto token = sign(good);
  EXPECT_NE(refusal(verifier, token.substr(0, token.rfind('.') + 1)), "accepted");
  token[token.find('.') + 5] ^= 1;
  EXPECT_NE(refusal(verifier, token), "accepted");
  EXPECT_NE(refusal(verifier, sign(good) + std::string("\0x", 2)), "accepted");
}

TEST(Token, NoneIsNoAlgorithm) {
  const auto token = sign(good, JWT_ALG_NONE);
  ASSERT_FALSE(token.empty());
  EXPECT_NE(refusal(TokenVerifier("HS256", secret), token), "accepted");
  EXPECT_NE(refusal(TokenVerifier("RS256", KeyPair("RSA").public_pem), token), "accepted");
  EXPECT_THROW(TokenVerifier("none", secret), std::invalid_argument);
}

TEST(Token, TheAlgorithmIsPinned) {
  EXPECT_EQ(refusal(TokenVerifier("HS256", secret), sign(good, JWT_ALG_HS512)), "wrong algorithm");
  EXPECT_EQ(refusal(TokenVerifier("HS512", secret), sign(good, JWT_ALG_HS512)), "accepted");
  // The classic: the public key, known to all, used as a shared secret.
  const KeyPair rsa("RSA");
  EXPECT_EQ(
      refusal(TokenVerifier("RS256", rsa.public_pem), sign(good, JWT_ALG_HS256, rsa.public_pem)),
      "wrong algorithm");
  EXPECT_THROW(TokenVerifier("HS1", secret), std::invalid_argument);
  EXPECT_THROW(TokenVerifier("HS256", ""), std::invalid_argument);
}

TEST(Token, PublicKeyAlgorithms) {
  const KeyPair rsa("RSA");
  EXPECT_EQ(
      refusal(TokenVerifier("RS256", rsa.public_pem), sign(good, JWT_ALG_RS256, rsa.secret_pem)),
      "accepted");
  EXPECT_NE(refusal(TokenVerifier("RS256", KeyPair("RSA").public_pem),
                    sign(good, JWT_ALG_RS256, rsa.secret_pem)),
            "accepted");
  const KeyPair ec("EC");
  const TokenVerifier verifier("ES256", ec.public_pem);
  // The signature's numbers are short now and then; every length must do.
  for (int i = 0; i < 300; ++i)
    ASSERT_EQ(refusal(verifier, sign(good, JWT_ALG_ES256, ec.secret_pem)), "accepted") << i;
  EXPECT_NE(refusal(TokenVerifier("ES256", KeyPair("EC").public_pem),
                    sign(good, JWT_ALG_ES256, ec.secret_pem)),
            "accepted");
}

}  // namespace
}  // namespace tqc::relay

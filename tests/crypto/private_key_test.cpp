#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "crypto/signature.h"
#include "support/pem.h"

namespace ferry::crypto {
namespace {

using testing::pem;
using testing::private_key_pem;

/// The example of RFC 8410 section 10.3.
const std::string published =
    private_key_pem("MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC");
/// The public half, from section 10.1.
constexpr std::string_view published_public_der =
    "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=";

std::vector<PrivateKey> one_of_each() {
  std::vector<PrivateKey> keys;
  keys.push_back(PrivateKey::generate_rsa(2048));
  for (const auto curve : {Curve::nistp256, Curve::nistp384, Curve::nistp521}) {
    keys.push_back(PrivateKey::generate_ecdsa(curve));
  }
  keys.push_back(PrivateKey::generate_ed25519());
  return keys;
}

std::string error_of(std::string_view pem) {
  const auto key = PrivateKey::from_pem(Secret{pem});
  return key ? "" : key.error().message;
}

TEST(PrivateKey, ReadsThePublishedKeyAndWritesItBack_Rfc8410Section10) {
  const auto key = PrivateKey::from_pem(Secret{published});
  ASSERT_TRUE(key);
  EXPECT_EQ(as_text(key->to_pem().reveal()), published);
  EXPECT_EQ(to_base64(key->public_der()), published_public_der);
}

TEST(PrivateKey, ReadsWhatItWrote) {
  for (const auto& key : one_of_each()) {
    const auto again = PrivateKey::from_pem(key.to_pem());
    ASSERT_TRUE(again);
    EXPECT_EQ(again->public_key(), key.public_key());
    EXPECT_EQ(again->public_der(), key.public_der());
    EXPECT_TRUE(equal_secrets(again->to_pem(), key.to_pem()));
  }
}

TEST(PrivateKey, KnowsItsBits) {
  std::vector<unsigned> bits;
  for (const auto& key : one_of_each()) bits.push_back(key_bits(key.public_key()));
  EXPECT_EQ(bits, (std::vector<unsigned>{2048, 256, 384, 521, 256}));
}

TEST(PrivateKey, RefusesEveryTruncation) {
  for (std::size_t size = 0; size + 2 < published.size(); ++size) {
    EXPECT_NE(error_of(published.substr(0, size)), "") << size;
  }
}

TEST(PrivateKey, RefusesOtherKindsOfPem) {
  EXPECT_NE(error_of(""), "");
  EXPECT_NE(error_of("no key"), "");
  EXPECT_NE(error_of(private_key_pem("AAAA")), "");
  EXPECT_NE(error_of(pem("PUBLIC KEY", published_public_der)), "");
}

TEST(PrivateKey, SaysWhichKindOfKeyItCannotUse) {
  // The frame of RFC 8410 section 7 with 1.3.101.110, X25519, in it.
  auto x25519 = from_hex("302e020100300506032b656e04220420").value();
  x25519.resize(x25519.size() + 32, 1);
  EXPECT_EQ(error_of(private_key_pem(to_base64(x25519))), "not an RSA, ECDSA or Ed25519 key");
}

}  // namespace
}  // namespace ferry::crypto

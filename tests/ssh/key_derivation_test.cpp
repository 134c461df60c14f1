#include "ssh/transport/key_derivation.h"

#include <gtest/gtest.h>

#include "support/vectors.h"

namespace ferry::ssh {
namespace {

using testing::read_vectors;
using testing::Vector;

const KexRow& method_of(const Vector& vector) {
  return *find_kex_method(vector.text("method"));
}

Secret encoded_secret(const Vector& vector) {
  return encode_shared_secret(method_of(vector).family, Secret{vector.bytes("secret")});
}

SharedKeys shared_keys(const Vector& vector) {
  return {.secret = encoded_secret(vector), .hash = vector.bytes("hash")};
}

crypto::HashKind hash_kind(const Vector& vector) {
  return method_of(vector).hash;
}

Agreement::Direction direction(std::string_view cipher, std::string_view mac = "") {
  return {.cipher = find_cipher(cipher), .mac = find_mac(mac)};
}

TEST(KeyDerivation, HashesTheExchange_Rfc4253Section8_Rfc5656Section4_Rfc4419Section3) {
  for (const Vector& vector : read_vectors("ssh_key_derivation.vec")) {
    const KexRow& method = *find_kex_method(vector.text("method"));
    const Transcript transcript{.client_identification = "SSH-2.0-client_1",
                                .server_identification = "SSH-2.0-server_2",
                                .client_kexinit = vector.bytes("client_kexinit"),
                                .server_kexinit = vector.bytes("server_kexinit")};
    const GroupExchange group{.minimum = 1024,
                              .preferred = 3072,
                              .maximum = 8192,
                              .old_request = vector.number("old_request") == 1,
                              .prime = vector.bytes("prime"),
                              .generator = vector.bytes("generator")};
    const auto host_key = vector.bytes("host_key");
    const auto client_share = vector.bytes("client_share");
    const auto server_share = vector.bytes("server_share");
    const ExchangeValues values{.host_key = host_key,
                                .client_share = client_share,
                                .server_share = server_share,
                                .group = method.family == KexFamily::group_exchange ? &group : nullptr};
    const auto secret = encoded_secret(vector);
    EXPECT_EQ(to_hex(exchange_hash(method, transcript, values, secret)), vector.text("hash")) << method.name;
  }
}

TEST(KeyDerivation, MakesSixKeysAsLongAsNeeded_Rfc4253Section7_2) {
  for (const Vector& vector : read_vectors("ssh_key_derivation.vec")) {
    const auto keys = shared_keys(vector);
    const auto session_id = vector.bytes("session_id");
    const auto derive = [&](Role sender, const Agreement::Direction& algorithms) {
      return derive_keys(hash_kind(vector), keys, session_id, sender, algorithms);
    };
    const auto chacha = derive(Role::client, direction("chacha20-poly1305@openssh.com"));
    EXPECT_EQ(to_hex(chacha.encryption.reveal()), vector.text("client_chacha_key"));
    EXPECT_TRUE(chacha.iv.empty());
    EXPECT_TRUE(chacha.mac.empty());
    const auto gcm = derive(Role::client, direction("aes128-gcm@openssh.com"));
    EXPECT_EQ(to_hex(gcm.encryption.reveal()), vector.text("client_gcm_key"));
    EXPECT_EQ(to_hex(gcm.iv.reveal()), vector.text("client_gcm_iv"));
    const auto ctr = derive(Role::server, direction("aes256-ctr", "hmac-sha2-512"));
    EXPECT_EQ(to_hex(ctr.encryption.reveal()), vector.text("server_ctr_key"));
    EXPECT_EQ(to_hex(ctr.iv.reveal()), vector.text("server_ctr_iv"));
    EXPECT_EQ(to_hex(ctr.mac.reveal()), vector.text("server_mac_key"));
    const auto etm = derive(Role::client, direction("aes128-ctr", "hmac-sha2-256-etm@openssh.com"));
    EXPECT_EQ(to_hex(etm.mac.reveal()), vector.text("client_mac_key"));
  }
}

TEST(KeyDerivation, WritesTheSecretAsAnMpint_Rfc4251Section5) {
  const auto encoded = [](ByteVector magnitude) {
    return to_hex(encode_shared_secret(KexFamily::curve, Secret{std::move(magnitude)}).reveal());
  };
  EXPECT_EQ(encoded({0x7f}), "000000017f");
  EXPECT_EQ(encoded({0x80}), "000000020080");
  EXPECT_EQ(encoded({0, 0, 0x12}), "0000000112");
}

TEST(KeyDerivation, WritesTheSecretOfAHybridAsAString) {
  const auto encoded = [](ByteVector secret) {
    return to_hex(encode_shared_secret(KexFamily::hybrid, Secret{std::move(secret)}).reveal());
  };
  EXPECT_EQ(encoded({0x80}), "0000000180");
  EXPECT_EQ(encoded({0, 0, 0x12}), "00000003000012");
}

}  // namespace
}  // namespace ferry::ssh

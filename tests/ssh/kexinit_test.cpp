#include "ssh/transport/kexinit.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "ssh/limits.h"
#include "support/transport_pair.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

using testing::FixedRandom;
using testing::quick_host_keys;

ByteVector make(Role role, Exchange exchange, const AlgorithmLists& lists = AlgorithmLists::defaults(),
                const HostKeys* keys = quick_host_keys().get()) {
  FixedRandom random;
  return make_kexinit(role, lists, keys, exchange, random);
}

/// A KEXINIT in which everything fits but for what a test changes.
KexInit fitting() {
  const KexInit::Directions encryption{"aes128-ctr", "aes128-ctr"};
  const KexInit::Directions mac{"hmac-sha2-256", "hmac-sha2-256"};
  const KexInit::Directions compression{"none", "none"};
  return {.kex = "curve25519-sha256",
          .host_key = "ssh-ed25519",
          .encryption = encryption,
          .mac = mac,
          .compression = compression,
          .first_packet_follows = false};
}

ByteVector encode(std::initializer_list<std::string_view> lists, bool follows = false) {
  ByteVector payload{20};
  payload.insert(payload.end(), 16, 0xcc);
  wire::Writer out{payload};
  for (const std::string_view list : lists) out.write(list);
  out.write(follows);
  out.write(std::uint32_t{0});
  return payload;
}

TEST(KexInit, IsReadBackAsItWasWritten) {
  const auto payload = make(Role::client, Exchange::later);
  const auto init = decode_kexinit(payload);
  ASSERT_TRUE(init);
  EXPECT_TRUE(
      init->kex.starts_with("mlkem768x25519-sha256,sntrup761x25519-sha512,"
                            "sntrup761x25519-sha512@openssh.com,curve25519-sha256,"));
  EXPECT_TRUE(init->host_key.starts_with("ssh-ed25519,"));
  EXPECT_TRUE(init->encryption.client_to_server.starts_with("aes128-gcm@openssh.com,"));
  EXPECT_EQ(init->encryption.client_to_server, init->encryption.server_to_client);
  EXPECT_TRUE(init->mac.server_to_client.starts_with("hmac-sha2-256-etm@openssh.com,"));
  EXPECT_EQ(init->compression.client_to_server, "none");
  EXPECT_FALSE(init->first_packet_follows);
}

TEST(KexInit, StandsOnTheWireAsInRfc4253Section7_1) {
  const AlgorithmLists lists{.kex = {"curve25519-sha256"},
                             .host_key = {"ssh-ed25519"},
                             .encryption = {"aes128-ctr"},
                             .mac = {"hmac-sha2-256"},
                             .public_key = {}};
  FixedRandom random;
  std::array<Byte, 16> cookie{};
  random.fill(cookie);
  ByteVector expected{20};
  expected.insert(expected.end(), cookie.begin(), cookie.end());
  wire::Writer out{expected};
  for (const std::string_view list : {"curve25519-sha256", "ssh-ed25519", "aes128-ctr", "aes128-ctr",
                                      "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", ""}) {
    out.write(list);
  }
  expected.insert(expected.end(), 5, 0);
  EXPECT_EQ(to_hex(make(Role::server, Exchange::later, lists)), to_hex(expected));
}

TEST(KexInit, IsRefusedCutOffAtEveryByteOrWithAByteTooMany) {
  auto payload = make(Role::client, Exchange::first);
  for (std::size_t size = 0; size < payload.size(); ++size) {
    ASSERT_FALSE(decode_kexinit(Bytes{payload}.first(size))) << size;
  }
  payload.push_back(0);
  EXPECT_FALSE(decode_kexinit(payload));
}

TEST(KexInit, IsRefusedWithBrokenOrEndlessLists_Rfc4251Section5) {
  EXPECT_TRUE(decode_kexinit(encode({"a,b", "c", "", "", "", "", "", "", "", ""})));
  EXPECT_FALSE(decode_kexinit(encode({"a,,b", "c", "", "", "", "", "", "", "", ""})));
  EXPECT_FALSE(decode_kexinit(encode({"a,,", "c", "", "", "", "", "", "", "", ""})));
  EXPECT_FALSE(decode_kexinit(encode({",", "c", "", "", "", "", "", "", "", ""})));
  EXPECT_FALSE(decode_kexinit(encode({",a", "c", "", "", "", "", "", "", "", ""})));
  EXPECT_FALSE(decode_kexinit(encode({"a b", "c", "", "", "", "", "", "", "", ""})));
  const std::string longest(longest_name_list, 'x');
  EXPECT_TRUE(decode_kexinit(encode({longest, "c", "", "", "", "", "", "", "", ""})));
  EXPECT_FALSE(decode_kexinit(encode({longest + "x", "c", "", "", "", "", "", "", "", ""})));
}

TEST(KexInit, MayEndAListWithACommaAsLibsshDoes) {
  const auto packet = encode({"a,b,", "c", "", "", "", "", "", "", "", ""});
  const auto init = decode_kexinit(packet);
  ASSERT_TRUE(init);
  EXPECT_EQ(init->kex, "a,b");
}

TEST(KexInit, AsksForStrictRulesAndExtensionsInTheFirstExchangeOnly_Rfc8308Section2_1) {
  const auto first_client = make(Role::client, Exchange::first);
  EXPECT_TRUE(
      decode_kexinit(first_client)->kex.ends_with(",ext-info-c,kex-strict-c-v00@openssh.com,kex-strict-c"));
  const auto first_server = make(Role::server, Exchange::first);
  EXPECT_TRUE(
      decode_kexinit(first_server)->kex.ends_with(",ext-info-s,kex-strict-s-v00@openssh.com,kex-strict-s"));
  for (const Role role : {Role::client, Role::server}) {
    const auto later = make(role, Exchange::later);
    EXPECT_EQ(decode_kexinit(later)->kex.find("strict"), std::string_view::npos);
    EXPECT_EQ(decode_kexinit(later)->kex.find("ext-info"), std::string_view::npos);
  }
}

TEST(KexInit, OfAServerOffersOnlyHostKeyAlgorithmsThatItHasKeysFor) {
  HostKeys keys;
  keys.add(crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256));
  const auto payload = make(Role::server, Exchange::first, AlgorithmLists::defaults(), &keys);
  EXPECT_EQ(decode_kexinit(payload)->host_key, "ecdsa-sha2-nistp256");
  const auto without = make(Role::server, Exchange::first, AlgorithmLists::defaults(), nullptr);
  EXPECT_EQ(decode_kexinit(without)->host_key, "");
}

TEST(KexInit, LeavesOutNamesThatNoTableKnows) {
  auto lists = AlgorithmLists::defaults();
  lists.kex = {"no-such-method", "ecdh-sha2-nistp256"};
  lists.encryption = {"none", "aes256-ctr"};
  const auto payload = make(Role::client, Exchange::later, lists);
  EXPECT_EQ(decode_kexinit(payload)->kex, "ecdh-sha2-nistp256");
  EXPECT_EQ(decode_kexinit(payload)->encryption.client_to_server, "aes256-ctr");
}

TEST(Negotiation, ChoosesTheClientsFirstNameThatTheServerHas_Rfc4253Section7_1) {
  KexInit client = fitting();
  KexInit server = fitting();
  client.kex = "unknown,ecdh-sha2-nistp384,curve25519-sha256,ecdh-sha2-nistp256";
  server.kex = "ecdh-sha2-nistp256,curve25519-sha256";
  client.encryption = {"aes256-ctr,aes128-ctr", "aes192-ctr"};
  server.encryption = {"aes128-ctr,aes256-ctr", "aes128-ctr,aes192-ctr"};
  for (const bool as_client : {true, false}) {
    const auto agreement =
        as_client ? negotiate(Role::client, client, server) : negotiate(Role::server, server, client);
    ASSERT_TRUE(agreement);
    EXPECT_EQ(agreement->kex->name, "curve25519-sha256");
    EXPECT_EQ(agreement->client_to_server.cipher->name, "aes256-ctr");
    EXPECT_EQ(agreement->server_to_client.cipher->name, "aes192-ctr");
  }
}

TEST(Negotiation, ChoosesEachDirectionByItself_Rfc4253Section7_1) {
  KexInit client = fitting();
  client.encryption = {"aes128-gcm@openssh.com", "aes256-ctr"};
  client.mac = {"hmac-unknown", "hmac-sha2-512"};
  const auto agreement = negotiate(Role::server, client, client);
  ASSERT_TRUE(agreement) << "with an AEAD cipher the MAC does not matter";
  EXPECT_EQ(agreement->client_to_server.mac, nullptr);
  EXPECT_EQ(agreement->server_to_client.mac->name, "hmac-sha2-512");
}

TEST(Negotiation, FailsWhenAnyKindHasNothingInCommon_Rfc4253Section7_1) {
  const std::vector<std::pair<std::string_view, void (*)(KexInit&)>> changes{
      {"no common key exchange method", [](KexInit& init) { init.kex = "other"; }},
      {"no common host key algorithm", [](KexInit& init) { init.host_key = "other"; }},
      {"no common cipher", [](KexInit& init) { init.encryption.client_to_server = "other"; }},
      {"no common cipher", [](KexInit& init) { init.encryption.server_to_client = ""; }},
      {"no common MAC", [](KexInit& init) { init.mac.client_to_server = "other"; }},
      {"no common MAC", [](KexInit& init) { init.mac.server_to_client = ""; }},
      {"no common compression method", [](KexInit& init) { init.compression.client_to_server = "zlib"; }},
      {"no common compression method", [](KexInit& init) { init.compression.server_to_client = ""; }},
  };
  for (const auto& [message, change] : changes) {
    KexInit peer = fitting();
    change(peer);
    const auto agreement = negotiate(Role::server, fitting(), peer);
    ASSERT_FALSE(agreement) << message;
    EXPECT_EQ(agreement.error().message, message);
    EXPECT_EQ(agreement.error().reason, DisconnectReason::key_exchange_failed);
    EXPECT_EQ(agreement.error().fault, Fault::nothing_in_common);
  }
}

TEST(Negotiation, NeverChoosesAMarkerAsAMethod) {
  KexInit own = fitting();
  own.kex = "kex-strict-s,ext-info-s";
  KexInit peer = own;
  EXPECT_FALSE(negotiate(Role::server, own, peer));
}

TEST(Negotiation, TakesBothSpellingsOfStrictFromTheRightRoleOnly) {
  const auto strict = [](Role own_role, std::string_view marker) {
    KexInit peer = fitting();
    const std::string kex = "curve25519-sha256," + std::string{marker};
    peer.kex = kex;
    return negotiate(own_role, fitting(), peer)->peer_strict;
  };
  EXPECT_TRUE(strict(Role::server, "kex-strict-c-v00@openssh.com"));
  EXPECT_TRUE(strict(Role::server, "kex-strict-c"));
  EXPECT_TRUE(strict(Role::client, "kex-strict-s-v00@openssh.com"));
  EXPECT_TRUE(strict(Role::client, "kex-strict-s"));
  EXPECT_FALSE(strict(Role::server, "kex-strict-s-v00@openssh.com"));
  EXPECT_FALSE(strict(Role::client, "kex-strict-c"));
  EXPECT_FALSE(strict(Role::server, "kex-strict-c-v00"));
}

TEST(Negotiation, SeesWhetherThePeerReadsExtensions_Rfc8308Section2_1) {
  KexInit peer = fitting();
  peer.kex = "curve25519-sha256,ext-info-c";
  EXPECT_TRUE(negotiate(Role::server, fitting(), peer)->peer_reads_extensions);
  EXPECT_FALSE(negotiate(Role::client, fitting(), peer)->peer_reads_extensions);
}

TEST(Negotiation, CallsAGuessWrongWhenTheFirstNamesDiffer_Rfc4253Section7_1) {
  KexInit own = fitting();
  own.kex = "curve25519-sha256,ecdh-sha2-nistp256";
  own.host_key = "ssh-ed25519,rsa-sha2-256";
  KexInit peer = own;
  EXPECT_FALSE(negotiate(Role::server, own, peer)->drop_guess) << "no guess was sent";
  peer.first_packet_follows = true;
  EXPECT_FALSE(negotiate(Role::server, own, peer)->drop_guess) << "right";
  peer.kex = "ecdh-sha2-nistp256,curve25519-sha256";
  EXPECT_TRUE(negotiate(Role::server, own, peer)->drop_guess);
  // As a server we choose the client's first method, yet the guess counts as wrong.
  EXPECT_EQ(negotiate(Role::server, own, peer)->kex->name, "ecdh-sha2-nistp256");
  peer.kex = own.kex;
  peer.host_key = "rsa-sha2-256,ssh-ed25519";
  EXPECT_TRUE(negotiate(Role::client, own, peer)->drop_guess);
}

}  // namespace
}  // namespace ferry::ssh

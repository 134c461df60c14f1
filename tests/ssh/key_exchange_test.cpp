#include <gmock/gmock.h>

#include <functional>

#include "ssh/limits.h"
#include "ssh/transport/ext_info.h"
#include "support/certificates.h"
#include "support/scripted_transport.h"
#include "support/transport_pair.h"
#include "support/vectors.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

using testing::client_transport_options;
using testing::ScriptedTransport;
using testing::server_transport_options;
using testing::take_output;
using testing::TransportPair;
using testing::TransportUnderTest;
using testing::with_flipped_bit;

constexpr std::string_view strict_client = "kex-strict-c-v00@openssh.com";

void expect_protocol_error(const TransportUnderTest& transport) {
  ASSERT_TRUE(transport.failed);
  EXPECT_EQ(transport.failed->reason, DisconnectReason::protocol_error) << transport.failed->message;
}

// --- Strict key exchange (CVE-2023-48795) ---

TEST(StrictKeyExchange, RefusesAPacketBeforeKexInit_DraftStrictKex) {
  for (const std::string_view marker : {strict_client, std::string_view{"kex-strict-c"}}) {
    TransportUnderTest server{server_transport_options()};
    ScriptedTransport peer{Role::client, server};
    peer.identify();
    peer.send({2, 0, 0, 0, 0});
    peer.send_kexinit({.markers = std::string{marker}, .first_method = "", .first_packet_follows = false});
    peer.exchange_bytes();
    ASSERT_TRUE(server.failed);
    EXPECT_EQ(server.failed->message, "KEXINIT is not the first packet");
  }
}

TEST(StrictKeyExchange, IsNotForcedOnAPeerThatDoesNotAskForIt) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.send({2, 0, 0, 0, 0});
  peer.send_kexinit();
  peer.send({4, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  peer.read_kexinit();
  peer.exchange_until_newkeys();
  peer.send({2, 0, 0, 0, 0});
  peer.finish_exchange();
  EXPECT_FALSE(server.ended());
  EXPECT_EQ(server.exchanges, 1);
  EXPECT_FALSE(server->negotiated().strict);
}

TEST(StrictKeyExchange, CountsPacketsFromZeroAfterEveryNewKeys_DraftStrictKex) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.exchange_keys(
      {.markers = std::string{strict_client}, .first_method = "", .first_packet_follows = false});
  EXPECT_TRUE(server->negotiated().strict);
  server->authenticated();
  peer.send({94});
  peer.send({94});
  peer.exchange_bytes();
  peer.exchange_keys({});
  peer.send({94});
  peer.exchange_bytes();
  EXPECT_EQ(server.sequences, (std::vector<std::uint32_t>{0, 1, 0}));
}

TEST(StrictKeyExchange, GoesOnCountingWithoutIt_Rfc4253Section6_4) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.exchange_keys({});
  server->authenticated();
  peer.send({94});
  peer.exchange_bytes();
  // KEXINIT, the share and NEWKEYS went before.
  EXPECT_EQ(server.sequences, std::vector<std::uint32_t>{3});
}

TEST(StrictKeyExchange, FindsADroppedFirstPacketUnderNewKeys) {
  // The Terrapin attack proper: a packet more before NEWKEYS, one less after.
  for (const std::string_view cipher : {"chacha20-poly1305@openssh.com", "aes128-gcm@openssh.com"}) {
    auto client = client_transport_options();
    client.algorithms.encryption = {std::string{cipher}};
    TransportPair pair{client};
    pair.run();
    pair.server->authenticated();
    pair.client->send(ByteVector{94, 1});
    static_cast<void>(take_output(*pair.client));
    pair.client->send(ByteVector{94, 2});
    pair.run();
    ASSERT_TRUE(pair.server.failed) << cipher;
    EXPECT_TRUE(pair.server.payloads.empty());
  }
}

// --- Guesses ---

class Guess : public ::testing::TestWithParam<bool> {};

TEST_P(Guess, OfARightMethodIsUsed_Rfc4253Section7_1) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  if (GetParam()) {
    peer.exchange_keys({});
    server->authenticated();
  }
  // The lists are the server's own defaults, so the first names agree.
  peer.send_kexinit({.markers = "", .first_method = "", .first_packet_follows = true});
  peer.read_kexinit();
  peer.exchange_until_newkeys();
  peer.finish_exchange();
  EXPECT_FALSE(server.ended());
  EXPECT_EQ(server.exchanges, GetParam() ? 2 : 1);
}

TEST_P(Guess, OfAWrongMethodIsDropped_Rfc4253Section7_1) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  if (GetParam()) {
    peer.exchange_keys({});
    server->authenticated();
  }
  peer.send_kexinit({.markers = "", .first_method = "mlkem-of-the-future", .first_packet_follows = true});
  peer.send({30, 0, 0, 0, 1, 9});
  peer.read_kexinit();
  peer.exchange_until_newkeys();
  peer.finish_exchange();
  EXPECT_FALSE(server.ended()) << server.failed->message;
  EXPECT_EQ(server.exchanges, GetParam() ? 2 : 1);
}

TEST_P(Guess, OfAWrongMethodIsDroppedOnceOnly) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  if (GetParam()) {
    peer.exchange_keys({});
    server->authenticated();
  }
  peer.send_kexinit({.markers = "", .first_method = "mlkem-of-the-future", .first_packet_follows = true});
  peer.send({30, 0, 0, 0, 1, 9});
  peer.send({30, 0, 0, 0, 1, 9});
  peer.exchange_bytes();
  ASSERT_TRUE(server.failed);
  EXPECT_EQ(server.failed->message, "the peer's share of the key exchange is not valid");
}

INSTANTIATE_TEST_SUITE_P(InFirstAndLaterExchanges, Guess, ::testing::Bool());

// --- Shares, groups and signatures ---

struct BadShare {
  std::string_view method;
  ByteVector share;
};

TEST(KeyExchangeAttack, RefusesSharesThatAreNotValid_Rfc8731Section3_Rfc5656Section4_Rfc4253Section8) {
  // An encapsulation key of zeros would do, an X25519 share of zeros does not; of ones it is the other way.
  const std::vector<BadShare> shares{
      {"mlkem768x25519-sha256", ByteVector(1216, 0)},
      {"mlkem768x25519-sha256", ByteVector(1216, 0xff)},
      {"mlkem768x25519-sha256", ByteVector(1215, 9)},
      {"mlkem768x25519-sha256", ByteVector(1217, 9)},
      {"mlkem768x25519-sha256", ByteVector(32, 9)},
      {"mlkem768x25519-sha256", {}},
      {"sntrup761x25519-sha512", ByteVector(1190, 0)},
      {"sntrup761x25519-sha512", ByteVector(1189, 9)},
      {"sntrup761x25519-sha512", ByteVector(1191, 9)},
      {"sntrup761x25519-sha512", ByteVector(32, 9)},
      {"sntrup761x25519-sha512@openssh.com", {}},
      {"curve25519-sha256", ByteVector(32, 0)},
      {"curve25519-sha256", ByteVector(31, 9)},
      {"curve25519-sha256", ByteVector(33, 9)},
      {"curve25519-sha256", {}},
      {"ecdh-sha2-nistp256", ByteVector(65, 4)},
      {"ecdh-sha2-nistp256", {0}},
      {"ecdh-sha2-nistp521", ByteVector(65, 4)},
      {"diffie-hellman-group14-sha256", {}},
      {"diffie-hellman-group14-sha256", {1}},
      {"diffie-hellman-group14-sha256", ByteVector(256, 0x7f)},
  };
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto& [method, share] = shares[i];
    TransportUnderTest server{server_transport_options()};
    AlgorithmLists lists = AlgorithmLists::defaults();
    lists.kex = {std::string{method}};
    ScriptedTransport peer{Role::client, server, lists};
    peer.identify();
    peer.send_kexinit();
    ByteVector init{30};
    wire::Writer out{init};
    out.write(Bytes{share});
    peer.send(init);
    peer.exchange_bytes();
    if (i + 1 == shares.size()) {
      EXPECT_FALSE(server.ended()) << "a share in range is fine";
      continue;
    }
    ASSERT_TRUE(server.failed) << method << " " << share.size();
    EXPECT_EQ(server.failed->reason, DisconnectReason::key_exchange_failed);
  }
}

TEST(KeyExchangeAttack, RefusesMalformedExchangeMessages) {
  for (const std::string_view method :
       {"mlkem768x25519-sha256", "sntrup761x25519-sha512", "curve25519-sha256",
        "diffie-hellman-group14-sha256", "diffie-hellman-group-exchange-sha256"}) {
    for (const Role role : {Role::server, Role::client}) {
      TransportUnderTest transport{role == Role::server ? server_transport_options()
                                                        : client_transport_options()};
      AlgorithmLists lists = AlgorithmLists::defaults();
      lists.kex = {std::string{method}};
      ScriptedTransport peer{role == Role::server ? Role::client : Role::server, transport, lists};
      peer.identify();
      peer.send_kexinit();
      const bool group_exchange = method.find("exchange") != std::string_view::npos;
      const Byte number = role == Role::client ? 31 : group_exchange ? 34 : 30;
      peer.send({number, 0, 0, 0, 9, 1});
      peer.exchange_bytes();
      expect_protocol_error(transport);
    }
  }
}

/// What a server answers to a wish for a group.
std::optional<std::size_t> group_bits_for(const ByteVector& request, unsigned minimum = 2048) {
  auto options = server_transport_options();
  options.minimum_group_bits = minimum;
  TransportUnderTest server{options};
  AlgorithmLists lists = AlgorithmLists::defaults();
  lists.kex = {"diffie-hellman-group-exchange-sha256"};
  ScriptedTransport peer{Role::client, server, lists};
  peer.identify();
  peer.send_kexinit();
  peer.read_kexinit();
  peer.send(request);
  peer.exchange_bytes();
  if (server.failed) return std::nullopt;
  const auto answer = peer.receive();
  const auto offer = wire::decode<GroupOffer>(answer.value());
  EXPECT_EQ(offer->generator.magnitude.size(), 1U);
  return offer->prime.magnitude.size() * 8;
}

ByteVector group_request(std::uint32_t minimum, std::uint32_t preferred, std::uint32_t maximum) {
  return wire::encode(GroupRequest{.minimum = minimum, .preferred = preferred, .maximum = maximum});
}

TEST(GroupExchange, GivesTheSmallestGroupThatIsLargeEnough_Rfc4419Section3) {
  EXPECT_EQ(group_bits_for(group_request(1024, 1024, 8192)), 2048U);
  EXPECT_EQ(group_bits_for(group_request(2048, 2049, 8192)), 3072U);
  EXPECT_EQ(group_bits_for(group_request(2048, 4096, 8192)), 4096U);
  EXPECT_EQ(group_bits_for(group_request(2048, 7680, 8192)), 8192U);
  EXPECT_EQ(group_bits_for(group_request(2048, 8000, 8100)), 6144U) << "the largest within the bounds";
  EXPECT_EQ(group_bits_for(group_request(2048, 3000, 100'000)), 3072U);
}

TEST(GroupExchange, HonoursTheMinimumOfTheConfiguration) {
  EXPECT_EQ(group_bits_for(group_request(1024, 2048, 8192), 4096), 4096U);
  EXPECT_EQ(group_bits_for(group_request(1024, 2048, 3072), 4096), std::nullopt);
}

TEST(GroupExchange, RefusesWhatCannotBeMet_Rfc4419Section3) {
  EXPECT_EQ(group_bits_for(group_request(1024, 1024, 1024)), std::nullopt);
  EXPECT_EQ(group_bits_for(group_request(9000, 9000, 9000)), std::nullopt);
  EXPECT_EQ(group_bits_for(group_request(4096, 2048, 8192)), std::nullopt) << "minimum above preferred";
  EXPECT_EQ(group_bits_for(group_request(2048, 8192, 4096)), std::nullopt) << "preferred above maximum";
}

TEST(GroupExchange, TakesTheOldRequest_Rfc4419Section5) {
  EXPECT_EQ(group_bits_for(wire::encode(OldGroupRequest{.preferred = 2048})), 2048U);
  EXPECT_EQ(group_bits_for(wire::encode(OldGroupRequest{.preferred = 4000})), 4096U);
}

TEST(GroupExchange, AClientRefusesAGroupThatIsTooSmallOrNoGroup) {
  ByteVector small(128, 0xff);
  ByteVector even(256, 0xff);
  even.back() = 0xfe;
  for (const ByteVector& prime : {small, even}) {
    TransportUnderTest client{client_transport_options()};
    AlgorithmLists lists = AlgorithmLists::defaults();
    lists.kex = {"diffie-hellman-group-exchange-sha256"};
    ScriptedTransport peer{Role::server, client, lists};
    peer.identify();
    peer.send_kexinit();
    peer.exchange_bytes();
    const ByteVector generator{2};
    peer.send(wire::encode(GroupOffer{{prime}, {generator}}));
    peer.exchange_bytes();
    ASSERT_TRUE(client.failed);
    EXPECT_EQ(client.failed->reason, DisconnectReason::key_exchange_failed);
  }
}

/// A client that is given the server's reply with something done to it.
std::optional<Failure> client_failure(const std::function<void(KexEcdhReply&)>& change,
                                      std::string_view host_key_algorithm = "ssh-ed25519",
                                      std::string_view kex = "mlkem768x25519-sha256") {
  auto options = client_transport_options();
  options.algorithms.kex = {std::string{kex}};
  options.algorithms.host_key = {std::string{host_key_algorithm}};
  TransportUnderTest client{options};
  ScriptedTransport peer{Role::server, client};
  peer.identify();
  peer.send_kexinit();
  peer.read_kexinit();
  peer.start_exchange();
  peer.exchange_bytes();
  const auto reply = peer.step(peer.receive().value()).value();
  auto decoded = wire::decode<KexEcdhReply>(reply).value();
  change(decoded);
  peer.send(wire::encode(decoded));
  peer.exchange_bytes();
  EXPECT_TRUE(client.ended() || client.host_keys.size() == 1);
  return client.failed;
}

TEST(HostKeySignature, IsCheckedBeforeTheKeyIsOffered_Rfc4253Section8) {
  EXPECT_FALSE(client_failure([](KexEcdhReply&) {}));
  const ByteVector zeros(83, 0);
  const auto wrong = client_failure([&](KexEcdhReply& reply) { reply.signature = zeros; });
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->reason, DisconnectReason::host_key_not_verifiable);
}

TEST(HostKeySignature, WithAnyBitFlippedIsRefused) {
  ByteVector changed;
  for (std::size_t bit = 0; bit < 83 * 8; bit += 5) {
    const auto failure = client_failure([&](KexEcdhReply& reply) {
      changed = with_flipped_bit(reply.signature, bit);
      reply.signature = changed;
    });
    ASSERT_TRUE(failure) << bit;
    EXPECT_EQ(failure->reason, DisconnectReason::host_key_not_verifiable);
  }
}

TEST(HostKeySignature, OfAnotherKeyIsRefused) {
  const auto other = encode_public_key(crypto::PrivateKey::generate_ed25519().public_key());
  const auto failure = client_failure([&](KexEcdhReply& reply) { reply.host_key = other; });
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, DisconnectReason::host_key_not_verifiable);
}

TEST(HostKeySignature, OfAnotherTypeThanAgreedIsRefused) {
  const auto& other = *testing::quick_host_keys()->for_algorithm("ecdsa-sha2-nistp256");
  const auto blob = encode_public_key(other.public_key());
  const auto failure = client_failure([&](KexEcdhReply& reply) { reply.host_key = blob; });
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->message, "the server sent another type of host key than was agreed");
}

TEST(HostKeySignature, IsThatOfTheCertifiedKey) {
  const auto authority = crypto::PrivateKey::generate_ed25519();
  const auto& key = *testing::quick_host_keys()->for_algorithm("ssh-ed25519");
  const auto keys = std::make_shared<HostKeys>(*testing::quick_host_keys());
  const testing::CertificatePlan good{.key = {key.public_key()}, .kind = CertificateKind::host};
  const testing::CertificatePlan other{.key = {crypto::PrivateKey::generate_ed25519().public_key()},
                                       .kind = CertificateKind::host};
  const testing::CertificatePlan forged{
      .key = {key.public_key()},
      .kind = CertificateKind::host,
      .authority = encode_public_key(crypto::PrivateKey::generate_ed25519().public_key())};
  struct Case {
    testing::CertificatePlan plan;
    std::string_view why;
  };
  for (const Case& c : {Case{good, ""}, Case{other, "the server's signature over the key exchange is wrong"},
                        Case{forged, "the signature of the certificate's authority is not good"}}) {
    keys->certify(KeyType::ed25519, testing::make_certificate(c.plan, authority));
    auto client = client_transport_options();
    auto server = server_transport_options();
    server.host_keys = keys;
    client.algorithms.host_key = server.algorithms.host_key = {"ssh-ed25519-cert-v01@openssh.com"};
    testing::TransportPair pair{client, server};
    pair.run();
    EXPECT_EQ(pair.client.failed.has_value(), !c.why.empty());
    if (pair.client.failed) EXPECT_THAT(pair.client.failed->message, ::testing::HasSubstr(c.why));
  }
}

TEST(HostKeySignature, CoversTheShares) {
  ByteVector share;
  const auto failure = client_failure([&](KexEcdhReply& reply) {
    share = with_flipped_bit(reply.share, 0);
    reply.share = share;
  });
  ASSERT_TRUE(failure);
  EXPECT_EQ(failure->reason, DisconnectReason::host_key_not_verifiable);
}

TEST(KeyExchangeAttack, AClientRefusesAHybridShareOfAnotherSize) {
  const auto check = [](std::string_view kex, std::size_t size) {
    const ByteVector share(size, 9);
    const auto failure =
        client_failure([&](KexEcdhReply& reply) { reply.share = share; }, "ssh-ed25519", kex);
    ASSERT_TRUE(failure) << kex << " " << size;
    EXPECT_EQ(failure->reason, DisconnectReason::key_exchange_failed) << kex << " " << size;
  };
  for (const std::size_t size : {0U, 32U, 1088U, 1119U, 1121U, 1216U}) check("mlkem768x25519-sha256", size);
  for (const std::size_t size : {0U, 32U, 1039U, 1070U, 1072U, 1190U}) check("sntrup761x25519-sha512", size);
}

TEST(HostKeySignature, WithAnOversizedHostKeyIsRefused) {
  const ByteVector large(longest_host_key + 1, 0);
  EXPECT_TRUE(client_failure([&](KexEcdhReply& reply) { reply.host_key = large; }));
}

// --- Extensions ---

TEST(ExtInfoPlaces, AClientTakesItRightBeforeSuccess_Rfc8308Section2_4) {
  TransportUnderTest client{client_transport_options()};
  ScriptedTransport peer{Role::server, client};
  peer.identify();
  peer.exchange_keys({});
  client->phase(Phase::authentication);
  peer.send(make_ext_info({"first"}));
  peer.send({52});
  peer.exchange_bytes();
  EXPECT_FALSE(client.ended());
  EXPECT_EQ(client->peer_signature_algorithms(), std::vector<std::string>{"first"});
}

TEST(ExtInfoPlaces, AClientRefusesItElsewhereDuringAuthentication_Rfc8308Section2_4) {
  TransportUnderTest client{client_transport_options()};
  ScriptedTransport peer{Role::server, client};
  peer.identify();
  peer.exchange_keys({});
  client->phase(Phase::authentication);
  peer.send(make_ext_info({"first"}));
  peer.send({51, 0, 0, 0, 0, 0});
  peer.exchange_bytes();
  EXPECT_TRUE(client.failed);
}

TEST(ExtInfoPlaces, ASecondOneReplacesTheFirst_Rfc8308Section2_4) {
  TransportUnderTest client{client_transport_options()};
  ScriptedTransport peer{Role::server, client};
  peer.identify();
  peer.exchange_keys({});
  peer.send(make_ext_info({"first"}));
  peer.exchange_bytes();
  EXPECT_EQ(client->peer_signature_algorithms(), std::vector<std::string>{"first"});
  client->phase(Phase::authentication);
  peer.send(make_ext_info({"second"}));
  peer.exchange_bytes();
  EXPECT_EQ(client->peer_signature_algorithms(), std::vector<std::string>{"second"});
}

TEST(ExtInfoPlaces, AServerTakesNoSignatureAlgorithmsFromAClient_Rfc8308Section3_1) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.exchange_keys({});
  peer.send(make_ext_info({"first"}));
  peer.exchange_bytes();
  EXPECT_FALSE(server.ended());
  EXPECT_TRUE(server->peer_signature_algorithms().empty());
}

TEST(ExtInfoPlaces, AServerSendsItOnlyToClientsThatAsk_Rfc8308Section2_1) {
  for (const bool asks : {true, false}) {
    TransportUnderTest server{server_transport_options()};
    ScriptedTransport peer{Role::client, server};
    peer.identify();
    peer.exchange_keys(
        {.markers = asks ? "ext-info-c" : "", .first_method = "", .first_packet_follows = false});
    peer.exchange_bytes();
    const auto packet = peer.receive();
    EXPECT_EQ(packet.has_value(), asks);
    if (packet) EXPECT_EQ((*packet)[0], 7);
  }
}

}  // namespace
}  // namespace ferry::ssh

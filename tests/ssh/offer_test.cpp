#include "ssh/transport/offer.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "ssh/limits.h"
#include "support/scripted_transport.h"
#include "support/transport_pair.h"

namespace ferry::ssh {
namespace {

using testing::client_transport_options;
using testing::FixedRandom;
using testing::quick_host_keys;
using testing::server_transport_options;
using testing::take_output;
using testing::TransportPair;
using testing::TransportUnderTest;

const AlgorithmLists all = AlgorithmLists::defaults();
const AlgorithmLists current = AlgorithmLists::current();

/// What a client that has these lists is shown, in this order of preference.
AlgorithmLists shown_to(const AlgorithmLists& lists, const HostKeys& keys = *quick_host_keys()) {
  FixedRandom random;
  const ByteVector client = make_kexinit(Role::client, lists, nullptr, Exchange::first, random);
  return offer_for(decode_kexinit(client).value(), {all, current, &keys}, random);
}

TEST(Offer, HoldsNothingDatedForAClientThatChoosesNothingDated) {
  EXPECT_EQ(shown_to(all), current);
}

TEST(Offer, HoldsTheDatedOnesOfAKindThatTheClientChoosesFrom) {
  AlgorithmLists client = all;
  client.kex = {"ecdh-sha2-nistp256", "curve25519-sha256"};
  EXPECT_EQ(shown_to(client).kex, all.kex);
  EXPECT_EQ(shown_to(client).host_key, current.host_key);

  client = all;
  client.host_key = {"ecdsa-sha2-nistp256", "ssh-ed25519"};  // the one that it knows this host by
  EXPECT_EQ(shown_to(client).host_key, all.host_key);
  EXPECT_EQ(shown_to(client).kex, current.kex);

  client = all;
  client.encryption = {"aes128-ctr"};
  client.mac = {"hmac-sha2-256"};
  EXPECT_EQ(shown_to(client).mac, all.mac);
}

TEST(Offer, HoldsNoDatedMacForACipherThatNeedsNone) {
  AlgorithmLists client = all;
  client.mac = {"hmac-sha2-256"};
  EXPECT_EQ(shown_to(client).mac, current.mac);
}

TEST(Offer, HoldsTheHostKeyThatIsThereHoweverDated) {
  HostKeys keys;
  keys.add(crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256));
  EXPECT_EQ(shown_to(all, keys).host_key, all.host_key);
}

TEST(Offer, HoldsEverythingWhereNothingFits) {
  AlgorithmLists client = all;
  client.kex = {"diffie-hellman-group1-sha1"};
  EXPECT_EQ(shown_to(client), all);
}

TEST(Offer, OnlyClientsThatAreKnownToSpeakFirstAreListenedTo) {
  EXPECT_TRUE(speaks_first("SSH-2.0-OpenSSH_9.2p1 Debian-2"));
  EXPECT_TRUE(speaks_first("SSH-2.0-OpenSSH_for_Windows_9.5"));
  EXPECT_FALSE(speaks_first("SSH-2.0-libssh_0.10.5"));
  EXPECT_FALSE(speaks_first("SSH-2.0-JSCH-0.1.54"));
}

TransportOptions server_with_two_lists() {
  auto options = server_transport_options();
  options.current_algorithms = current;
  return options;
}

/// The KEXINIT in what a server has sent before any keys; empty if there is none.
ByteVector kexinit_in(Bytes sent) {
  const std::string_view text = as_text(sent);
  const std::size_t line = text.find("\r\n") == std::string_view::npos ? 0 : text.find("\r\n") + 2;
  constexpr std::size_t header = 5;
  if (sent.size() < line + header) return {};
  const Bytes payload = sent.subspan(line + header);
  return {payload.begin(), payload.end()};
}

std::string_view kex_of(const ByteVector& sent) {
  Bytes payload{sent};
  // The padding behind the payload is no part of it; what was read of the list does not depend on that.
  constexpr std::size_t in_front_of_the_list = 17;
  const std::size_t size = payload[in_front_of_the_list + 2] * 256U + payload[in_front_of_the_list + 3];
  return as_text(payload.subspan(in_front_of_the_list + 4, size));
}

TEST(TransportOffer, ListensToAClientThatSpeaksFirstAndShowsItWhatItNeeds) {
  auto client = client_transport_options();
  client.software = "OpenSSH_9.2";
  TransportUnderTest server{server_with_two_lists()};
  server.feed(as_bytes("SSH-2.0-OpenSSH_9.2\r\n"));
  EXPECT_THAT(kexinit_in(take_output(*server)), ::testing::IsEmpty());

  TransportUnderTest other{client};
  other.feed(as_bytes("SSH-2.0-FerryTestServer\r\n"));
  const ByteVector own = take_output(*other);
  server.feed(Bytes{own}.subspan(as_text(own).find("\r\n") + 2));
  EXPECT_THAT(kex_of(kexinit_in(take_output(*server))), ::testing::Not(::testing::HasSubstr("nistp")));
}

TEST(TransportOffer, AgreesWithAClientThatSpeaksFirstOnTheSameAsWithOthers) {
  for (const KexRow& kex : kex_methods()) {
    if (is_weak(kex) || !has_octet_shares(kex.family)) continue;
    auto client = client_transport_options();
    client.software = "OpenSSH_9.2";
    client.algorithms.kex = {std::string{kex.name}};
    TransportPair pair{client, server_with_two_lists()};
    pair.run();
    ASSERT_EQ(pair.server.exchanges, 1) << kex.name;
    EXPECT_EQ(pair.server->negotiated().kex, kex.name);
    pair.client->authenticated();
    pair.server->authenticated();
    pair.server->rekey();
    pair.run();
    EXPECT_EQ(pair.server.exchanges, 2) << kex.name;
  }
}

TEST(TransportOffer, ShowsEverybodyElseEverythingAtOnce) {
  TransportUnderTest server{server_with_two_lists()};
  server.feed(as_bytes("SSH-2.0-libssh2_1.10.0\r\n"));
  EXPECT_THAT(kex_of(kexinit_in(take_output(*server))), ::testing::HasSubstr("ecdh-sha2-nistp256"));
}

TEST(TransportOffer, WaitsForNobodyWhenThereIsNothingDated) {
  auto options = server_with_two_lists();
  options.algorithms = current;
  TransportUnderTest server{options};
  server.feed(as_bytes("SSH-2.0-OpenSSH_9.2\r\n"));
  EXPECT_THAT(kexinit_in(take_output(*server)), ::testing::Not(::testing::IsEmpty()));
}

TEST(TransportOffer, ShowsEverythingAfterASecondOfSilence) {
  TransportUnderTest server{server_with_two_lists()};
  server.feed(as_bytes("SSH-2.0-OpenSSH_9.2\r\n"));
  take_output(*server);
  EXPECT_EQ(server->deadline(), server.now + longest_listening);
  server->tick(server.now + longest_listening);
  EXPECT_THAT(kex_of(kexinit_in(take_output(*server))), ::testing::HasSubstr("ecdh-sha2-nistp256"));
  EXPECT_EQ(server->deadline(), server.now + longest_listening + longest_key_exchange);
}

}  // namespace
}  // namespace ferry::ssh

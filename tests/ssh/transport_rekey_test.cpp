#include <gtest/gtest.h>

#include <algorithm>

#include "ssh/limits.h"
#include "support/scripted_transport.h"
#include "support/transport_pair.h"

namespace ferry::ssh {
namespace {

using testing::client_transport_options;
using testing::ScriptedTransport;
using testing::server_transport_options;
using testing::take_output;
using testing::TransportPair;
using testing::TransportUnderTest;

ByteVector numbered(std::size_t size, std::uint32_t number) {
  ByteVector payload(size, 0x77);
  payload[0] = 94;
  for (std::size_t i = 0; i < 4; ++i) payload[1 + i] = static_cast<Byte>(number >> (24 - 8 * i));
  return payload;
}

void expect_in_order(const std::vector<ByteVector>& payloads, std::size_t count) {
  ASSERT_EQ(payloads.size(), count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto expected = numbered(payloads[i].size(), static_cast<std::uint32_t>(i));
    ASSERT_EQ(payloads[i], expected) << i;
  }
}

void expect_no_failure(TransportPair& pair) {
  ASSERT_FALSE(pair.client.failed) << pair.client.failed->message;
  ASSERT_FALSE(pair.server.failed) << pair.server.failed->message;
}

enum class Starter { client, server, both };

class Rekey : public ::testing::TestWithParam<std::tuple<Starter, std::string_view>> {
 protected:
  static TransportPair pair() {
    auto client = client_transport_options();
    client.algorithms.kex = {std::string{std::get<1>(GetParam())}};
    return TransportPair{client};
  }
  static void start(TransportPair& pair) {
    const Starter starter = std::get<0>(GetParam());
    if (starter != Starter::server) pair.client->rekey();
    if (starter != Starter::client) pair.server->rekey();
  }
};

TEST_P(Rekey, HappensInTheMiddleOfTraffic_Rfc4253Section9) {
  auto both = pair();
  both.open();
  const ByteVector session_id{both.client->session_id().begin(), both.client->session_id().end()};
  constexpr std::uint32_t count = 60;
  for (std::uint32_t i = 0; i < count; ++i) {
    both.client->send(numbered(5000, i));
    both.server->send(numbered(3000, i));
    if (i % 20 == 5) start(both);
    // Some of it is still on its way when the exchange starts, some is sent while it is open.
    if (i % 7 == 0) both.run(1000);
  }
  both.run();
  expect_no_failure(both);
  EXPECT_GE(both.client.exchanges, 4);
  EXPECT_EQ(both.client.exchanges, both.server.exchanges);
  expect_in_order(both.server.payloads, count);
  expect_in_order(both.client.payloads, count);
  // RFC 4253 section 7.2: the session identifier does not change.
  EXPECT_TRUE(std::ranges::equal(both.client->session_id(), session_id));
  EXPECT_TRUE(std::ranges::equal(both.server->session_id(), session_id));
}

TEST_P(Rekey, HappensWithEveryByteAlone) {
  auto both = pair();
  both.open();
  both.client->send(numbered(300, 0));
  start(both);
  both.client->send(numbered(300, 1));
  both.run(1);
  expect_no_failure(both);
  EXPECT_EQ(both.server.exchanges, 2);
  expect_in_order(both.server.payloads, 2);
}

INSTANTIATE_TEST_SUITE_P(
    EachStarterAndMethod, Rekey,
    ::testing::Combine(::testing::Values(Starter::client, Starter::server, Starter::both),
                       ::testing::Values("mlkem768x25519-sha256", "sntrup761x25519-sha512",
                                         "curve25519-sha256", "ecdh-sha2-nistp256",
                                         "diffie-hellman-group14-sha256",
                                         "diffie-hellman-group-exchange-sha256")));

TEST(RekeyLimits, OfVolumeStartAnExchange_Rfc4253Section9) {
  for (const bool by_client : {true, false}) {
    auto client = client_transport_options();
    auto server = server_transport_options();
    (by_client ? client : server).rekey.bytes = 100'000;
    TransportPair pair{client, server};
    pair.open();
    constexpr std::uint32_t count = 100;
    for (std::uint32_t i = 0; i < count; ++i) {
      pair.client->send(numbered(10'000, i));
      if (i % 3 == 0) pair.run();
    }
    pair.run();
    expect_no_failure(pair);
    expect_in_order(pair.server.payloads, count);
    EXPECT_GE(pair.server.exchanges, 8);
    EXPECT_LE(pair.server.exchanges, 12);
  }
}

TEST(RekeyLimits, OfPacketsStartAnExchange_Rfc4344Section3_1) {
  auto server = server_transport_options();
  server.rekey.packets = 50;
  TransportPair pair{client_transport_options(), server};
  pair.open();
  for (std::uint32_t i = 0; i < 200; ++i) {
    pair.server->send(numbered(20, i));
    pair.run();
  }
  expect_no_failure(pair);
  expect_in_order(pair.client.payloads, 200);
  EXPECT_GE(pair.client.exchanges, 4);
  EXPECT_LE(pair.client.exchanges, 6);
}

TEST(RekeyLimits, OfVolumeCountBatchesToo) {
  auto server = server_transport_options();
  server.rekey.bytes = 50'000;
  TransportPair pair{client_transport_options(), server};
  pair.open();
  std::size_t sent = 0;
  for (int i = 0; i < 20; ++i) {
    if (!pair.server->ready_for_data()) pair.run();
    auto batch = std::make_unique<DataBatch>(10'000, 2);
    for (const MutableBytes slot : batch->slots()) std::ranges::fill(slot, Byte{1});
    batch->filled(20'000);
    pair.server->send_batch(0, std::move(batch));
    sent += 2;
  }
  pair.run();
  expect_no_failure(pair);
  EXPECT_EQ(pair.client.payloads.size(), sent);
  EXPECT_GE(pair.client.exchanges, 6);
}

TEST(RekeyLimits, OfTimeStartAnExchange_Rfc4253Section9) {
  auto server = server_transport_options();
  server.rekey.time = std::chrono::minutes{10};
  TransportPair pair{client_transport_options(), server};
  pair.open();
  EXPECT_EQ(pair.server->deadline(), pair.server.now + std::chrono::minutes{10});
  pair.server.now += std::chrono::minutes{9};
  pair.server->tick(pair.server.now);
  EXPECT_EQ(pair.server->output_size(), 0U);
  pair.server.now += std::chrono::minutes{1};
  pair.server->tick(pair.server.now);
  EXPECT_GT(pair.server->output_size(), 0U);
  pair.run();
  EXPECT_EQ(pair.client.exchanges, 2);
  EXPECT_EQ(pair.server->deadline(), pair.server.now + std::chrono::minutes{10});
}

TEST(RekeyLimits, StartNothingBeforeLogin) {
  auto server = server_transport_options();
  server.rekey = {.bytes = 1, .packets = 1, .time = std::chrono::seconds{1}};
  TransportPair pair{client_transport_options(), server};
  pair.run();
  pair.server->tick(pair.server.now + std::chrono::seconds{30});
  EXPECT_EQ(pair.server->output_size(), 0U);
  pair.server->rekey();
  EXPECT_EQ(pair.server->output_size(), 0U);
}

TEST(RekeyLimits, EndAConnectionWhosePeerDoesNotAnswer) {
  TransportPair pair;
  pair.open();
  pair.server->rekey();
  EXPECT_EQ(pair.server->deadline(), pair.server.now + longest_key_exchange);
  pair.server->tick(pair.server.now + longest_key_exchange);
  pair.server.handle_events();
  ASSERT_TRUE(pair.server.failed);
  EXPECT_EQ(pair.server.failed->reason, DisconnectReason::key_exchange_failed);
}

TEST(RekeyQueue, KeepsPayloadsInOrderAndHoldsBatchesBack_Rfc4253Section7_1) {
  TransportPair pair;
  pair.open();
  pair.client->rekey();
  EXPECT_FALSE(pair.client->ready_for_data());
  EXPECT_THROW(pair.client->send_batch(0, std::make_unique<DataBatch>(10, 1)), std::logic_error);
  const std::size_t kexinit_only = pair.client->output_size();
  for (std::uint32_t i = 0; i < 10; ++i) pair.client->send(numbered(50, i));
  EXPECT_EQ(pair.client->output_size(), kexinit_only);
  pair.run();
  EXPECT_TRUE(pair.client->ready_for_data());
  expect_in_order(pair.server.payloads, 10);
}

TEST(RekeyQueue, IsBoundedInBytes) {
  TransportPair pair;
  pair.open();
  pair.client->rekey();
  const ByteVector payload = numbered(32768, 0);
  for (std::size_t kept = 0; kept <= queued_during_kex_bytes; kept += payload.size())
    pair.client->send(payload);
  pair.client.handle_events();
  EXPECT_TRUE(pair.client.failed);
}

TEST(RekeyQueue, IsBoundedInPackets) {
  TransportPair pair;
  pair.open();
  pair.client->rekey();
  for (std::size_t i = 0; i <= queued_during_kex_packets; ++i) pair.client->send(ByteVector{94});
  pair.client.handle_events();
  EXPECT_TRUE(pair.client.failed);
}

TEST(RekeyInFlight, DataSentBeforeThePeersKexInitIsStillDelivered_Rfc4253Section7_1) {
  TransportPair pair;
  pair.open();
  // The client has these on their way when the server's KEXINIT leaves.
  for (std::uint32_t i = 0; i < 5; ++i) pair.client->send(numbered(100, i));
  const ByteVector in_flight = take_output(*pair.client);
  pair.server->rekey();
  pair.server.feed(in_flight);
  expect_in_order(pair.server.payloads, 5);
  EXPECT_FALSE(pair.server.ended());
  pair.run();
  EXPECT_EQ(pair.server.exchanges, 2);
}

TEST(RekeyInFlight, RefusesDataAfterThePeersKexInit_Rfc4253Section7_1) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.exchange_keys({});
  server->authenticated();
  peer.send_kexinit();
  peer.send(numbered(100, 0));
  peer.exchange_bytes();
  ASSERT_TRUE(server.failed);
  EXPECT_EQ(server.failed->message, "CHANNEL_DATA is not allowed now");
}

TEST(RekeyInFlight, RefusesASecondKexInitWhileOneIsOpen_Rfc4253Section7_1) {
  for (const bool first : {true, false}) {
    TransportUnderTest server{server_transport_options()};
    ScriptedTransport peer{Role::client, server};
    peer.identify();
    if (!first) {
      peer.exchange_keys({});
      server->authenticated();
    }
    peer.send_kexinit();
    peer.send_kexinit();
    peer.exchange_bytes();
    ASSERT_TRUE(server.failed);
    EXPECT_EQ(server.failed->message, "KEXINIT is not allowed now");
  }
}

TEST(RekeyInFlight, IgnoresMarkersInLaterExchanges) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.exchange_keys({});
  EXPECT_FALSE(server->negotiated().strict);
  server->authenticated();
  peer.send({2, 0, 0, 0, 0});
  // The strict rules asked for too late: neither are packets counted from zero nor is this an error.
  peer.exchange_keys(
      {.markers = "kex-strict-c-v00@openssh.com", .first_method = "", .first_packet_follows = false});
  EXPECT_FALSE(server.ended());
  EXPECT_EQ(server.exchanges, 2);
  EXPECT_FALSE(server->negotiated().strict);
  peer.send(numbered(20, 0));
  peer.exchange_bytes();
  EXPECT_EQ(server.payloads.size(), 1U);
}

TEST(RekeyHostKey, IsNotAskedAboutAgain) {
  TransportPair pair;
  pair.open();
  pair.client->rekey();
  pair.run();
  EXPECT_EQ(pair.client.exchanges, 2);
  EXPECT_EQ(pair.client.host_keys.size(), 1U);
}

}  // namespace
}  // namespace ferry::ssh

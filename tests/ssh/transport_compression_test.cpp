#include <gtest/gtest.h>

#include <algorithm>
#include <array>

#include "compress/deflater.h"
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

constexpr std::array<Byte, 1> success{52};  // RFC 4252 section 6

TransportOptions compressing(TransportOptions options) {
  options.algorithms.compression = {"zlib@openssh.com", "none"};
  return options;
}

ByteVector zeros(std::size_t size) {
  ByteVector payload(size, 0);
  payload[0] = 94;
  return payload;
}

/// As a login goes: the server's USERAUTH_SUCCESS, and what follows on both sides.
void log_in(TransportPair& pair) {
  pair.run();
  pair.client->phase(Phase::authentication);
  pair.server->phase(Phase::authentication);
  pair.server->send(success);
  pair.server->authenticated();
  // The layer above the client reads it before anything that stands behind it is taken.
  pair.client.on_payload = [&](Bytes payload) {
    if (payload[0] == success[0]) pair.client->authenticated();
  };
  pair.run();
  pair.client.payloads.clear();
}

struct CompressedPair : TransportPair {
  CompressedPair()
      : TransportPair(compressing(client_transport_options()), compressing(server_transport_options())) {
    log_in(*this);
  }
};

/// What `transport` puts on the wire for `payload`.
std::size_t wire_size(TransportPair& pair, Bytes payload) {
  pair.client->send(payload);
  const std::size_t size = pair.client->output_size();
  pair.run();
  return size;
}

TEST(Compression, IsOffUnlessBothSidesNameIt) {
  TransportPair plain;
  log_in(plain);
  EXPECT_EQ(plain.client->negotiated().compression_out, "none");
  TransportPair one{compressing(client_transport_options())};
  log_in(one);
  EXPECT_EQ(one.client->negotiated().compression_out, "none");
  EXPECT_GT(wire_size(one, zeros(10000)), 10000U);
}

TEST(Compression, IsRefusedWhereOnlyOneSideInsistsOnIt) {
  auto client = client_transport_options();
  client.algorithms.compression = {"zlib@openssh.com"};
  TransportPair pair{client};
  pair.run();
  ASSERT_TRUE(pair.client.failed);
  EXPECT_EQ(pair.client.failed->message, "no common compression method");
}

TEST(Compression, BeginsBehindTheSuccessOfTheLogin) {
  TransportPair pair{compressing(client_transport_options()), compressing(server_transport_options())};
  pair.run();
  pair.server->phase(Phase::authentication);
  EXPECT_EQ(pair.server->negotiated().compression_in, "zlib@openssh.com");
  pair.server->send(ByteVector(2000, 53));
  EXPECT_GT(pair.server->output_size(), 2000U);
  static_cast<void>(take_output(*pair.server));
  pair.server->send(success);
  static_cast<void>(take_output(*pair.server));
  pair.server->send(ByteVector(2000, 94));
  EXPECT_LT(pair.server->output_size(), 200U);
}

TEST(Compression, CarriesPayloadsOfEverySizeInBothDirections) {
  CompressedPair pair;
  for (const std::size_t size : {1U, 2U, 1000U, 16384U, 32768U, 65536U, 200000U}) {
    pair.client->send(zeros(size));
    pair.server->send(zeros(size));
  }
  pair.run(1000);
  ASSERT_FALSE(pair.server.failed) << pair.server.failed->message;
  ASSERT_EQ(pair.server.payloads.size(), 7U);
  EXPECT_EQ(pair.server.payloads, pair.client.payloads);
  EXPECT_EQ(pair.server.payloads.back(), zeros(200000));
}

TEST(Compression, MakesWhatRepeatsItselfSmall) {
  CompressedPair pair;
  EXPECT_LT(wire_size(pair, zeros(10000)), 200U);
}

TEST(Compression, SendsBatchesToo) {
  CompressedPair pair;
  auto batch = std::make_unique<DataBatch>(1000, 3);
  for (const MutableBytes slot : batch->slots()) std::ranges::fill(slot, Byte{'x'});
  batch->filled(2500);
  pair.client->send_batch(7, std::move(batch));
  EXPECT_LT(pair.client->output_size(), 500U);
  pair.run();
  ASSERT_EQ(pair.server.payloads.size(), 3U);
  EXPECT_EQ(pair.server.payloads[2].size(), 9U + 500U);
  EXPECT_EQ(pair.server.payloads[2].back(), 'x');
}

TEST(Compression, BeginsANewStreamWithNewKeys_Rfc4253Section6_2) {
  CompressedPair pair;
  for (int round = 0; round < 3; ++round) {
    pair.client->send(zeros(1000));
    (round == 1 ? pair.client : pair.server)->rekey();
    pair.client->send(zeros(2000));
    pair.server->send(zeros(3000));
    pair.run();
    ASSERT_FALSE(pair.server.failed) << pair.server.failed->message;
    ASSERT_FALSE(pair.client.failed) << pair.client.failed->message;
  }
  EXPECT_EQ(pair.server.payloads.size(), 6U);
  EXPECT_EQ(pair.client.payloads.size(), 3U);
  EXPECT_EQ(pair.client.exchanges, 4);
}

TEST(Compression, OfASuccessThatWaitedForNewKeysBeginsBehindIt) {
  TransportUnderTest server{compressing(server_transport_options())};
  ScriptedTransport client{Role::client, server, compressing(client_transport_options()).algorithms};
  client.identify();
  client.exchange_keys({});
  server->phase(Phase::authentication);
  client.send_kexinit();
  client.read_kexinit();
  server->send(success);
  server->authenticated();
  client.exchange_until_newkeys();
  client.finish_exchange();
  static_cast<void>(client.expect(MessageNumber::userauth_success));
  client.in().use(Compression::delayed);
  client.out().use(Compression::delayed);
  server->send(zeros(2000));
  EXPECT_LT(server->output_size(), 200U);
  client.send(zeros(3000));
  client.exchange_bytes();
  EXPECT_EQ(client.receive(), zeros(2000));
  EXPECT_EQ(server.payloads, std::vector<ByteVector>{zeros(3000)});
}

/// A client that has logged in and packs by hand.
class PackingClient : public ::testing::Test {
 protected:
  PackingClient() : server(compressing(server_transport_options())), client(Role::client, server, lists()) {
    client.identify();
    client.exchange_keys({});
    server->phase(Phase::authentication);
    server->send(success);
    server->authenticated();
  }
  static AlgorithmLists lists() { return compressing(client_transport_options()).algorithms; }
  void send_packed(Bytes payload) {
    ByteVector packed;
    deflater.add(payload, packed);
    client.send(packed);
    client.exchange_bytes();
  }
  void send_raw(Bytes packed) {
    client.send(packed);
    client.exchange_bytes();
  }

  TransportUnderTest server;
  ScriptedTransport client;
  compress::Deflater deflater;
};

TEST_F(PackingClient, MayFillAPacketToItsLimit) {
  send_packed(zeros(largest_packet));
  ASSERT_EQ(server.payloads.size(), 1U);
  EXPECT_EQ(server.payloads[0].size(), largest_packet);
}

TEST_F(PackingClient, IsCutOffWhenAPacketUnpacksToMore) {
  for (const std::size_t size : {largest_packet + 1, std::size_t{16} * mebibyte}) {
    TransportUnderTest victim{compressing(server_transport_options())};
    ScriptedTransport bomber{Role::client, victim, lists()};
    bomber.identify();
    bomber.exchange_keys({});
    victim->phase(Phase::authentication);
    victim->send(success);
    victim->authenticated();
    compress::Deflater packer;
    ByteVector packed;
    packer.add(zeros(size), packed);
    ASSERT_LT(packed.size(), largest_packet) << size;
    bomber.send(packed);
    bomber.exchange_bytes();
    ASSERT_TRUE(victim.failed) << size;
    EXPECT_EQ(victim.failed->reason, DisconnectReason::compression_error);
    EXPECT_EQ(victim.failed->message, "a packet unpacks to too much");
    EXPECT_TRUE(victim.payloads.empty());
    EXPECT_LE(victim->buffer_memory(), 4 * busy_input_block);
  }
}

TEST_F(PackingClient, IsCutOffForGarbage) {
  send_raw(as_bytes("this was never deflated"));
  ASSERT_TRUE(server.failed);
  EXPECT_EQ(server.failed->reason, DisconnectReason::compression_error);
  EXPECT_EQ(server.failed->message, "the compressed stream is damaged");
}

TEST_F(PackingClient, IsCutOffForAPacketThatStandsForNothing) {
  send_raw(std::array<Byte, 2>{0x78, 0x9c});
  ASSERT_TRUE(server.failed);
  EXPECT_EQ(server.failed->message, "a packet has no payload");
}

TEST_F(PackingClient, MaySendSeveralPacketsInOnePiece) {
  const ByteVector first = zeros(20000), second(20000, 95);
  ByteVector packed;
  deflater.add(first, packed);
  client.send(packed);
  packed.clear();
  deflater.add(second, packed);
  client.send(packed);
  client.exchange_bytes();
  ASSERT_EQ(server.payloads.size(), 2U);
  EXPECT_EQ(server.payloads[0], first);
  EXPECT_EQ(server.payloads[1], second);
}

}  // namespace
}  // namespace ferry::ssh

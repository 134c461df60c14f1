#include <gtest/gtest.h>

#include <algorithm>

#include "ssh/limits.h"
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

/// A packet before any keys, made by hand.
ByteVector plain_packet(std::uint32_t length, std::uint8_t padding, Bytes rest) {
  ByteVector packet;
  wire::Writer out{packet};
  out.write(length);
  out.write(padding);
  out.raw(rest);
  return packet;
}

/// A server that has read the client's identification and `bytes`.
struct IdentifiedServer : TransportUnderTest {
  explicit IdentifiedServer(Bytes bytes) : TransportUnderTest(server_transport_options()) {
    feed(as_bytes("SSH-2.0-x\r\n"));
    feed(bytes);
  }
};

void expect_protocol_error(const TransportUnderTest& transport) {
  ASSERT_TRUE(transport.failed);
  EXPECT_EQ(transport.failed->reason, DisconnectReason::protocol_error) << transport.failed->message;
}

// --- Identification ---

TEST(TransportAttack, AnSsh1ClientGetsOneLineAndNoPacket_Rfc4253Section5) {
  TransportUnderTest server{server_transport_options()};
  static_cast<void>(take_output(*server));
  server.feed(as_bytes("SSH-1.5-OldClient\r\n"));
  ASSERT_TRUE(server.failed);
  EXPECT_EQ(server.failed->reason, DisconnectReason::protocol_version_not_supported);
  const ByteVector answer = take_output(*server);
  EXPECT_EQ(as_text(answer), server.failed->message + "\r\n");
}

TEST(TransportAttack, AWebBrowserIsRefusedAtItsFirstByte) {
  TransportUnderTest server{server_transport_options()};
  server.feed(as_bytes("G"));
  EXPECT_TRUE(server.failed);
}

TEST(TransportAttack, ADripOfBannerLinesEnds) {
  TransportUnderTest client{client_transport_options()};
  for (int i = 0; i < 1000 && !client.ended(); ++i) client.feed(as_bytes("please wait\r\n"));
  expect_protocol_error(client);
}

// --- Packets before keys ---

TEST(TransportAttack, RefusesImpossibleLengthsBeforeReadingFurther_Rfc4253Section6) {
  const ByteVector body(64, 0);
  for (const std::uint32_t length :
       {0U, 1U, 4U, 5U, 11U, 13U, 35001U, 0x7fffffffU, 0xffffffffU, 0xfffffffcU}) {
    IdentifiedServer server{plain_packet(length, 4, {})};
    expect_protocol_error(server);
    EXPECT_LE(server->buffer_memory(), 64U * 1024) << "nothing is allocated because of a length";
  }
}

TEST(TransportAttack, TakesThePacketsThatEveryoneMust_Rfc4253Section6_1) {
  // IGNORE with as much as fits; 35000 bytes in all, and a packet_length that is a whole number of blocks.
  ByteVector body(34'988 - 1, 0);
  body[0] = 2;
  IdentifiedServer server{plain_packet(34'988, 4, body)};
  EXPECT_FALSE(server.ended());
}

TEST(TransportAttack, RefusesTooLittlePadding_Rfc4253Section6) {
  ByteVector body(11, 0);
  body[0] = 2;
  for (const int padding : {0, 1, 2, 3, 11, 12, 255}) {
    IdentifiedServer server{plain_packet(12, static_cast<std::uint8_t>(padding), body)};
    expect_protocol_error(server);
  }
  EXPECT_FALSE(IdentifiedServer{plain_packet(12, 4, body)}.ended());
  EXPECT_FALSE(IdentifiedServer{plain_packet(12, 10, body)}.ended());
}

TEST(TransportAttack, RefusesAFloodOfPacketsBeforeKeys) {
  ByteVector body(11, 0);
  body[0] = 2;
  const ByteVector packet = plain_packet(12, 4, body);
  TransportUnderTest server{server_transport_options()};
  server.feed(as_bytes("SSH-2.0-x\r\n"));
  std::uint32_t sent = 0;
  while (!server.ended() && sent < 100'000) {
    server.feed(packet);
    ++sent;
  }
  expect_protocol_error(server);
  EXPECT_EQ(sent, most_packets_before_keys + 1);
}

TEST(TransportAttack, RefusesAFloodOfPacketsBeforeLogin) {
  TransportPair pair;
  pair.run();
  const ByteVector ignore{2, 0, 0, 0, 0};
  for (std::uint32_t i = 0; i <= most_packets_before_login && !pair.server.ended(); ++i) {
    pair.client->send(ignore);
    if (i % 100 == 0) pair.run();
  }
  pair.run();
  expect_protocol_error(pair.server);
}

TEST(TransportAttack, RefusesAPeerThatDoesNotReadItsAnswers) {
  const ByteVector unknown{200};
  const ByteVector ping{192, 0, 0, 0, 0};
  for (const ByteVector& question : {unknown, ping}) {
    TransportPair pair;
    pair.open();
    // The server's output is never taken.
    for (int i = 0; i < 1'000'000 && !pair.server.ended(); ++i) {
      for (int j = 0; j < 1000; ++j) pair.client->send(question);
      pair.server.feed(take_output(*pair.client));
    }
    ASSERT_TRUE(pair.server.failed);
    EXPECT_LE(pair.server->output_size(), output_budget + 1024);
  }
}

// --- Altered packets ---

struct Protection {
  std::string_view cipher;
  std::string_view mac;
};
constexpr std::array protections{
    Protection{"aes128-gcm@openssh.com", ""},
    Protection{"chacha20-poly1305@openssh.com", ""},
    Protection{"aes128-ctr", "hmac-sha2-256-etm@openssh.com"},
    Protection{"aes128-ctr", "hmac-sha2-256"},
    Protection{"aes128-cbc", "hmac-sha1"},
    Protection{"aes256-cbc", "hmac-sha2-512-etm@openssh.com"},
    Protection{"3des-cbc", "hmac-sha1-96"},
};

TransportPair protected_pair(const Protection& protection) {
  auto client = client_transport_options();
  auto server = server_transport_options();
  client.algorithms.encryption = server.algorithms.encryption = {std::string{protection.cipher}};
  if (!protection.mac.empty()) {
    client.algorithms.mac = server.algorithms.mac = {std::string{protection.mac}};
  }
  return TransportPair{client, server};
}

class AlteredPacket : public ::testing::TestWithParam<Protection> {};

TEST_P(AlteredPacket, IsNeverDeliveredWhicheverBitWasFlipped) {
  constexpr std::size_t payload_size = 20;
  std::size_t bits = 1;
  for (std::size_t bit = 0; bit < bits; ++bit) {
    auto pair = protected_pair(GetParam());
    pair.open();
    ByteVector payload(payload_size, 7);
    payload[0] = 94;
    pair.client->send(payload);
    const ByteVector sealed = take_output(*pair.client);
    bits = sealed.size() * 8;
    pair.server.feed(with_flipped_bit(sealed, bit));
    // A flipped length may let the packet look longer: let more come than any packet has.
    const ByteVector more(largest_packet + 2048, 0x5a);
    pair.server.feed(more);
    ASSERT_TRUE(pair.server.failed) << bit;
    EXPECT_TRUE(pair.server.payloads.empty()) << bit;
    const auto reason = pair.server.failed->reason;
    EXPECT_TRUE(reason == DisconnectReason::mac_error || reason == DisconnectReason::protocol_error);
  }
}

TEST_P(AlteredPacket, IsNotDeliveredCutOffAtAnyByte) {
  auto pair = protected_pair(GetParam());
  pair.open();
  ByteVector payload(20, 7);
  payload[0] = 94;
  pair.client->send(payload);
  const ByteVector sealed = take_output(*pair.client);
  for (std::size_t i = 0; i + 1 < sealed.size(); ++i) {
    pair.server.feed(Bytes{sealed}.subspan(i, 1));
    ASSERT_TRUE(pair.server.payloads.empty()) << i;
  }
  pair.server.feed(Bytes{sealed}.last(1));
  EXPECT_EQ(pair.server.payloads, std::vector<ByteVector>{payload});
}

TEST_P(AlteredPacket, IsNotTakenTwice) {
  auto pair = protected_pair(GetParam());
  pair.open();
  pair.client->send(ByteVector{94, 1});
  const ByteVector sealed = take_output(*pair.client);
  pair.server.feed(sealed);
  EXPECT_EQ(pair.server.payloads.size(), 1U);
  pair.server.feed(sealed);
  pair.server.feed(ByteVector(largest_packet + 2048, 0));
  EXPECT_EQ(pair.server.payloads.size(), 1U);
  EXPECT_TRUE(pair.server.failed);
}

INSTANTIATE_TEST_SUITE_P(EachProtection, AlteredPacket, ::testing::ValuesIn(protections));

/// How many bytes of garbage a server reads under `protection` before it answers.
std::size_t bytes_until_answer(const Protection& protection, Byte garbage, const ByteVector& first) {
  auto pair = protected_pair(protection);
  pair.open();
  std::size_t fed = first.size();
  pair.server.feed(first);
  const ByteVector block(16, garbage);
  while (!pair.server.ended() && fed < 2 * largest_packet) {
    pair.server.feed(block);
    fed += block.size();
  }
  EXPECT_EQ(pair.server.failed->reason, DisconnectReason::mac_error);
  return fed;
}

TEST(TransportAttack, AnswersABadCbcPacketAfterTheSameAmountWhateverWasWrong) {
  const Protection cbc{"aes128-cbc", "hmac-sha2-256"};
  const std::size_t amount = bytes_until_answer(cbc, 0, {});
  EXPECT_GE(amount, largest_packet);
  for (int garbage = 1; garbage < 20; ++garbage) {
    EXPECT_EQ(bytes_until_answer(cbc, static_cast<Byte>(garbage * 13), {}), amount);
  }
}

// --- Answers ---

TEST(Unimplemented, NamesThePacketByItsSequenceNumber_Rfc4253Section11_4) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.exchange_keys({});
  server->authenticated();
  peer.send({94});
  peer.send({200});
  peer.send({94});
  peer.send({201});
  peer.exchange_bytes();
  // KEXINIT, the share and NEWKEYS were 0, 1 and 2.
  EXPECT_EQ(peer.receive(), (ByteVector{3, 0, 0, 0, 4}));
  EXPECT_EQ(peer.receive(), (ByteVector{3, 0, 0, 0, 6}));
}

TEST(Goodbye, IsTakenFromOldClientsWithoutALanguage) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.send({1, 0, 0, 0, 11, 0, 0, 0, 2, 'o', 'k'});
  peer.exchange_bytes();
  ASSERT_TRUE(server.goodbye);
  EXPECT_EQ(server.goodbye->reason, DisconnectReason::by_application);
  EXPECT_EQ(server.goodbye->message, "ok");
}

TEST(Goodbye, IsBelievedEvenWhenCutOff) {
  for (std::size_t size = 1; size < 11; ++size) {
    const ByteVector whole{1, 0, 0, 0, 11, 0, 0, 0, 2, 'o', 'k'};
    TransportUnderTest server{server_transport_options()};
    ScriptedTransport peer{Role::client, server};
    peer.identify();
    peer.send(Bytes{whole}.first(size));
    peer.exchange_bytes();
    EXPECT_TRUE(server.goodbye);
  }
}

// --- Aborts ---

TEST(Abort, AtEveryByteOfTheHandshakeLeavesNothingBehind) {
  ByteVector handshake;
  {
    TransportPair pair;
    TransportUnderTest& server = pair.server;
    for (int round = 0; round < 4; ++round) {
      const ByteVector up = take_output(*pair.client);
      handshake.insert(handshake.end(), up.begin(), up.end());
      server.feed(up);
      pair.client.feed(take_output(*server));
    }
  }
  // The server's keys differ each time, so from its reply on the client's bytes are noise to it: also good.
  for (std::size_t size = 0; size < handshake.size(); ++size) {
    TransportUnderTest server{server_transport_options()};
    server.feed(Bytes{handshake}.first(size));
    EXPECT_LE(server->buffer_memory(), 64U * 1024);
  }
}

TEST(Abort, WithAComputationUnderWayIsHarmless) {
  std::unique_ptr<KexComputation> orphan;
  {
    TransportUnderTest client{client_transport_options()};
    TransportUnderTest server{server_transport_options()};
    server.feed(take_output(*client));
    client.feed(take_output(*server));
    const ByteVector init = take_output(*client);
    std::ranges::copy(init, server->input_space().begin());
    server->received(init.size(), server.now);
    orphan = std::move(std::get<ComputationNeeded>(server->next_event().value()).computation);
  }
  // The connection is gone; the computation still runs to its end on its own thread.
  orphan->run();
}

TEST(Abort, AComputationThatComesBackAfterTheEndIsIgnored) {
  TransportUnderTest client{client_transport_options()};
  TransportUnderTest server{server_transport_options()};
  server.feed(take_output(*client));
  client.feed(take_output(*server));
  const ByteVector init = take_output(*client);
  std::ranges::copy(init, server->input_space().begin());
  server->received(init.size(), server.now);
  auto computation = std::move(std::get<ComputationNeeded>(server->next_event().value()).computation);
  server->disconnect({Fault::refused, DisconnectReason::by_application, "too late"});
  computation->run();
  server->computed(std::move(computation));
  server.handle_events();
  EXPECT_TRUE(server.failed);
  EXPECT_EQ(server.exchanges, 0);
}

}  // namespace
}  // namespace ferry::ssh

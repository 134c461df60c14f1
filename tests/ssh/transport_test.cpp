#include "ssh/transport/transport.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "base/text.h"
#include "ssh/limits.h"
#include "support/certificates.h"
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

/// A payload that the connection protocol might have: CHANNEL_DATA of `size` bytes in all.
ByteVector payload_of(std::size_t size) {
  ByteVector payload(size);
  for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<Byte>(i * 7);
  payload[0] = 94;
  return payload;
}

void expect_no_failure(TransportPair& pair) {
  ASSERT_FALSE(pair.client.failed) << pair.client.failed->message;
  ASSERT_FALSE(pair.server.failed) << pair.server.failed->message;
}

/// Both directions carry payloads of many sizes, in order and whole.
void expect_traffic(TransportPair& pair) {
  std::vector<ByteVector> sent;
  for (const std::size_t size : {1U, 2U, 15U, 16U, 17U, 1000U, 32768U, 34000U})
    sent.push_back(payload_of(size));
  for (const ByteVector& payload : sent) {
    pair.client->send(payload);
    pair.server->send(payload);
  }
  pair.client.payloads.clear();
  pair.server.payloads.clear();
  pair.run();
  expect_no_failure(pair);
  EXPECT_EQ(pair.server.payloads, sent);
  EXPECT_EQ(pair.client.payloads, sent);
}

TEST(Transport, AgreesOnKeysAndCarriesPayloads) {
  TransportPair pair;
  pair.open();
  expect_no_failure(pair);
  EXPECT_EQ(pair.client.exchanges, 1);
  EXPECT_EQ(pair.server.exchanges, 1);
  ASSERT_FALSE(pair.client->session_id().empty());
  EXPECT_TRUE(std::ranges::equal(pair.client->session_id(), pair.server->session_id()));
  EXPECT_EQ(pair.client->negotiated().kex, "mlkem768x25519-sha256");
  EXPECT_EQ(pair.client->negotiated().encryption_out, "aes128-gcm@openssh.com");
  EXPECT_EQ(pair.client->negotiated().mac_out, "");
  EXPECT_TRUE(pair.client->negotiated().strict);
  EXPECT_EQ(pair.client->peer_identification(), "SSH-2.0-FerryTestServer");
  EXPECT_EQ(pair.server->peer_identification(), "SSH-2.0-FerryTestClient");
  expect_traffic(pair);
}

TEST(Transport, RunsEveryKeyExchangeWithEveryHostKeyAlgorithm) {
  for (const KexRow& kex : kex_methods()) {
    for (const SignatureRow& signature : signature_algorithms()) {
      auto client = client_transport_options();
      auto server = server_transport_options();
      server.host_keys = testing::all_host_keys();
      client.algorithms.kex = server.algorithms.kex = {std::string{kex.name}};
      client.algorithms.host_key = server.algorithms.host_key = {std::string{signature.name}};
      TransportPair pair{client, server};
      pair.run();
      ASSERT_EQ(pair.client.exchanges, 1) << kex.name << " " << signature.name;
      ASSERT_EQ(pair.server.exchanges, 1) << kex.name << " " << signature.name;
      EXPECT_EQ(pair.server->negotiated().kex, kex.name);
      EXPECT_EQ(pair.server->negotiated().host_key, signature.name);
      const bool slow = !has_octet_shares(kex.family) || signature.key_type == KeyType::rsa;
      EXPECT_EQ(pair.server.was_expensive, slow) << kex.name << " " << signature.name;
      // Only the three big finite-field groups take long; one host key algorithm each is enough for them.
      if (kex.group == crypto::ModpGroup::group18_8192) break;
    }
  }
}

/// All host keys, each with a certificate.
std::shared_ptr<const HostKeys> certified_host_keys(const crypto::PrivateKey& authority) {
  auto keys = std::make_shared<HostKeys>(*testing::all_host_keys());
  for (const auto& key : testing::all_host_keys()->all()) {
    const KeyType type = key_type(key->public_key());
    const auto rows = key_algorithms();
    const auto row = std::ranges::find_if(rows, [&](const SignatureRow& each) {
      return each.certificate && !each.security_key && each.key_type == type;
    });
    const testing::CertificatePlan plan{
        .key = {key->public_key()}, .type = row->blob_name, .kind = CertificateKind::host};
    keys->certify(type, testing::make_certificate(plan, authority));
  }
  return keys;
}

TEST(Transport, AServerProvesItselfWithACertificateOfEveryKind) {
  const auto authority = crypto::PrivateKey::generate_ed25519();
  const auto keys = certified_host_keys(authority);
  int count = 0;
  for (const SignatureRow& signature : key_algorithms()) {
    if (!signature.certificate || signature.security_key) continue;
    auto client = client_transport_options();
    auto server = server_transport_options();
    server.host_keys = keys;
    client.algorithms.host_key = server.algorithms.host_key = {std::string{signature.name}};
    TransportPair pair{client, server};
    pair.run();
    ASSERT_EQ(pair.client.exchanges, 1) << signature.name;
    EXPECT_EQ(pair.client->negotiated().host_key, signature.name);
    ASSERT_EQ(pair.client.host_keys.size(), 1U);
    EXPECT_EQ(pair.client.host_keys[0], keys->shown_for(signature.name)) << signature.name;
    ++count;
  }
  EXPECT_EQ(count, 7);
}

TEST(Transport, AServerOffersNoCertificateThatItDoesNotHave) {
  auto client = client_transport_options();
  auto server = server_transport_options();
  client.algorithms.host_key =
      server.algorithms.host_key = {"ssh-ed25519-cert-v01@openssh.com", "ssh-ed25519"};
  TransportPair pair{client, server};
  pair.run();
  EXPECT_EQ(pair.client->negotiated().host_key, "ssh-ed25519");
}

TEST(Transport, CarriesPayloadsUnderEveryCipherAndMac) {
  for (const CipherRow& cipher : ciphers()) {
    for (const MacRow& mac : macs()) {
      auto client = client_transport_options();
      auto server = server_transport_options();
      client.algorithms.encryption = server.algorithms.encryption = {std::string{cipher.name}};
      client.algorithms.mac = server.algorithms.mac = {std::string{mac.name}};
      TransportPair pair{client, server};
      pair.open();
      ASSERT_EQ(pair.client.exchanges, 1) << cipher.name << " " << mac.name;
      const bool aead = cipher.mode != PacketMode::stream;
      EXPECT_EQ(pair.client->negotiated().mac_in, aead ? "" : mac.name);
      expect_traffic(pair);
      if (aead) break;
    }
  }
}

TEST(Transport, WeakAlgorithmsAreUsedOnlyWhenNamed) {
  auto client = client_transport_options();
  client.algorithms.kex = {"diffie-hellman-group14-sha1"};
  TransportPair pair{client};
  pair.run();
  ASSERT_TRUE(pair.server.failed);
  EXPECT_EQ(pair.server.failed->fault, Fault::nothing_in_common);
  EXPECT_EQ(pair.server.failed->reason, DisconnectReason::key_exchange_failed);
}

TEST(Transport, DoesTheSameWhenEveryByteComesAlone) {
  TransportPair pair;
  pair.run(1);
  expect_no_failure(pair);
  EXPECT_EQ(pair.client.exchanges, 1);
  pair.client->authenticated();
  pair.server->authenticated();
  const auto payload = payload_of(3000);
  pair.client->send(payload);
  pair.run(1);
  ASSERT_EQ(pair.server.payloads.size(), 1U);
  EXPECT_EQ(pair.server.payloads[0], payload);
}

TEST(Transport, DoesTheSameInPiecesOfAnySize) {
  for (const std::size_t most : {2U, 3U, 7U, 16U, 100U, 1460U, 65536U}) {
    TransportPair pair;
    pair.run(most);
    expect_no_failure(pair);
    EXPECT_EQ(pair.client.exchanges, 1) << most;
  }
}

TEST(Transport, SequenceNumbersOfPayloadsStartAgainWithTheKeysWhenStrict) {
  TransportPair pair;
  pair.open();
  pair.client->send(payload_of(9));
  pair.client->send(payload_of(9));
  pair.run();
  EXPECT_EQ(pair.server.sequences, (std::vector<std::uint32_t>{0, 1}));
}

TEST(Transport, AnnouncesSignatureAlgorithmsToClientsThatRead_Rfc8308Section2_4) {
  auto server = server_transport_options();
  server.algorithms.public_key = {"ssh-ed25519", "rsa-sha2-512"};
  TransportPair pair{client_transport_options(), server};
  pair.run();
  EXPECT_EQ(pair.client->peer_signature_algorithms(), server.algorithms.public_key);
  EXPECT_TRUE(pair.server->peer_signature_algorithms().empty());
}

TEST(Transport, AnswersAPingWithItsData) {
  TransportUnderTest server{server_transport_options()};
  ScriptedTransport peer{Role::client, server};
  peer.identify();
  peer.exchange_keys({});
  server->authenticated();
  peer.exchange_bytes();
  while (peer.receive()) {
  }
  peer.send({192, 0, 0, 0, 3, 'a', 0, 'c'});
  peer.exchange_bytes();
  EXPECT_EQ(peer.receive(), (ByteVector{193, 0, 0, 0, 3, 'a', 0, 'c'}));
  peer.send({192, 0, 0, 0, 3, 'a'});
  peer.exchange_bytes();
  ASSERT_TRUE(server.failed);
  EXPECT_EQ(server.failed->message, "malformed PING");
}

TEST(Transport, AsksTheClientForAVerdictOnTheHostKey) {
  TransportPair pair;
  pair.run();
  ASSERT_EQ(pair.client.host_keys.size(), 1U);
  const auto& key = *testing::quick_host_keys()->for_algorithm("ssh-ed25519");
  EXPECT_EQ(pair.client.host_keys[0], encode_public_key(key.public_key()));
  EXPECT_TRUE(pair.server.host_keys.empty());
}

TEST(Transport, SendsNothingToAServerWhoseKeyIsNotTrusted) {
  TransportPair pair;
  pair.client.trusts_host_key = false;
  const ByteVector early{5, 0, 0, 0, 0};
  pair.client->send(early);
  pair.run();
  ASSERT_TRUE(pair.client.failed);
  EXPECT_EQ(pair.client.failed->reason, DisconnectReason::host_key_not_verifiable);
  ASSERT_TRUE(pair.server.goodbye);
  EXPECT_EQ(pair.server.goodbye->reason, DisconnectReason::host_key_not_verifiable);
  EXPECT_TRUE(pair.server.payloads.empty());
}

TEST(Transport, KeepsPayloadsUntilTheFirstKeysStand_Rfc4253Section7_1) {
  TransportPair pair;
  const ByteVector request{5, 0, 0, 0, 1, 'x'};
  pair.client->send(request);
  EXPECT_FALSE(pair.client->ready_for_data());
  pair.run();
  EXPECT_TRUE(pair.client->ready_for_data());
  EXPECT_EQ(pair.server.payloads, std::vector<ByteVector>{request});
}

TEST(Transport, SaysGoodbyeAndReportsIt_Rfc4253Section11_1) {
  TransportPair pair;
  pair.open();
  pair.server->disconnect({Fault::refused, DisconnectReason::by_application, "see you"});
  pair.run();
  ASSERT_TRUE(pair.server.failed);
  EXPECT_EQ(pair.server.failed->message, "see you");
  ASSERT_TRUE(pair.client.goodbye);
  EXPECT_EQ(pair.client.goodbye->reason, DisconnectReason::by_application);
  EXPECT_EQ(pair.client.goodbye->message, "see you");
  // Nothing more goes or comes.
  pair.client->send(payload_of(9));
  EXPECT_EQ(pair.client->output_size(), 0U);
  EXPECT_EQ(pair.client->next_event(), std::nullopt);
  EXPECT_FALSE(pair.client->wants_input());
  EXPECT_FALSE(pair.client->input_space().empty());
}

TEST(Transport, MakesAGoodbyePrintable) {
  TransportPair pair;
  pair.open();
  pair.server->disconnect({Fault::refused, DisconnectReason::by_application, "\x1b]0;evil\x07"});
  pair.run();
  ASSERT_TRUE(pair.client.goodbye);
  EXPECT_EQ(pair.client.goodbye->message, "\\x1b]0;evil\\x07");
}

TEST(Transport, AnswersUnknownMessagesInOrder_Rfc4253Section11_4) {
  TransportPair pair;
  pair.open();
  for (const Byte number : {Byte{200}, Byte{255}}) pair.client->send(ByteVector{number, 1, 2});
  const ByteVector bytes = take_output(*pair.client);
  pair.server.feed(bytes);
  EXPECT_FALSE(pair.server.ended());
  EXPECT_GT(pair.server->output_size(), 0U);
  pair.run();
  expect_no_failure(pair);
  expect_traffic(pair);
}

TEST(Transport, TakesLargePacketsOnlyAfterLogin_Rfc4253Section6_1) {
  TransportPair pair;
  pair.run();
  pair.server->authenticated();
  const auto payload = payload_of(largest_packet - 300);
  pair.client->send(payload);
  pair.run();
  ASSERT_EQ(pair.server.payloads.size(), 1U);
  EXPECT_EQ(pair.server.payloads[0], payload);

  TransportPair early;
  early.run();
  early.client->send(payload_of(largest_packet_before_login + 1));
  early.run();
  ASSERT_TRUE(early.server.failed);
  EXPECT_EQ(early.server.failed->reason, DisconnectReason::protocol_error);
}

TEST(Transport, HandlesAnUncompressedPayloadOf32768Bytes_Rfc4253Section6_1) {
  TransportPair pair;
  pair.run();
  pair.server->phase(Phase::authentication);
  auto payload = payload_of(32768);
  payload[0] = 50;
  pair.client->send(payload);
  pair.run();
  ASSERT_EQ(pair.server.payloads.size(), 1U);
}

TEST(Transport, KeepsOneBlockAliveWhileItsPayloadIsHeld) {
  TransportPair pair;
  pair.open();
  std::vector<PayloadReceived> held;
  std::vector<ByteVector> sent;
  for (int round = 0; round < 40; ++round) {
    sent.push_back(payload_of(20'000 + static_cast<std::size_t>(round)));
    sent.back()[1] = static_cast<Byte>(round);
    pair.client->send(sent.back());
    const ByteVector bytes = take_output(*pair.client);
    Bytes left = bytes;
    while (!left.empty()) {
      const auto space = pair.server->input_space();
      const std::size_t size = std::min(space.size(), left.size());
      std::ranges::copy(left.first(size), space.begin());
      left = left.subspan(size);
      pair.server->received(size, pair.server.now);
      while (auto event = pair.server->next_event()) held.push_back(std::get<PayloadReceived>(*event));
    }
  }
  ASSERT_EQ(held.size(), sent.size());
  for (std::size_t i = 0; i < held.size(); ++i)
    EXPECT_TRUE(std::ranges::equal(held[i].payload, sent[i])) << i;
}

TEST(Transport, HoldsLittleMemoryAtRest) {
  TransportPair pair;
  pair.open();
  for (int i = 0; i < 200; ++i) pair.client->send(payload_of(32768));
  pair.run();
  // Some small packets, as after a transfer.
  for (int i = 0; i < 8; ++i) {
    pair.client->send(payload_of(20));
    pair.server->send(payload_of(20));
    pair.run();
  }
  EXPECT_LE(pair.server->buffer_memory(), 32U * 1024);
  EXPECT_LE(pair.client->buffer_memory(), 32U * 1024);
}

TEST(Transport, SealsABatchWhereItLies) {
  TransportPair pair;
  pair.open();
  auto batch = std::make_unique<DataBatch>(1000, 3);
  Byte next = 0;
  for (const MutableBytes slot : batch->slots()) {
    for (Byte& byte : slot) byte = next++;
  }
  batch->filled(2500);
  const Byte* first = batch->slots()[0].data();
  pair.client->send_batch(7, std::move(batch));
  const auto pieces = pair.client->output();
  ASSERT_EQ(pieces.size(), 3U);
  EXPECT_EQ(pieces[0].data() + DataBatch::headroom, first);
  pair.run();
  ASSERT_EQ(pair.server.payloads.size(), 3U);
  ByteVector data;
  for (const ByteVector& payload : pair.server.payloads) {
    EXPECT_EQ(payload[0], 94);
    EXPECT_EQ(payload[4], 7);
    data.insert(data.end(), payload.begin() + 9, payload.end());
    EXPECT_EQ(std::size_t{payload[7]} << 8 | payload[8], payload.size() - 9);
  }
  ASSERT_EQ(data.size(), 2500U);
  for (std::size_t i = 0; i < data.size(); ++i) ASSERT_EQ(data[i], static_cast<Byte>(i));
}

TEST(Transport, SealsBatchesUnderEveryCipher) {
  for (const CipherRow& cipher : ciphers()) {
    for (const std::string_view mac : {"hmac-sha2-512", "hmac-sha2-512-etm@openssh.com"}) {
      auto client = client_transport_options();
      auto server = server_transport_options();
      client.algorithms.encryption = server.algorithms.encryption = {std::string{cipher.name}};
      client.algorithms.mac = server.algorithms.mac = {std::string{mac}};
      TransportPair pair{client, server};
      pair.open();
      for (const std::size_t filled : {1U, 99U, 100U, 101U, 300U}) {
        auto batch = std::make_unique<DataBatch>(100, 3);
        for (const MutableBytes slot : batch->slots()) std::ranges::fill(slot, Byte{0x55});
        batch->filled(filled);
        pair.client->send_batch(1, std::move(batch));
      }
      pair.run();
      expect_no_failure(pair);
      EXPECT_EQ(pair.server.payloads.size(), 1U + 1 + 1 + 2 + 3) << cipher.name;
      for (const ByteVector& payload : pair.server.payloads) EXPECT_EQ(payload[9], 0x55) << cipher.name;
    }
  }
}

TEST(Transport, AnEmptyBatchSendsNothing) {
  TransportPair pair;
  pair.open();
  pair.client->send_batch(1, std::make_unique<DataBatch>(100, 2));
  EXPECT_EQ(pair.client->output_size(), 0U);
}

TEST(Transport, OutputPiecesStayWhileMoreIsAdded) {
  TransportPair pair;
  pair.open();
  pair.client->send(payload_of(100));
  const auto before = pair.client->output();
  const ByteVector copy{before[0].begin(), before[0].end()};
  for (int i = 0; i < 300; ++i) pair.client->send(payload_of(1000));
  EXPECT_TRUE(std::ranges::equal(before[0], copy));
  pair.run();
  EXPECT_EQ(pair.server.payloads.size(), 301U);
}

TEST(Transport, FailsRatherThanTakeMoreThanIsProcessed) {
  TransportUnderTest server{server_transport_options()};
  // The pump goes on receiving without asking for events: the input fills up and the connection ends.
  for (int i = 0; i < 100'000 && !server.ended(); ++i) {
    const auto space = server->input_space();
    ASSERT_FALSE(space.empty());
    std::ranges::fill(space, Byte{'x'});
    server->received(space.size(), server.now);
    if (!server->wants_input()) break;
  }
  EXPECT_FALSE(server->wants_input());
  static_cast<void>(server->input_space());
  server.handle_events();
  ASSERT_TRUE(server.failed);
  EXPECT_LE(server->buffer_memory(), 2U * busy_input_block);
}

TEST(Transport, WantsNoInputWhileAComputationIsUnderWay) {
  TransportUnderTest client{client_transport_options()};
  TransportUnderTest server{server_transport_options()};
  server.feed(take_output(*client));
  client.feed(take_output(*server));
  const ByteVector init = take_output(*client);
  std::ranges::copy(init, server->input_space().begin());
  server->received(init.size(), server.now);
  auto event = server->next_event();
  ASSERT_TRUE(event && std::holds_alternative<ComputationNeeded>(*event));
  EXPECT_FALSE(server->wants_input());
  EXPECT_FALSE(server->next_event());
  EXPECT_EQ(server->deadline(), TimePoint::max()) << "our own work has no deadline";
  auto computation = std::move(std::get<ComputationNeeded>(*event).computation);
  computation->run();
  server->computed(std::move(computation));
  EXPECT_TRUE(server->wants_input());
}

TEST(Transport, GivesUpOnAnExchangeThatDoesNotEnd) {
  TransportUnderTest server{server_transport_options()};
  EXPECT_EQ(server->deadline(), server.now + longest_key_exchange);
  server->tick(server.now + longest_key_exchange - std::chrono::seconds{1});
  EXPECT_FALSE(server.ended());
  server->tick(server.now + longest_key_exchange);
  server.handle_events();
  ASSERT_TRUE(server.failed);
  EXPECT_EQ(server.failed->reason, DisconnectReason::key_exchange_failed);
  EXPECT_EQ(server->deadline(), TimePoint::max());
}

TEST(Transport, DoesNotCountTheTimeThatAPersonTakesForAVerdict) {
  TransportUnderTest client{client_transport_options()};
  TransportUnderTest server{server_transport_options()};
  server.feed(take_output(*client));
  client.feed(take_output(*server));
  server.feed(take_output(*client));
  const ByteVector reply = take_output(*server);
  std::ranges::copy(reply, client->input_space().begin());
  client->received(reply.size(), client.now);
  auto event = client->next_event();
  auto computation = std::move(std::get<ComputationNeeded>(event.value()).computation);
  computation->run();
  client->computed(std::move(computation));
  ASSERT_TRUE(std::holds_alternative<HostKeyOffered>(client->next_event().value()));
  EXPECT_EQ(client->deadline(), TimePoint::max());
  client.now += std::chrono::hours{3};
  client->host_key_verdict(true);
  client->tick(client.now);
  client.handle_events();
  EXPECT_FALSE(client.ended());
}

TEST(TransportGolden, TheFirstFlightIsAlwaysTheSame) {
  // Whoever changes what we say first changes what every peer sees: look at the difference, then write the
  // new bytes into the file.
  std::ifstream file{FERRY_TESTS_DIR "/transcripts/ssh/first_flight.txt"};
  ASSERT_TRUE(file) << "no transcript";
  for (std::string name, hex; file >> name >> hex;) {
    TransportUnderTest transport{name == "client" ? client_transport_options() : server_transport_options()};
    transport.feed(as_bytes("SSH-2.0-x\r\n"));
    EXPECT_EQ(to_hex(take_output(*transport)), hex) << name;
  }
}

}  // namespace
}  // namespace ferry::ssh

#include "ssh/connection/host_key_proof.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "ssh/connection/messages.h"
#include "support/driven_channels.h"
#include "support/transport_pair.h"
#include "wire/reader.h"
#include "wire/writer.h"

namespace ferry::ssh {
namespace {

const ByteVector session_id(32, 9);

HostKeyProof proof(std::string_view agreed = "ssh-ed25519") {
  return HostKeyProof{testing::all_host_keys(), session_id, agreed};
}

std::vector<ByteVector> strings(Bytes data) {
  wire::Reader in{data};
  std::vector<ByteVector> all;
  while (in.left() > 0 && in.error() == wire::WireError::none) {
    Bytes each;
    in.read(each);
    all.emplace_back(each.begin(), each.end());
  }
  return all;
}

ByteVector request_for(const std::vector<ByteVector>& blobs) {
  ByteVector data;
  wire::Writer out{data};
  for (const ByteVector& blob : blobs) out.write(Bytes{blob});
  return data;
}

/// PROTOCOL of OpenSSH, section 2.5.
ByteVector proved_text(Bytes blob) {
  ByteVector text;
  wire::Writer out{text};
  out.write(std::string_view{"hostkeys-prove-00@openssh.com"});
  out.write(Bytes{session_id});
  out.write(blob);
  return text;
}

std::string_view signature_name(Bytes signature) {
  wire::Reader in{signature};
  std::string_view name;
  in.read(name);
  return name;
}

TEST(HostKeyProof, AnnouncesEveryKeyAndProvesEachInTheOrderAskedFor) {
  auto server = proof();
  const ByteVector announced = server.announcement();
  const auto blobs = strings(announced);
  ASSERT_EQ(blobs.size(), testing::all_host_keys()->all().size());
  const auto reply = server.prove(announced);
  ASSERT_TRUE(reply);
  const auto signatures = strings(*reply);
  ASSERT_EQ(signatures.size(), blobs.size());
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    const auto key = decode_public_key(blobs[i]).value();
    const auto* row = find_signature_algorithm(signature_name(signatures[i]));
    ASSERT_NE(row, nullptr);
    EXPECT_FALSE(is_weak(*row));
    EXPECT_EQ(verify(key, *row, proved_text(blobs[i]), signatures[i]), crypto::Verdict::genuine);
  }
}

TEST(HostKeyProof, AnRsaKeySignsAsInTheKeyExchangeButNeverWithSha1) {
  const auto& key = *testing::all_host_keys()->for_algorithm("rsa-sha2-256");
  const ByteVector asked = request_for({encode_public_key(key.public_key())});
  const auto name_after = [&](std::string_view agreed) {
    const auto reply = proof(agreed).prove(asked).value();
    return std::string{signature_name(strings(reply).front())};
  };
  EXPECT_EQ(name_after("rsa-sha2-256"), "rsa-sha2-256");
  EXPECT_EQ(name_after("rsa-sha2-256-cert-v01@openssh.com"), "rsa-sha2-256");
  EXPECT_EQ(name_after("ssh-ed25519"), "rsa-sha2-512");
  EXPECT_EQ(name_after("ssh-rsa"), "rsa-sha2-512");
}

TEST(HostKeyProof, SignsWithEachKeyOnce) {
  auto server = proof();
  const auto blobs = strings(server.announcement());
  EXPECT_FALSE(server.prove(request_for({blobs[0], blobs[0]})));
  // Nothing was signed for that.
  EXPECT_TRUE(server.prove(request_for({blobs[0]})));
  EXPECT_TRUE(server.prove(request_for({blobs[1]})));
  EXPECT_FALSE(server.prove(request_for({blobs[1]})));
}

TEST(HostKeyProof, ProvesNoKeyThatIsNotItsOwn) {
  const auto other = encode_public_key(crypto::PrivateKey::generate_ed25519().public_key());
  EXPECT_FALSE(proof().prove(request_for({other})));
  EXPECT_FALSE(proof().prove({}));
}

TEST(HostKeyProof, RefusesEveryTruncationAndAByteTooMany) {
  ByteVector asked = request_for({strings(proof().announcement()).front()});
  for (std::size_t size = 0; size < asked.size(); ++size)
    EXPECT_FALSE(proof().prove(Bytes{asked}.first(size))) << size;
  EXPECT_TRUE(proof().prove(asked));
  asked.push_back(0);
  EXPECT_FALSE(proof().prove(asked));
}

TEST(HostKeyProof, OnlyClientsThatAskForProofsAreTold) {
  EXPECT_TRUE(asks_for_host_keys("SSH-2.0-OpenSSH_9.2p1 Debian-2"));
  EXPECT_TRUE(asks_for_host_keys("SSH-2.0-Ferry_0.1"));
  EXPECT_FALSE(asks_for_host_keys("SSH-2.0-PuTTY_Release_0.78"));
  EXPECT_FALSE(asks_for_host_keys("SSH-2.0-Cisco-1.25"));
  EXPECT_FALSE(asks_for_host_keys(""));
}

TEST(HostKeyProof, TheClientIsToldWithoutAQuestionAndGetsAnAnswerToItsOwn) {
  Driven server{{.limits = {}, .host_keys = proof()}};
  server.channels.announce_host_keys();
  const ByteVector announced = proof().announcement();
  const auto told = server.out.take<GlobalRequest>();
  EXPECT_EQ(told.type, "hostkeys-00@openssh.com");
  EXPECT_FALSE(told.wants_reply);
  EXPECT_TRUE(std::ranges::equal(told.data.bytes, announced));
  const GlobalRequest asked{
      .type = "hostkeys-prove-00@openssh.com", .wants_reply = true, .data = {announced}};
  ASSERT_TRUE(server.receive(asked));
  EXPECT_EQ(strings(server.out.take<RequestSuccess>().data.bytes).size(), strings(announced).size());
  ASSERT_TRUE(server.receive(asked));
  server.out.take<RequestFailure>();
}

TEST(HostKeyProof, AClientHearsOfTheKeysOnceAndHasThemProved) {
  Driven client{{.role = Role::client, .limits = {}}};
  const ByteVector announced = proof().announcement();
  const GlobalRequest told{.type = "hostkeys-00@openssh.com", .data = {announced}};
  ASSERT_TRUE(client.receive(told));
  const auto keys = client.event<HostKeysAnnounced>().keys;
  EXPECT_EQ(keys, strings(announced));
  ASSERT_TRUE(client.receive(told));
  EXPECT_FALSE(client.events.pop()) << "a second announcement is worth nothing";
  client.channels.send_keepalive();
  client.out.take<GlobalRequest>();
  client.channels.ask_for_host_key_proofs(keys);
  const auto asked = client.out.take<GlobalRequest>();
  EXPECT_EQ(asked.type, "hostkeys-prove-00@openssh.com");
  EXPECT_TRUE(asked.wants_reply);
  const auto reply = proof().prove(asked.data.bytes);
  ASSERT_TRUE(client.receive(RequestFailure{})) << "the answer to the keepalive";
  ASSERT_TRUE(client.receive(RequestSuccess{.data = {*reply}}));
  EXPECT_EQ(client.event<HostKeyProofs>().reply, reply);
  EXPECT_TRUE(proves_all(*reply, keys, session_id));
}

TEST(HostKeyProof, AServerThatRefusesToProveSaysSo) {
  Driven client{{.role = Role::client, .limits = {}}};
  client.channels.ask_for_host_key_proofs({});
  ASSERT_TRUE(client.receive(RequestFailure{}));
  EXPECT_FALSE(client.event<HostKeyProofs>().reply);
}

TEST(HostKeyProof, AServerHearsNoAnnouncement) {
  Driven server;
  const ByteVector announced = proof().announcement();
  ASSERT_TRUE(server.receive(GlobalRequest{.type = "hostkeys-00@openssh.com", .data = {announced}}));
  EXPECT_FALSE(server.events.pop());
}

TEST(HostKeyProof, AnAnnouncementIsWholeAndBounded) {
  ByteVector announced = proof().announcement();
  const std::size_t first = 4 + strings(announced).front().size();
  for (std::size_t size = 1; size < first; ++size)
    EXPECT_FALSE(decode_announced_keys(Bytes{announced}.first(size))) << size;
  EXPECT_EQ(decode_announced_keys(announced)->size(), strings(announced).size());
  EXPECT_TRUE(decode_announced_keys({})->empty());
  announced.push_back(0);
  EXPECT_FALSE(decode_announced_keys(announced));
  std::vector<ByteVector> many(most_announced_keys, ByteVector{1});
  EXPECT_TRUE(decode_announced_keys(request_for_proofs(many)));
  many.push_back({1});
  EXPECT_FALSE(decode_announced_keys(request_for_proofs(many)));
}

TEST(HostKeyProof, AProofIsForThisConnectionTheseKeysAndNothingElse) {
  const auto keys = strings(proof().announcement());
  ByteVector reply = proof().prove(request_for_proofs(keys)).value();
  EXPECT_TRUE(proves_all(reply, keys, session_id));
  EXPECT_FALSE(proves_all(reply, keys, ByteVector(32, 8))) << "another connection";
  EXPECT_FALSE(proves_all(reply, std::vector(keys.rbegin(), keys.rend()), session_id)) << "another order";
  EXPECT_FALSE(proves_all(reply, std::span{keys}.first(1), session_id)) << "one signature too many";
  for (std::size_t size = 0; size < reply.size(); ++size)
    EXPECT_FALSE(proves_all(Bytes{reply}.first(size), keys, session_id)) << size;
  reply.push_back(0);
  EXPECT_FALSE(proves_all(reply, keys, session_id));
}

TEST(HostKeyProof, ASignatureWithSha1ProvesNothing) {
  const auto& key = *testing::all_host_keys()->for_algorithm("rsa-sha2-256");
  const std::vector<ByteVector> keys{encode_public_key(key.public_key())};
  const auto signed_with = [&](std::string_view name) {
    return request_for({sign(key, *find_signature_algorithm(name), proved_text(keys.front()))});
  };
  EXPECT_TRUE(proves_all(signed_with("rsa-sha2-256"), keys, session_id));
  EXPECT_FALSE(proves_all(signed_with("ssh-rsa"), keys, session_id));
}

TEST(HostKeyProof, AClientWithoutItTakesTheAnnouncementAndProvesNothing) {
  Driven client{{.role = Role::client, .limits = {}}};
  client.channels.announce_host_keys();
  EXPECT_TRUE(client.out.packets.empty());
  const ByteVector announced = proof().announcement();
  EXPECT_TRUE(client.receive(GlobalRequest{.type = "hostkeys-00@openssh.com", .data = {announced}}));
  EXPECT_TRUE(client.out.packets.empty());
  EXPECT_TRUE(client.receive(
      GlobalRequest{.type = "hostkeys-prove-00@openssh.com", .wants_reply = true, .data = {announced}}));
  client.out.take<RequestFailure>();
}

}  // namespace
}  // namespace ferry::ssh

#include "ssh/connection/connection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ssh/auth/messages.h"
#include "ssh/auth/public_key_claim.h"
#include "support/ssh_pair.h"

namespace ferry::ssh {
namespace {

using testing::client_options;
using ::testing::ElementsAre;
using testing::server_options;
using testing::SshPair;

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
  return text;
}

/// Sends all of `text` on `channel`, as the window allows, while the wire carries.
void send_all(SshPair& pair, testing::SshPeer& from, ChannelId channel, std::string_view text) {
  while (!text.empty()) {
    const std::size_t sent = from->send_data(channel, as_bytes(text));
    text.remove_prefix(sent);
    const bool moved = pair.run() || sent > 0;
    ASSERT_TRUE(moved) << text.size() << " bytes are stuck";
  }
}

// --- Logging in ---

TEST(Connection, LogsInWithAPassword) {
  SshPair pair;
  pair.connect();
  pair.client->try_password("admin", Secret{std::string_view{"secret"}});
  pair.run();
  const auto question = pair.server.take<DecisionNeeded>();
  ASSERT_TRUE(question);
  EXPECT_EQ(question->user, "admin");
  EXPECT_EQ(as_text(std::get<PasswordAttempt>(question->attempt).password.reveal()), "secret");
  pair.server->decide(Accept{});
  pair.run();
  EXPECT_EQ(pair.server.take<LoggedIn>().value_or(LoggedIn{}).method, "password");
  EXPECT_EQ(pair.client.take<LoggedIn>().value_or(LoggedIn{}).user, "admin");
}

TEST(Connection, TellsTheMethodsToNone) {
  SshPair pair;
  pair.connect();
  pair.client->try_none("admin");
  pair.run();
  const auto needed = pair.client.take<CredentialsNeeded>();
  ASSERT_TRUE(needed);
  EXPECT_THAT(needed->methods, ElementsAre("publickey", "keyboard-interactive", "password"));
  EXPECT_FALSE(needed->partial_success);
}

TEST(Connection, LogsInInteractivelyAfterAFailure) {
  SshPair pair;
  pair.server.decide = [](const DecisionNeeded& question) -> Decision {
    if (std::holds_alternative<InteractiveStart>(question.attempt)) return Ask{{{.text = "Password: "}}};
    const auto& answers = std::get<InteractiveAnswers>(question.attempt).answers;
    if (as_text(answers.at(0).reveal()) == "right") return Accept{};
    return Reject{};
  };
  pair.connect();
  for (const std::string_view answer : {"wrong", "right"}) {
    pair.client->try_interactive("admin");
    pair.run();
    const auto prompts = pair.client.take<InteractivePrompts>();
    ASSERT_TRUE(prompts);
    ASSERT_EQ(prompts->prompts.size(), 1U);
    EXPECT_EQ(prompts->prompts[0].text, "Password: ");
    EXPECT_FALSE(prompts->prompts[0].echo);
    std::vector<Secret> answers;
    answers.emplace_back(answer);
    pair.client->answer_prompts(std::move(answers));
    pair.run();
    EXPECT_EQ(pair.client.take<CredentialsNeeded>().has_value(), answer == "wrong");
  }
  EXPECT_EQ(pair.client.take<LoggedIn>().value_or(LoggedIn{}).method, "keyboard-interactive");
}

TEST(Connection, LogsInWithEachKindOfKey) {
  const crypto::PrivateKey keys[] = {
      crypto::PrivateKey::generate_ed25519(),
      crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp256),
      crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp384),
      crypto::PrivateKey::generate_ecdsa(crypto::Curve::nistp521),
      crypto::PrivateKey::generate_rsa(2048),
  };
  for (const auto& key : keys) {
    SshPair pair;
    pair.connect();
    const auto& announced = pair.client->transport().peer_signature_algorithms();
    ASSERT_FALSE(announced.empty()) << "the server says which algorithms it takes (RFC 8308 3.1)";
    const SignatureRow* row = choose_signature_algorithm(key_type(key.public_key()), announced);
    ASSERT_NE(row, nullptr);
    pair.client->try_public_key("admin", key, *row);
    pair.run();
    const auto question = pair.server.take<DecisionNeeded>();
    ASSERT_TRUE(question) << row->name;
    EXPECT_EQ(std::get<PublicKeyProof>(question->attempt).blob, encode_public_key(key.public_key()));
    pair.server->decide(Accept{});
    pair.run();
    EXPECT_EQ(pair.client.take<LoggedIn>().value_or(LoggedIn{}).method, "publickey");
  }
}

TEST(Connection, LogsInOneByteAtATime) {
  SshPair pair;
  pair.fragment = 1;
  pair.log_in();
  const auto channel = pair.open();
  pair.client->request(channel, ExecRequest{"show version"}, true);
  pair.run();
  EXPECT_TRUE(pair.client.take<RequestAnswered>().value_or(RequestAnswered{}).success);
}

TEST(Connection, GrantsTheServiceAgainBeforeEachAttempt) {
  SshPair pair;
  pair.connect();
  pair.client->try_none("admin");
  pair.run();
  pair.client->transport().send(wire::encode(ServiceRequest{.service = "ssh-userauth"}));
  pair.server.handle_events();
  pair.server.receive(pair.client.take_output());
  EXPECT_FALSE(pair.server.take<Failed>());
  EXPECT_GT(pair.server->transport().output_size(), 0U) << "SERVICE_ACCEPT once more";
}

TEST(Connection, ShowsTheBannerBeforeTheAnswer) {
  auto options = server_options();
  options.login_banner = "Keep out\n\x1b[2J";
  SshPair pair{client_options(), std::move(options)};
  pair.connect();
  pair.client->try_none("admin");
  pair.run();
  EXPECT_EQ(pair.client.take<BannerShown>().value_or(BannerShown{}).text, "Keep out\n\\x1b[2J");
}

TEST(Connection, EndsAfterTooManyFailures) {
  auto options = server_options();
  options.attempts = 2;
  SshPair pair{client_options(), std::move(options)};
  pair.server.decide = [](const DecisionNeeded&) { return Reject{}; };
  pair.connect();
  pair.client->try_password("admin", Secret{std::string_view{"wrong"}});
  pair.run();
  ASSERT_TRUE(pair.client.take<CredentialsNeeded>());
  pair.client->try_password("admin", Secret{std::string_view{"wrong"}});
  pair.run();
  const auto goodbye = pair.client.take<PeerDisconnected>();
  ASSERT_TRUE(goodbye);
  EXPECT_EQ(goodbye->reason, DisconnectReason::no_more_auth_methods_available);
  EXPECT_EQ(goodbye->message, "Too many authentication failures");
  EXPECT_TRUE(pair.server.take<Failed>());
  EXPECT_FALSE(pair.server->next_event());
}

TEST(Connection, SendsNoCredentialsToAServerWhoseKeyIsNotTrusted) {
  SshPair pair;
  pair.client.trust_host_key = false;
  pair.run();
  EXPECT_FALSE(pair.client.take<CredentialsNeeded>());
  EXPECT_TRUE(pair.client.take<Failed>());
  EXPECT_THROW(pair.client->try_password("admin", Secret{std::string_view{"secret"}}), std::logic_error);
  EXPECT_FALSE(pair.server.take<DecisionNeeded>());
}

TEST(Connection, ReadsNothingWhileADecisionIsOpen) {
  SshPair pair;
  pair.connect();
  pair.client->try_password("admin", Secret{std::string_view{"secret"}});
  pair.run();
  ASSERT_TRUE(pair.server.take<DecisionNeeded>());
  EXPECT_FALSE(pair.server->wants_input());
  pair.client->transport().send(wire::encode(
      UserauthRequest{.user = "admin", .service = "ssh-connection", .method = "none", .method_data = {}}));
  pair.run();
  EXPECT_FALSE(pair.server->next_event());
  pair.server->decide(Reject{});
  EXPECT_TRUE(pair.server->wants_input());
  pair.run();
  EXPECT_EQ(pair.client.count<CredentialsNeeded>(), 1U) << "the answer to the first request";
  EXPECT_TRUE(pair.client.take<Failed>()) << "and one to a request that this client did not make";
}

// --- Channels ---

TEST(Connection, RunsACommandAndEndsInOrder_Rfc4254Sections5_3And6_10) {
  SshPair pair;
  pair.log_in();
  const auto channel = pair.open();
  const auto at_server = pair.server.take<ChannelOpened>().value().channel;
  pair.client->request(channel, ExecRequest{"scp -f flash:/x"}, true);
  pair.run();
  const auto requested = pair.server.take<ChannelRequested>();
  ASSERT_TRUE(requested);
  EXPECT_EQ(std::get<ExecRequest>(requested->request).command, "scp -f flash:/x");
  EXPECT_TRUE(pair.client.take<RequestAnswered>().value().success);
  EXPECT_TRUE(pair.client.take<HostKeysAnnounced>());

  pair.server->send_data(at_server, as_bytes("out"));
  pair.server->send_data(at_server, as_bytes("err"), true);
  pair.server->request(at_server, ExitStatus{3}, false);
  pair.server->send_eof(at_server);
  pair.server->close(at_server);
  pair.run();
  EXPECT_EQ(pair.client.data[channel], "out");
  EXPECT_EQ(pair.client.errors[channel], "err");
  ASSERT_EQ(pair.client.events.size(), 4U);  // with KeysChanged in front
  EXPECT_EQ(std::get<ExitStatus>(std::get<ChannelRequested>(pair.client.events[1]).request).status, 3U);
  EXPECT_TRUE(std::holds_alternative<ChannelEof>(pair.client.events[2]));
  EXPECT_TRUE(std::holds_alternative<ChannelClosed>(pair.client.events[3]));
  EXPECT_TRUE(pair.server.take<ChannelClosed>()) << "the client answered CLOSE with CLOSE";
}

TEST(Connection, TakesExecOnAChannelWhoseSubsystemWasRefused) {
  SshPair pair;
  pair.server.answer = [](const ChannelRequested& requested) {
    return !std::holds_alternative<SubsystemRequest>(requested.request);
  };
  pair.log_in();
  const auto channel = pair.open();
  pair.client->request(channel, SubsystemRequest{"sftp"}, true);
  pair.run();
  EXPECT_FALSE(pair.client.take<RequestAnswered>().value().success);
  pair.client->request(channel, ExecRequest{"scp -t flash:"}, true);
  pair.run();
  EXPECT_TRUE(pair.client.take<RequestAnswered>().value().success);
}

TEST(Connection, CarriesMoreThanTheWindowBothWaysOnManyChannelsAtOnce) {
  SshPair pair;
  pair.log_in();
  const std::string text = pattern(300'000);
  constexpr std::size_t count = 10;
  std::vector<ChannelId> channels, at_server;
  std::vector<std::size_t> up(count), down(count);
  for (std::size_t i = 0; i < count; ++i) {
    channels.push_back(pair.open());
    at_server.push_back(pair.server.take<ChannelOpened>().value().channel);
  }
  const auto send_some = [&](testing::SshPeer& from, ChannelId channel, std::size_t& sent) {
    sent += from->send_data(channel, as_bytes(text).subspan(sent));
    return sent == text.size();
  };
  for (bool done = false; !done; pair.run()) {
    done = true;
    for (std::size_t i = 0; i < count; ++i) {
      done = send_some(pair.client, channels[i], up[i]) && done;
      done = send_some(pair.server, at_server[i], down[i]) && done;
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    EXPECT_EQ(pair.server.data[at_server[i]], text);
    EXPECT_EQ(pair.client.data[channels[i]], text);
  }
}

TEST(Connection, SendsABatchInPacketsOfItsSlots) {
  SshPair pair;
  pair.log_in();
  const auto channel = pair.open();
  const std::string text = pattern(100'000);
  auto batch = std::make_unique<DataBatch>(pair.client->packet_payload(channel), 8);
  std::size_t filled = 0;
  for (const MutableBytes slot : batch->slots()) {
    const std::size_t size = std::min(slot.size(), text.size() - filled);
    std::ranges::copy(as_bytes(text).subspan(filled, size), slot.begin());
    filled += size;
  }
  batch->filled(filled);
  pair.client->send_batch(channel, std::move(batch));
  pair.run();
  EXPECT_EQ(pair.server.data[pair.server.take<ChannelOpened>().value().channel], text);
}

// --- Rekeying ---

TEST(Connection, GoesOnThroughARekeyingOfEitherSideInTheMiddleOfATransfer_Rfc4253Section9) {
  for (const bool by_client : {false, true}) {
    auto client = client_options();
    auto server = server_options();
    (by_client ? client : server).transport.rekey.bytes = 256 * 1024;
    SshPair pair{std::move(client), std::move(server)};
    pair.log_in();
    const auto channel = pair.open();
    const auto at_server = pair.server.take<ChannelOpened>().value().channel;
    const std::string text = pattern(3'000'000);
    send_all(pair, pair.client, channel, text);
    send_all(pair, pair.server, at_server, text);
    EXPECT_EQ(pair.server.data[at_server], text);
    EXPECT_EQ(pair.client.data[channel], text);
    EXPECT_GE(pair.server.count<KeysChanged>(), 5U);
    EXPECT_FALSE(pair.server.take<Failed>());
    EXPECT_FALSE(pair.client.take<Failed>());
  }
}

TEST(Connection, HoldsDataBackDuringARekeyingAndSaysWhenItMayGoOn) {
  SshPair pair;
  pair.log_in();
  const auto channel = pair.open();
  ASSERT_GT(pair.client->writable(channel), 0U);
  pair.client->transport().rekey();
  EXPECT_EQ(pair.client->writable(channel), 0U);
  EXPECT_EQ(pair.client->send_data(channel, as_bytes("x")), 0U);
  pair.run();
  EXPECT_EQ(pair.client.take<ChannelWritable>().value().channel, channel);
  EXPECT_GT(pair.client->writable(channel), 0U);
}

TEST(Connection, KeepsABatchThatARekeyingOvertookAndItsOrder) {
  SshPair pair;
  pair.log_in();
  const auto channel = pair.open();
  auto batch = std::make_unique<DataBatch>(1000, 2);
  for (const MutableBytes slot : batch->slots()) std::ranges::fill(slot, Byte{'b'});
  batch->filled(1500);
  pair.client->transport().rekey();
  pair.client->send_batch(channel, std::move(batch));
  pair.client->send_eof(channel);
  pair.run();
  EXPECT_EQ(pair.server.data[pair.server.take<ChannelOpened>().value().channel], std::string(1500, 'b'));
  EXPECT_TRUE(pair.server.take<ChannelEof>());
  EXPECT_FALSE(pair.server.take<Failed>());
}

// --- Keepalive and the end ---

TEST(Connection, AnswersKeepalives) {
  SshPair pair;
  pair.log_in();
  pair.client->send_keepalive();
  pair.server->send_keepalive();
  EXPECT_EQ(pair.client->unanswered_keepalives(), 1U);
  pair.run();
  EXPECT_EQ(pair.client->unanswered_keepalives(), 0U);
  EXPECT_EQ(pair.server->unanswered_keepalives(), 0U);
}

TEST(Connection, IgnoresLoginRequestsAfterLogin_Rfc4252Section5_1) {
  SshPair pair;
  pair.log_in();
  const auto request = wire::encode(
      UserauthRequest{.user = "root", .service = "ssh-connection", .method = "none", .method_data = {}});
  pair.client->transport().send(request);
  pair.run();
  pair.open();
  EXPECT_FALSE(pair.server.take<DecisionNeeded>());
  EXPECT_FALSE(pair.server.take<Failed>());
}

TEST(Connection, TellsThePeerWhyItEnds) {
  SshPair pair;
  pair.log_in();
  pair.server->disconnect({Fault::refused, DisconnectReason::by_application, "going down"});
  pair.run();
  EXPECT_EQ(pair.server.take<Failed>().value().failure.message, "going down");
  EXPECT_EQ(pair.client.take<PeerDisconnected>().value().message, "going down");
  const ChannelId channel{0};
  EXPECT_EQ(pair.server->writable(channel), 0U);
  EXPECT_EQ(pair.server->send_data(channel, as_bytes("x")), 0U);
  pair.server->close(channel);
  pair.server->disconnect({Fault::refused, DisconnectReason::by_application, "again"});
  EXPECT_FALSE(pair.server->next_event());
}

TEST(Connection, EndsAtDataForAChannelThatIsNotOpen) {
  SshPair pair;
  pair.log_in();
  pair.client->transport().send(ByteVector{94, 0, 0, 0, 9, 0, 0, 0, 1, 'x'});
  pair.run();
  EXPECT_EQ(pair.server.take<Failed>().value().failure.fault, Fault::misbehaved);
  EXPECT_EQ(pair.client.take<PeerDisconnected>().value().reason, DisconnectReason::protocol_error);
}

}  // namespace
}  // namespace ferry::ssh

#include <gtest/gtest.h>

#include "ssh/auth/messages.h"
#include "ssh/connection/messages.h"
#include "support/ssh_pair.h"

namespace ferry::ssh {
namespace {

using testing::SshPair;

/// A packet with `number` whose rest would open a session, if anybody took it for a CHANNEL_OPEN.
ByteVector packet_with(int number) {
  ByteVector packet = wire::encode(
      ChannelOpen{.type = "session", .sender = 0, .window = 1 << 20, .max_packet = 1 << 15, .type_data = {}});
  packet[0] = static_cast<Byte>(number);
  return packet;
}

void expect_no_channels(SshPair& pair, int number) {
  EXPECT_FALSE(pair.server.take<ChannelOpened>()) << number;
  EXPECT_FALSE(pair.server.take<ChannelRequested>()) << number;
  EXPECT_FALSE(pair.server.take<ChannelData>()) << number;
  EXPECT_FALSE(pair.server.take<LoggedIn>()) << number;
  EXPECT_FALSE(pair.server.take<DecisionNeeded>()) << number;
}

TEST(ConnectionGate, LetsNoMessageNumberReachTheChannelsBeforeLogin_Rfc4252Section6) {
  for (int number = 0; number < 256; ++number) {
    SshPair pair;
    pair.connect();
    pair.client->transport().send(packet_with(number));
    pair.run();
    expect_no_channels(pair, number);
    if (number >= 80 && number <= 100) {
      const auto failed = pair.server.take<Failed>();
      const bool known = number <= 82 || number >= 90;
      ASSERT_TRUE(!known || failed) << number;
      if (known) EXPECT_EQ(failed->failure.reason, DisconnectReason::protocol_error) << number;
    }
  }
}

TEST(ConnectionGate, LetsNoMessageNumberReachTheChannelsBeforeTheServiceOrInADialogue) {
  for (int number = 80; number <= 100; ++number) {
    SshPair early;
    // The client's first packet under the new keys, in place of its SERVICE_REQUEST.
    while (!early.server.take<KeysChanged>()) {
      early.client.handle_events();
      early.server.receive(early.client.take_output());
      early.client.receive(early.server.take_output());
      if (early.client.take<KeysChanged>()) break;
    }
    early.client->transport().send(packet_with(number));
    early.run();
    expect_no_channels(early, number);

    SshPair dialogue;
    dialogue.server.decide = [](const DecisionNeeded&) { return Ask{{{.text = "Password: "}}}; };
    dialogue.connect();
    dialogue.client->try_interactive("admin");
    dialogue.run();
    ASSERT_TRUE(dialogue.client.take<InteractivePrompts>());
    dialogue.client->transport().send(packet_with(number));
    dialogue.run();
    expect_no_channels(dialogue, number);
  }
}

TEST(ConnectionGate, TakesSuccessFromNoClient) {
  SshPair pair;
  pair.connect();
  pair.client->transport().send(wire::encode(UserauthSuccess{}));
  pair.client->transport().send(packet_with(90));
  pair.run();
  expect_no_channels(pair, 52);
  EXPECT_TRUE(pair.server.take<Failed>());
}

TEST(ConnectionGate, HoldsBackWhatAClientSendsBehindALoginThatIsBeingDecided) {
  for (const bool accepted : {false, true}) {
    SshPair pair;
    pair.connect();
    pair.client->try_password("admin", Secret{std::string_view{"secret"}});
    pair.client->transport().send(packet_with(90));
    pair.run();
    ASSERT_TRUE(pair.server.take<DecisionNeeded>());
    EXPECT_FALSE(pair.server.take<ChannelOpened>());
    if (accepted) {
      pair.server->decide(Accept{});
    } else {
      pair.server->decide(Reject{});
    }
    pair.server.handle_events();
    EXPECT_EQ(pair.server.take<ChannelOpened>().has_value(), accepted);
    EXPECT_EQ(pair.server.take<Failed>().has_value(), !accepted);
  }
}

TEST(ConnectionGate, EndsAtMessagesOfTheOtherRole) {
  for (const ByteVector& packet :
       {wire::encode(UserauthRequest{.user = "a", .service = "b", .method = "none", .method_data = {}}),
        wire::encode(ServiceRequest{.service = "ssh-userauth"})}) {
    SshPair pair;
    pair.connect();
    pair.server->transport().send(packet);
    pair.run();
    EXPECT_TRUE(pair.client.take<Failed>()) << "a server asks for no login";
  }
}

TEST(ConnectionGate, LeavesNoPasswordInTheInput) {
  SshPair pair;
  pair.connect();
  const MutableBytes space = pair.server->input_space();
  pair.client->try_password("admin", Secret{std::string_view{"correct horse battery"}});
  // The same block, in front of the space that the bytes will be received to.
  pair.run();
  ASSERT_TRUE(pair.server.take<DecisionNeeded>());
  const std::string_view seen{reinterpret_cast<const char*>(space.data()), space.size()};
  EXPECT_EQ(seen.find("horse"), std::string_view::npos);
}

}  // namespace
}  // namespace ferry::ssh

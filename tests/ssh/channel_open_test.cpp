#include <set>

#include "support/driven_channels.h"

namespace ferry::ssh {
namespace {

using enum MessageNumber;

// --- Opening ---

TEST(Channels, ConfirmASessionWithTheirOwnNumberAndWindow_Rfc4254Section5_1) {
  Driven side{{.window = 5000, .max_packet = 1234, .limits = {}}};
  ASSERT_TRUE(side.receive(session(77)));
  const auto confirmed = side.out.take<ChannelOpenConfirmation>();
  EXPECT_EQ(confirmed.recipient, peer);
  EXPECT_EQ(confirmed.window, 5000U);
  EXPECT_EQ(confirmed.max_packet, 1234U);
  EXPECT_EQ(std::to_underlying(side.event<ChannelOpened>().channel), confirmed.sender);
}

TEST(Channels, OpenAgainAndAgainForEver) {
  Driven side;
  std::set<ChannelId> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto channel = side.open();
    EXPECT_TRUE(seen.insert(channel).second) << "a number is not used again soon";
    ASSERT_TRUE(side.receive(ChannelCloseMessage{number(channel)}));
    side.out.take<ChannelCloseMessage>();
    side.event<ChannelClosed>();
  }
  EXPECT_EQ(side.channels.size(), 0U);
}

TEST(Channels, RefuseForwardingAndUnknownTypes_Rfc4254Section5_1) {
  const struct {
    Text type;
    OpenFailureReason reason;
  } cases[] = {
      {"direct-tcpip", OpenFailureReason::administratively_prohibited},
      {"forwarded-tcpip", OpenFailureReason::administratively_prohibited},
      {"x11", OpenFailureReason::administratively_prohibited},
      {"auth-agent@openssh.com", OpenFailureReason::administratively_prohibited},
      {"tun@openssh.com", OpenFailureReason::administratively_prohibited},
      {"direct-streamlocal@openssh.com", OpenFailureReason::administratively_prohibited},
      {"sessions", OpenFailureReason::unknown_channel_type},
      {"", OpenFailureReason::unknown_channel_type},
  };
  Driven side;
  for (const auto& [type, reason] : cases) {
    const ByteVector rest = fields(Text{"host"}, std::uint32_t{22});
    ASSERT_TRUE(side.receive(
        ChannelOpen{.type = type, .sender = 5, .window = 1000, .max_packet = 32768, .type_data = {rest}}));
    const auto refused = side.out.take<ChannelOpenFailure>();
    EXPECT_EQ(refused.recipient, Recipient{5});
    EXPECT_EQ(refused.reason, reason) << type;
    EXPECT_FALSE(side.events.pop());
  }
  EXPECT_EQ(side.channels.size(), 0U) << "a refused channel leaves nothing behind";
}

TEST(Channels, AreAtMost64AtOnceAndRefusalsLeakNothing) {
  Driven side;
  std::vector<ChannelId> open;
  for (std::uint32_t i = 0; i < 64; ++i) open.push_back(side.open(session(i)));
  for (std::uint32_t i = 0; i < 10000; ++i) {
    ASSERT_TRUE(side.receive(session(1000 + i)));
    const auto refused = side.out.take<ChannelOpenFailure>();
    ASSERT_EQ(refused.reason, OpenFailureReason::resource_shortage);
    ASSERT_EQ(refused.recipient, Recipient{1000 + i});
  }
  EXPECT_EQ(side.channels.size(), 64U);
  ASSERT_TRUE(side.receive(ChannelCloseMessage{number(open[13])}));
  side.event<ChannelClosed>();
  side.out.take<ChannelCloseMessage>();
  side.open(session(2000));
}

TEST(Channels, ShareABudgetOfWindows) {
  ConnectionLimits limits;
  limits.windows = 5'000'000;
  Driven side{{.window = 2'000'000, .limits = limits}};
  const auto window = [&] {
    EXPECT_TRUE(side.receive(session()));
    const auto size = side.out.take<ChannelOpenConfirmation>().window;
    return std::pair{size, side.event<ChannelOpened>().channel};
  };
  const auto first = window();
  EXPECT_EQ(first.first, 2'000'000U);
  EXPECT_EQ(window().first, 2'000'000U);
  EXPECT_EQ(window().first, 1'000'000U) << "what is left";
  EXPECT_EQ(window().first, 65536U) << "at least this";
  ASSERT_TRUE(side.receive(ChannelCloseMessage{number(first.second)}));
  side.out.take<ChannelCloseMessage>();
  side.event<ChannelClosed>();
  EXPECT_EQ(window().first, 1'934'464U) << "and what came free";
}

TEST(Channels, RefusePeersWithTinyPackets) {
  Driven side;
  for (const std::uint32_t size : {0U, 1U, 8U, 255U}) {
    ASSERT_TRUE(side.receive(session(1, 1000, size)));
    EXPECT_EQ(side.out.take<ChannelOpenFailure>().reason, OpenFailureReason::resource_shortage);
  }
  side.open(session(1, 1000, 256));
  Driven ours{client()};
  const auto channel = ours.channels.open_session();
  ours.out.take<ChannelOpen>();
  expect_end(ours.receive(ChannelOpenConfirmation{
      .recipient = number(channel), .sender = 1, .window = 1000, .max_packet = 255, .type_data = {}}));
}

TEST(Channels, HonourNoMoreSessions) {
  Driven side;
  side.open();
  ASSERT_TRUE(
      side.receive(GlobalRequest{.type = "no-more-sessions@openssh.com", .wants_reply = false, .data = {}}));
  ASSERT_TRUE(side.receive(session(78)));
  EXPECT_EQ(side.out.take<ChannelOpenFailure>().reason, OpenFailureReason::administratively_prohibited);
}

TEST(Channels, OfAClientRefuseSessionsFromTheServer_Rfc4254Section6_1) {
  Driven side{client()};
  ASSERT_TRUE(side.receive(session()));
  EXPECT_EQ(side.out.take<ChannelOpenFailure>().reason, OpenFailureReason::administratively_prohibited);
  EXPECT_EQ(side.channels.size(), 0U);
}

TEST(Channels, OfAClientTellThatTheServerRefused) {
  Driven side{client()};
  const auto channel = side.channels.open_session();
  const auto open = side.out.take<ChannelOpen>();
  EXPECT_EQ(open.type, "session");
  EXPECT_EQ(open.sender, std::to_underlying(channel));
  ASSERT_TRUE(side.receive(ChannelOpenFailure{.recipient = number(channel),
                                              .reason = OpenFailureReason::resource_shortage,
                                              .description = "no\x1b[2Jroom",
                                              .language = ""}));
  const auto refused = side.event<ChannelRefused>();
  EXPECT_EQ(refused.channel, channel);
  EXPECT_EQ(refused.message, "no\\x1b[2Jroom")
      << "RFC 4254 5.1: control characters must not reach the terminal";
  EXPECT_EQ(side.channels.size(), 0U);
}

TEST(Channels, CloseAChannelThatWasAbandonedBeforeItWasOpen) {
  Driven side{client()};
  const auto channel = side.channels.open_session();
  side.out.take<ChannelOpen>();
  side.channels.close(channel);
  EXPECT_EQ(side.out.next_number(), 0) << "there is nothing to close yet";
  ASSERT_TRUE(side.receive(ChannelOpenConfirmation{
      .recipient = number(channel), .sender = 77, .window = 1, .max_packet = 32768, .type_data = {}}));
  EXPECT_EQ(side.out.take<ChannelCloseMessage>().recipient, peer);
  ASSERT_TRUE(side.receive(ChannelCloseMessage{number(channel)}));
  side.event<ChannelClosed>();
}

TEST(Channels, EndTheConnectionAtAnswersToNoOpen) {
  const auto confirm = [](ChannelId channel) {
    return wire::encode(ChannelOpenConfirmation{
        .recipient = number(channel), .sender = 1, .window = 1, .max_packet = 32768, .type_data = {}});
  };
  const auto refuse = [](ChannelId channel) {
    return wire::encode(ChannelOpenFailure{.recipient = number(channel), .description = {}, .language = {}});
  };
  Driven none{client()};
  expect_end(none.receive(confirm(ChannelId{0})));
  expect_end(none.receive(refuse(ChannelId{0})));
  Driven open{client()};
  const auto channel = open_ours(open);
  expect_end(open.receive(confirm(channel)));
  expect_end(open.receive(refuse(channel)));
}

// --- The end of a channel ---

TEST(Channels, AnswerCloseWithCloseOnce_Rfc4254Section5_3) {
  Driven side;
  const auto channel = side.open();
  ASSERT_TRUE(side.receive(ChannelCloseMessage{number(channel)}));
  EXPECT_EQ(side.out.take<ChannelCloseMessage>().recipient, peer);
  EXPECT_EQ(side.event<ChannelClosed>().channel, channel);
  EXPECT_EQ(side.channels.size(), 0U);
  side.channels.close(channel);
  side.channels.send_eof(channel);
  side.channels.consumed(channel, 5);
  side.channels.reply(channel, true);
  side.channels.request(channel, ExitStatus{0}, false);
  EXPECT_EQ(side.channels.send_data(channel, as_bytes("x"), false), 0U);
  EXPECT_EQ(side.channels.writable(channel), 0U);
  EXPECT_EQ(side.out.next_number(), 0);
}

TEST(Channels, KeepExitStatusEofAndCloseInOrder) {
  Driven side;
  const auto channel = side.open();
  side.channels.request(channel, ExitStatus{1}, false);
  side.channels.send_eof(channel);
  side.channels.send_eof(channel);
  EXPECT_EQ(side.channels.send_data(channel, as_bytes("x"), false), 0U) << "RFC 4254 5.3: nothing after EOF";
  side.channels.close(channel);
  side.channels.close(channel);
  side.channels.request(channel, ExitStatus{1}, false);
  EXPECT_EQ(side.out.take<ChannelRequestMessage>().type, "exit-status");
  side.out.take<ChannelEofMessage>();
  side.out.take<ChannelCloseMessage>();
  EXPECT_EQ(side.out.next_number(), 0);
}

TEST(Channels, StillTakeDataAfterTheirOwnEof_Rfc4254Section5_3) {
  Driven side;
  const auto channel = side.open();
  side.channels.send_eof(channel);
  ASSERT_TRUE(side.receive_data(channel, "more"));
  EXPECT_EQ(as_text(side.event<ChannelData>().data), "more");
  side.channels.consumed(channel, 4);
}

TEST(Channels, SendAfterThePeersEof_Rfc4254Section5_3) {
  Driven side;
  const auto channel = side.open();
  ASSERT_TRUE(side.receive(ChannelEofMessage{number(channel)}));
  EXPECT_EQ(side.channels.send_data(channel, as_bytes("late"), false), 4U);
}

}  // namespace
}  // namespace ferry::ssh

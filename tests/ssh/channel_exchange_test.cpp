#include "support/driven_channels.h"

namespace ferry::ssh {
namespace {

using enum MessageNumber;

// --- Requests ---

TEST(Channels, HandRequestsOverAndSendTheReply_Rfc4254Section5_4) {
  Driven side;
  const auto channel = side.open();
  for (const bool success : {false, true}) {
    ASSERT_TRUE(side.receive_request(channel, ExecRequest{"show version"}, true));
    const auto requested = side.event<ChannelRequested>();
    EXPECT_EQ(requested.channel, channel);
    EXPECT_TRUE(requested.wants_reply);
    EXPECT_EQ(std::get<ExecRequest>(requested.request).command, "show version");
    EXPECT_EQ(side.out.next_number(), 0);
    side.channels.reply(channel, success);
    EXPECT_EQ(side.out.next_number(), std::to_underlying(success ? channel_success : channel_failure));
    side.out.packets.clear();
  }
  EXPECT_THROW(side.channels.reply(channel, true), std::logic_error);
}

TEST(Channels, SendNoReplyToARequestThatWantsNone_Rfc4254Section5_4) {
  Driven side;
  const auto channel = side.open();
  ASSERT_TRUE(side.receive_request(channel, WindowChange{80, 24}, false));
  EXPECT_FALSE(side.event<ChannelRequested>().wants_reply);
  ASSERT_TRUE(side.receive(ChannelRequestMessage{
      .recipient = number(channel), .type = "eow@openssh.com", .wants_reply = false, .data = {}}));
  EXPECT_EQ(side.out.next_number(), 0);
}

TEST(Channels, TakeAnyByteButZeroForTrue_Rfc4251Section5) {
  Driven side;
  const auto channel = side.open();
  ByteVector packet = wire::encode(
      ChannelRequestMessage{.recipient = number(channel), .type = "shell", .wants_reply = true, .data = {}});
  packet.back() = 0x80;
  ASSERT_TRUE(side.receive(packet));
  EXPECT_TRUE(side.event<ChannelRequested>().wants_reply);
}

TEST(Channels, RefuseUnknownRequestsThatWantAReply_Rfc4254Section5_4) {
  Driven side;
  const auto channel = side.open();
  for (const Text type : {"auth-agent-req@openssh.com", "x11-req", "keepalive@openssh.com", ""}) {
    ASSERT_TRUE(side.receive(
        ChannelRequestMessage{.recipient = number(channel), .type = type, .wants_reply = true, .data = {}}));
    EXPECT_EQ(side.out.take<ChannelFailure>().recipient, peer);
    EXPECT_FALSE(side.events.pop());
  }
}

TEST(Channels, ReplyInTheOrderOfTheRequests_Rfc4254Section4) {
  Driven side;
  const auto channel = side.open();
  ASSERT_TRUE(side.receive_request(channel, PtyRequest{"vt100", 80, 24}, true));
  ASSERT_TRUE(side.receive(ChannelRequestMessage{
      .recipient = number(channel), .type = "x11-req", .wants_reply = true, .data = {}}));
  ASSERT_TRUE(side.receive_request(channel, ShellRequest{}, true));
  EXPECT_EQ(side.out.next_number(), 0) << "the refusal waits for the answer before it";
  side.channels.reply(channel, true);
  side.out.take<ChannelSuccess>();
  side.out.take<ChannelFailure>();
  EXPECT_EQ(side.out.next_number(), 0);
  side.channels.reply(channel, true);
  side.out.take<ChannelSuccess>();
}

TEST(Channels, EndTheConnectionAtTooManyRequestsAheadOfTheReplies) {
  Driven side;
  const auto channel = side.open();
  for (int i = 0; i < 32; ++i) ASSERT_TRUE(side.receive_request(channel, BreakRequest{}, true));
  ASSERT_TRUE(side.receive_request(channel, SignalRequest{"INT"}, false));
  expect_end(side.receive_request(channel, BreakRequest{}, true), "too many requests");
}

TEST(Channels, StartOneProgramAtMost_Rfc4254Section6_5) {
  for (const bool wants_reply : {false, true}) {
    Driven side;
    const auto channel = side.open();
    ASSERT_TRUE(side.receive_request(channel, SubsystemRequest{"sftp"}, true));
    side.event<ChannelRequested>();
    side.channels.reply(channel, false);
    side.out.take<ChannelFailure>();
    ASSERT_TRUE(side.receive_request(channel, ExecRequest{"scp -t x"}, wants_reply));
    side.event<ChannelRequested>();
    ASSERT_TRUE(side.receive_request(channel, ShellRequest{}, true));
    if (wants_reply) {
      side.channels.reply(channel, true);
      side.out.take<ChannelSuccess>();
    }
    side.out.take<ChannelFailure>();
    ASSERT_TRUE(side.receive_request(channel, SubsystemRequest{"netconf"}, false));
    EXPECT_FALSE(side.events.pop());
    ASSERT_TRUE(side.receive_request(channel, WindowChange{1, 1}, false));
    side.event<ChannelRequested>();
  }
}

TEST(Channels, LetABoundedNumberOfEnvRequestsThrough) {
  Driven side;
  const auto channel = side.open();
  for (int i = 0; i < 128; ++i) {
    ASSERT_TRUE(side.receive_request(channel, EnvRequest{"LC_X", "C"}, true));
    side.event<ChannelRequested>();
    side.channels.reply(channel, true);
    side.out.take<ChannelSuccess>();
  }
  ASSERT_TRUE(side.receive_request(channel, EnvRequest{"LC_X", "C"}, true));
  side.out.take<ChannelFailure>();
  EXPECT_FALSE(side.events.pop());
}

TEST(Channels, TakeRequestsAfterThePeersEof) {
  Driven side;
  const auto channel = side.open();
  ASSERT_TRUE(side.receive(ChannelEofMessage{number(channel)}));
  side.event<ChannelEof>();
  ASSERT_TRUE(side.receive_request(channel, SignalRequest{"TERM"}, false));
  EXPECT_EQ(std::get<SignalRequest>(side.event<ChannelRequested>().request).name, "TERM");
}

TEST(Channels, MatchRepliesWithTheirRequests_Rfc4254Section5_4) {
  Driven side{client()};
  const auto channel = open_ours(side);
  side.channels.request(channel, ExecRequest{"true"}, true);
  side.channels.request(channel, EnvRequest{"A", "B"}, false);
  side.channels.request(channel, ShellRequest{}, true);
  EXPECT_EQ(side.out.take<ChannelRequestMessage>().type, "exec");
  EXPECT_EQ(side.out.take<ChannelRequestMessage>().type, "env");
  EXPECT_TRUE(side.out.take<ChannelRequestMessage>().wants_reply);
  ASSERT_TRUE(side.receive(ChannelSuccess{number(channel)}));
  EXPECT_TRUE(side.event<RequestAnswered>().success);
  ASSERT_TRUE(side.receive(ChannelFailure{number(channel)}));
  EXPECT_FALSE(side.event<RequestAnswered>().success);
  expect_end(side.receive(ChannelSuccess{number(channel)}), "nobody made");
  expect_end(side.receive(ChannelFailure{number(channel)}), "nobody made");
}

TEST(Channels, EndTheConnectionAtARequestThatDoesNotParse) {
  Driven side;
  const auto channel = side.open();
  const ByteVector rest = fields(Text{"ls"}, false);
  const auto refused = side.receive(ChannelRequestMessage{
      .recipient = number(channel), .type = "exec", .wants_reply = true, .data = {rest}});
  expect_end(refused, "exec");
}

// --- Global requests ---

TEST(Channels, AnswerKeepalivesAndRefuseForwardingAndTheUnknown_Rfc4254Section4) {
  const struct {
    Text type;
    bool success;
  } cases[] = {
      {"keepalive@openssh.com", true},
      {"keepalive@lag.net", true},
      {"no-more-sessions@openssh.com", true},
      {"tcpip-forward", false},
      {"cancel-tcpip-forward", false},
      {"streamlocal-forward@openssh.com", false},
      {"", false},
      {"hostkeys-prove-00@openssh.com", false},
  };
  Driven side;
  for (const auto& [type, success] : cases) {
    ASSERT_TRUE(side.receive(GlobalRequest{.type = type, .wants_reply = false, .data = {}}));
    EXPECT_EQ(side.out.next_number(), 0);
    const ByteVector rest = fields(Text{"0.0.0.0"}, std::uint32_t{0});
    ASSERT_TRUE(side.receive(GlobalRequest{.type = type, .wants_reply = true, .data = {rest}}));
    EXPECT_EQ(side.out.next_number(), std::to_underlying(success ? request_success : request_failure))
        << type;
    side.out.packets.clear();
  }
}

TEST(Channels, MatchGlobalRepliesWithKeepalives_Rfc4254Section4) {
  Driven side;
  expect_end(side.receive(RequestFailure{}), "nobody made");
  side.channels.send_keepalive();
  side.channels.send_keepalive();
  const auto sent = side.out.take<GlobalRequest>();
  EXPECT_EQ(sent.type, "keepalive@openssh.com");
  EXPECT_TRUE(sent.wants_reply);
  ASSERT_TRUE(side.receive(RequestFailure{}));
  ASSERT_TRUE(side.receive(RequestSuccess{}));
  EXPECT_EQ(side.channels.unanswered_keepalives(), 0U);
  expect_end(side.receive(RequestSuccess{}), "nobody made");
}

// --- Other messages ---

TEST(Channels, IgnoreLoginRequestsAndAnswerUnknownNumbers) {
  for (int value = 0; value < 256; ++value) {
    const auto known = value >= 80 && value <= 100 && (value <= 82 || value >= 90);
    if (known) continue;
    Driven side;
    const auto taken = side.receive(ByteVector{static_cast<Byte>(value), 0, 0});
    EXPECT_FALSE(side.events.pop());
    EXPECT_EQ(taken.has_value(), value == 50 || value > 80) << value;
    EXPECT_EQ(side.out.next_number(), value > 80 ? 3 : 0) << value;
  }
}

TEST(Channels, RefuseEveryPacketCutAtAnyByteOrWithOneTooMany) {
  const ByteVector exec = fields(Text{"ls"});
  const Recipient zero{0};
  const ByteVector packets[] = {
      wire::encode(GlobalRequest{.type = "keepalive@lag.net", .wants_reply = true, .data = {}}),
      wire::encode(RequestFailure{}),
      wire::encode(session()),
      wire::encode(ChannelWindowAdjust{.recipient = zero, .bytes = 1}),
      wire::encode(ChannelDataMessage{.recipient = zero, .data = as_bytes("hello")}),
      wire::encode(
          ChannelExtendedData{.recipient = zero, .type = ExtendedDataType{1}, .data = as_bytes("hello")}),
      wire::encode(ChannelEofMessage{zero}),
      wire::encode(ChannelCloseMessage{zero}),
      wire::encode(
          ChannelRequestMessage{.recipient = zero, .type = "exec", .wants_reply = true, .data = {exec}}),
      wire::encode(ChannelSuccess{zero}),
      wire::encode(ChannelFailure{zero}),
      wire::encode(
          ChannelOpenFailure{.recipient = zero, .reason = {}, .description = "sorry", .language = "en"}),
  };
  for (const ByteVector& packet : packets) {
    const bool open_ended = packet[0] == std::to_underlying(global_request);  // bytes of its own may follow
    for (std::size_t size = 0; size <= packet.size() + (open_ended ? 0 : 1); ++size) {
      if (size == packet.size()) continue;
      Driven side;
      side.open();
      side.channels.send_keepalive();
      side.out.packets.clear();
      ByteVector changed = packet;
      changed.resize(size);
      const auto taken = side.receive(changed);
      ASSERT_FALSE(taken) << int{packet[0]} << " with " << size << " bytes";
      EXPECT_EQ(taken.error().fault, Fault::malformed) << int{packet[0]} << " with " << size << " bytes";
      EXPECT_FALSE(side.events.pop());
    }
  }
}

TEST(Channels, RefuseAConfirmationCutAtAnyByte) {
  const ByteVector packet = wire::encode(ChannelOpenConfirmation{
      .recipient = Recipient{0}, .sender = 1, .window = 1, .max_packet = 32768, .type_data = {}});
  for (std::size_t size = 0; size < packet.size(); ++size) {
    Driven side{client()};
    side.channels.open_session();
    ByteVector changed = packet;
    changed.resize(size);
    expect_end(side.receive(changed), "cut off");
  }
}

}  // namespace
}  // namespace ferry::ssh

#include "support/driven_channels.h"

namespace ferry::ssh {
namespace {

using enum MessageNumber;

// --- Data in ---

TEST(Channels, HandDataOverInItsBlockWithoutACopy) {
  Driven side;
  const auto channel = side.open();
  const ByteVector packet =
      wire::encode(ChannelDataMessage{.recipient = number(channel), .data = as_bytes("hello")});
  const auto block = std::make_shared<Block>(packet.size());
  std::ranges::copy(packet, block->bytes.get());
  ASSERT_TRUE(side.channels.received(
      {.payload = Bytes{block->bytes.get(), packet.size()}, .sequence = 1, .block = block}));
  const auto data = side.event<ChannelData>();
  EXPECT_EQ(data.channel, channel);
  EXPECT_EQ(as_text(data.data), "hello");
  EXPECT_FALSE(data.is_stderr);
  EXPECT_EQ(data.block, block);
  EXPECT_EQ(data.data.data(), block->bytes.get() + packet.size() - 5);
}

TEST(Channels, GiveWindowBackWhenDataWasConsumedAndNotBefore_Rfc4254Section5_2) {
  Driven side{{.window = 1000, .limits = {}}};
  const auto channel = side.open();
  ASSERT_TRUE(side.receive_data(channel, std::string(1000, 'x')));
  side.event<ChannelData>();
  EXPECT_EQ(side.out.next_number(), 0);
  side.channels.consumed(channel, 100);
  EXPECT_EQ(side.out.next_number(), 0);
  side.channels.consumed(channel, 400);
  const auto adjusted = side.out.take<ChannelWindowAdjust>();
  EXPECT_EQ(adjusted.recipient, peer);
  EXPECT_EQ(adjusted.bytes, 500U);
  ASSERT_TRUE(side.receive_data(channel, std::string(500, 'x')));
  expect_end(side.receive_data(channel, "x"), "window");
}

TEST(Channels, EndTheConnectionAtDataBeyondTheWindow_Rfc4254Section5_2) {
  Driven side{{.window = 1000, .limits = {}}};
  const auto channel = side.open();
  ASSERT_TRUE(side.receive_data(channel, std::string(999, 'x')));
  expect_end(side.receive_data(channel, "xx"), "window");
}

TEST(Channels, EndTheConnectionAtPacketsLargerThanTheyTake_Rfc4254Section5_2) {
  Driven side{{.max_packet = 1000, .limits = {}}};
  const auto channel = side.open();
  ASSERT_TRUE(side.receive_data(channel, std::string(1000, 'x')));
  expect_end(side.receive_data(channel, std::string(1001, 'x')), "larger");
}

TEST(Channels, TakeStandardErrorAndCountAllExtendedData_Rfc4254Section5_2) {
  Driven side{{.window = 1000, .limits = {}}};
  const auto channel = side.open();
  const auto extended = [&](std::uint32_t type, Text text) {
    return side.receive(ChannelExtendedData{
        .recipient = number(channel), .type = static_cast<ExtendedDataType>(type), .data = as_bytes(text)});
  };
  ASSERT_TRUE(extended(1, std::string(400, 'e')));
  EXPECT_TRUE(side.event<ChannelData>().is_stderr);
  ASSERT_TRUE(extended(2, std::string(600, '?')));
  EXPECT_FALSE(side.events.pop()) << "nobody knows what this is";
  EXPECT_EQ(side.out.take<ChannelWindowAdjust>().bytes, 600U) << "but it is paid for";
  expect_end(extended(1, std::string(601, 'e')), "window");
}

TEST(Channels, TakeEmptyDataWithoutAWord) {
  Driven side;
  const auto channel = side.open();
  ASSERT_TRUE(side.receive_data(channel, ""));
  EXPECT_FALSE(side.events.pop());
}

TEST(Channels, EndTheConnectionAtAnythingForAChannelThatIsNotOpen) {
  const ByteVector packets[] = {
      wire::encode(ChannelDataMessage{.recipient = Recipient{9}, .data = {}}),
      wire::encode(ChannelExtendedData{.recipient = Recipient{9}, .type = ExtendedDataType{1}, .data = {}}),
      wire::encode(ChannelWindowAdjust{.recipient = Recipient{9}, .bytes = 1}),
      wire::encode(ChannelEofMessage{Recipient{9}}),
      wire::encode(ChannelCloseMessage{Recipient{9}}),
      wire::encode(
          ChannelRequestMessage{.recipient = Recipient{9}, .type = "shell", .wants_reply = true, .data = {}}),
      wire::encode(ChannelSuccess{Recipient{9}}),
      wire::encode(ChannelFailure{Recipient{9}}),
  };
  for (const ByteVector& packet : packets) {
    Driven side;
    side.open();
    expect_end(side.receive(packet), "not open");
    // A channel of ours that the peer has not confirmed is not open either.
    Driven ours{client()};
    ByteVector changed = packet;
    changed[4] = static_cast<Byte>(std::to_underlying(ours.channels.open_session()));
    expect_end(ours.receive(changed), "not open");
  }
}

TEST(Channels, EndTheConnectionAtDataAfterEof_Rfc4254Section5_3) {
  Driven side;
  const auto channel = side.open();
  ASSERT_TRUE(side.receive(ChannelEofMessage{number(channel)}));
  side.event<ChannelEof>();
  expect_end(side.receive_data(channel, "x"), "EOF");
  expect_end(side.receive(ChannelEofMessage{number(channel)}), "EOF");
}

TEST(Channels, DropDataThatWasUnderWayWhenTheyClosed) {
  Driven side{{.window = 1000, .limits = {}}};
  const auto channel = side.open();
  side.channels.close(channel);
  side.out.take<ChannelCloseMessage>();
  ASSERT_TRUE(side.receive_data(channel, std::string(500, 'x')));
  ASSERT_TRUE(side.receive_request(channel, SignalRequest{"INT"}, true));
  ASSERT_TRUE(side.receive(ChannelWindowAdjust{.recipient = number(channel), .bytes = 5}));
  ASSERT_TRUE(side.receive(ChannelEofMessage{number(channel)}));
  EXPECT_FALSE(side.events.pop());
  EXPECT_EQ(side.out.next_number(), 0) << "nothing may follow CLOSE";
  ASSERT_TRUE(side.receive(ChannelCloseMessage{number(channel)}));
  side.event<ChannelClosed>();
  EXPECT_EQ(side.out.next_number(), 0) << "CLOSE is sent once";
  expect_end(side.receive_data(channel, "x"), "not open");
}

TEST(Channels, GiveNoWindowBackToAPeerThatSendsNoMore) {
  Driven side{{.window = 1000, .limits = {}}};
  const auto channel = side.open();
  ASSERT_TRUE(side.receive_data(channel, std::string(1000, 'x')));
  ASSERT_TRUE(side.receive(ChannelEofMessage{number(channel)}));
  side.channels.consumed(channel, 1000);
  EXPECT_EQ(side.out.next_number(), 0);
}

// --- Data out ---

TEST(Channels, SendPacketsNoLargerThanThePeerTakes_Rfc4254Section5_2) {
  Driven side;
  const auto channel = side.open(session(77, 1 << 20, 300));
  EXPECT_EQ(side.channels.packet_payload(channel), 300U);
  for (const bool is_stderr : {false, true}) {
    for (const std::size_t size : {1UL, 300UL, 301UL, 10000UL}) {
      EXPECT_EQ(side.channels.send_data(channel, as_bytes(std::string(size, 'x')), is_stderr), size);
      std::size_t sent = 0;
      while (side.out.next_number() != 0) {
        const Bytes data =
            is_stderr ? side.out.take<ChannelExtendedData>().data : side.out.take<ChannelDataMessage>().data;
        EXPECT_LE(data.size(), 300U);
        sent += data.size();
      }
      EXPECT_EQ(sent, size);
    }
  }
}

TEST(Channels, SendNoPacketOverTheirOwnLimitHoweverLargeThePeersIs) {
  Driven side;
  const auto channel = side.open(session(77, 1 << 20, 0xffffffff));
  EXPECT_EQ(side.channels.packet_payload(channel), 65536U);
  EXPECT_EQ(side.channels.send_data(channel, as_bytes(std::string(200000, 'x')), false), 200000U);
  EXPECT_EQ(side.out.packets.size(), 4U);
}

TEST(Channels, SendNoMoreThanTheWindowAndPartialPackets_Rfc4254Section5_2) {
  Driven side;
  const auto channel = side.open(session(77, 0, 32768));
  EXPECT_EQ(side.channels.writable(channel), 0U);
  EXPECT_EQ(side.channels.send_data(channel, as_bytes("hello"), false), 0U);
  ASSERT_TRUE(side.receive(ChannelWindowAdjust{.recipient = number(channel), .bytes = 3}));
  EXPECT_EQ(side.event<ChannelWritable>().channel, channel);
  EXPECT_EQ(side.channels.writable(channel), 3U);
  EXPECT_EQ(side.channels.send_data(channel, as_bytes("hello"), false), 3U);
  EXPECT_EQ(as_text(side.out.take<ChannelDataMessage>().data), "hel");
  EXPECT_EQ(side.channels.send_data(channel, as_bytes("lo"), false), 0U);
}

TEST(Channels, UseAWindowOf4GibibytesThatIsNeverAdjusted) {
  Driven side;
  const auto channel = side.open(session(77, 0xffffffff, 32768));
  EXPECT_EQ(side.channels.writable(channel), 1024U * 1024U) << "bounded by our own output";
  std::uint64_t sent = 0;
  const std::string chunk(1 << 20, 'x');
  for (int i = 0; i < 64; ++i) {
    sent += side.channels.send_data(channel, as_bytes(chunk), false);
    side.out.packets.clear();
  }
  EXPECT_EQ(sent, 64U << 20);
  ASSERT_TRUE(side.receive(ChannelWindowAdjust{.recipient = number(channel), .bytes = 64U << 20}));
  expect_end(side.receive(ChannelWindowAdjust{.recipient = number(channel), .bytes = 1}), "2^32");
}

TEST(Channels, HoldDataBackBehindTheOutputBudgetAndDuringAKeyExchange) {
  Driven side;
  const auto channel = side.open();
  side.out.waiting = 1024 * 1024 - 10;
  EXPECT_EQ(side.channels.writable(channel), 10U);
  side.out.waiting = 5'000'000;
  EXPECT_EQ(side.channels.writable(channel), 0U);
  side.out.waiting = 0;
  side.out.ready = false;
  EXPECT_EQ(side.channels.writable(channel), 0U);
  EXPECT_EQ(side.channels.send_data(channel, as_bytes("x"), false), 0U);
  side.out.ready = true;
  side.channels.keys_changed();
  EXPECT_EQ(side.event<ChannelWritable>().channel, channel);
}

TEST(Channels, RefuseABatchThatTheWindowOrThePacketsCannotHold) {
  Driven side;
  const auto channel = side.open(session(77, 1000, 500));
  const auto batch = [](std::size_t slot, std::size_t filled) {
    auto made = std::make_unique<DataBatch>(slot, 4);
    for (const MutableBytes into : made->slots()) std::ranges::fill(into, Byte{'x'});
    made->filled(filled);
    return made;
  };
  EXPECT_THROW(side.channels.send_batch(channel, batch(501, 10)), std::logic_error);
  EXPECT_THROW(side.channels.send_batch(channel, batch(500, 1001)), std::logic_error);
  side.channels.send_batch(channel, batch(500, 1000));
  EXPECT_EQ(side.out.packets.size(), 2U);
  EXPECT_EQ(side.channels.writable(channel), 0U);
  side.channels.send_batch(ChannelId{99}, batch(500, 1000));
  EXPECT_EQ(side.out.packets.size(), 2U) << "a channel that is gone takes everything and sends nothing";
}

}  // namespace
}  // namespace ferry::ssh

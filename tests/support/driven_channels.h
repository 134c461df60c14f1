#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ssh/connection/channel_request.h"
#include "ssh/connection/channels.h"
#include "support/packet_list.h"

/// The connection protocol alone, without a transport and without bytes on a wire.
namespace ferry::ssh {

using testing::PacketList;
using Text = std::string_view;

inline constexpr Recipient peer{77};  // the peer's number for its first channel

inline ByteVector fields(auto... values) {
  ByteVector data;
  wire::Writer out{data};
  (out.write(values), ...);
  return data;
}

inline ChannelOpen session(std::uint32_t sender = 77, std::uint32_t window = 1 << 20,
                           std::uint32_t max_packet = 32768) {
  return {.type = "session", .sender = sender, .window = window, .max_packet = max_packet, .type_data = {}};
}

/// The connection protocol of one side, driven packet by packet.
struct Driven {
  explicit Driven(ChannelsOptions options = {}) : channels(options, out, events) {}

  Result<void> receive(const ByteVector& packet) {
    auto block = std::make_shared<Block>(packet.size());
    std::ranges::copy(packet, block->bytes.get());
    return channels.received(
        {.payload = Bytes{block->bytes.get(), packet.size()}, .sequence = 9, .block = block});
  }
  template <wire::Message M>
  Result<void> receive(const M& message) {
    return receive(wire::encode(message));
  }
  Result<void> receive_data(ChannelId channel, Text text) {
    return receive(
        ChannelDataMessage{.recipient = Recipient{std::to_underlying(channel)}, .data = as_bytes(text)});
  }
  Result<void> receive_request(ChannelId channel, const RequestKind& request, bool wants_reply) {
    const ByteVector rest = encode_request(request);
    return receive(ChannelRequestMessage{.recipient = Recipient{std::to_underlying(channel)},
                                         .type = request_name(request),
                                         .wants_reply = wants_reply,
                                         .data = {rest}});
  }

  /// A session that the peer opened.
  ChannelId open(const ChannelOpen& message = session()) {
    EXPECT_TRUE(receive(message));
    out.take<ChannelOpenConfirmation>();
    return event<ChannelOpened>().channel;
  }

  template <class E>
  E event() {
    auto event = events.pop();
    if (!event || !std::holds_alternative<E>(*event)) {
      ADD_FAILURE() << "another event, or none";
      return {};
    }
    return std::get<E>(std::move(*event));
  }

  PacketList out;
  EventQueue events;
  Channels channels;
};

inline ChannelsOptions client() {
  return {.role = Role::client, .limits = {}};
}

inline Recipient number(ChannelId channel) {
  return Recipient{std::to_underlying(channel)};
}

/// A session of ours that the server confirmed.
inline ChannelId open_ours(Driven& side, std::uint32_t window = 1 << 20, std::uint32_t max_packet = 32768) {
  const auto channel = side.channels.open_session();
  side.out.take<ChannelOpen>();
  EXPECT_TRUE(side.receive(ChannelOpenConfirmation{.recipient = number(channel),
                                                   .sender = 77,
                                                   .window = window,
                                                   .max_packet = max_packet,
                                                   .type_data = {}}));
  side.event<ChannelOpened>();
  return channel;
}

inline void expect_end(const Result<void>& result, Text why = "") {
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, DisconnectReason::protocol_error);
  EXPECT_THAT(result.error().message, ::testing::HasSubstr(std::string{why}));
}

}  // namespace ferry::ssh

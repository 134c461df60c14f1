#pragma once

#include <deque>
#include <memory>

#include <gtest/gtest.h>

#include "ssh/connection/packet_sender.h"
#include "ssh/message_number.h"
#include "wire/fields.h"
#include "wire/writer.h"

namespace ferry::testing {

/// What a layer above the transport has sent, packet by packet.
class PacketList final : public ssh::PacketSender {
 public:
  std::deque<ByteVector> packets;
  bool ready = true;
  std::size_t waiting = 0;  // what output_size says

  void send(Bytes payload) override { packets.emplace_back(payload.begin(), payload.end()); }

  /// As the transport does it: each filled slot is one SSH_MSG_CHANNEL_DATA.
  void send_batch(std::uint32_t recipient_channel, std::unique_ptr<ssh::DataBatch> batch) override {
    EXPECT_TRUE(ready) << "a batch during a key exchange";
    std::size_t left = batch->filled();
    for (const MutableBytes slot : batch->slots()) {
      if (left == 0) break;
      const std::size_t size = std::min(left, slot.size());
      wire::Writer out{packets.emplace_back()};
      out.write(ssh::MessageNumber::channel_data);
      out.write(recipient_channel);
      out.string(Bytes{slot}.first(size));
      left -= size;
    }
  }

  void unimplemented(std::uint32_t sequence) override {
    wire::Writer out{packets.emplace_back()};
    out.write(ssh::MessageNumber::unimplemented);
    out.write(sequence);
  }

  [[nodiscard]] bool ready_for_data() const override { return ready; }
  [[nodiscard]] std::size_t output_size() const override { return waiting; }

  /// The oldest packet, which must be an `M`. What it returns borrows from `taken`.
  template <wire::Message M>
  M take() {
    if (packets.empty()) {
      ADD_FAILURE() << "nothing was sent";
      return {};
    }
    taken_ = std::move(packets.front());
    packets.pop_front();
    const auto message = wire::decode<M>(taken_);
    EXPECT_TRUE(message) << "message " << int{taken_.empty() ? Byte{0} : taken_[0]} << " instead of "
                         << int{std::to_underlying(M::number)};
    return message.value_or(M{});
  }

  /// The number of the oldest packet, or 0.
  [[nodiscard]] int next_number() const { return packets.empty() ? 0 : int{packets.front().at(0)}; }

 private:
  ByteVector taken_;
};

}  // namespace ferry::testing

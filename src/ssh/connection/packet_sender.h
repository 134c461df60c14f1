#pragma once

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "ssh/transport/buffers.h"

namespace ferry::ssh {

/// Where authentication and the connection protocol put what they send: the transport, or a list in a test.
class PacketSender {
 public:
  virtual ~PacketSender() = default;
  virtual void send(Bytes payload) = 0;
  /// SSH_MSG_CHANNEL_DATA in place; only when `ready_for_data`.
  virtual void send_batch(std::uint32_t recipient_channel, std::unique_ptr<DataBatch> batch) = 0;
  /// Answers the packet `sequence` with SSH_MSG_UNIMPLEMENTED.
  virtual void unimplemented(std::uint32_t sequence) = 0;
  /// False during a key exchange.
  [[nodiscard]] virtual bool ready_for_data() const = 0;
  /// Bytes that wait for the socket.
  [[nodiscard]] virtual std::size_t output_size() const = 0;
};

}  // namespace ferry::ssh

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "aaa/radius/packet.h"
#include "net/dialer.h"
#include "net/event_loop.h"
#include "net/link.h"

namespace ferry::aaa::radius {

/// RADIUS packets over a connection, one behind the other (RFC 6613 section 2.6): what a socket is for UDP.
/// Belongs to the loop.
class PacketStream final : public net::DatagramLink {
 public:
  PacketStream(net::EventLoop& loop, std::unique_ptr<net::Link> link)
      : loop_(loop), output_(std::make_shared<Output>(std::move(link))) {}

  /// Whole packets, in the order of the calls. Does not wait: what has no room now goes as soon as it has,
  /// however long whoever waits for the reply is willing to.
  net::Task<Result<void>> send(Bytes bytes) override;
  /// `closed` at the end, and for a length that no packet has: nobody knows where the next one begins then.
  net::Task<Result<std::size_t>> receive(MutableBytes into) override;
  [[nodiscard]] const net::Address& local() const override { return output_->link->local(); }
  void close() override { output_->link->close(); }

 private:
  /// The connection, shared with the flow that waits for room.
  struct Output {
    explicit Output(std::unique_ptr<net::Link> connection) : link(std::move(connection)) {}
    std::unique_ptr<net::Link> link;
    ByteVector pending;  // at most what 256 requests have
    bool is_waiting = false;
  };
  /// True when everything has gone; an error when nothing can go any more.
  [[nodiscard]] static Result<bool> write(Output& output);
  static net::Task<void> write_when_there_is_room(std::shared_ptr<Output> output);
  /// False at the end.
  net::Task<bool> fill(MutableBytes into);

  net::EventLoop& loop_;
  std::shared_ptr<Output> output_;
};

/// How long a packet is that begins with these bytes; nothing if no packet is so long (RFC 2865 section 3).
[[nodiscard]] std::optional<std::size_t> announced_size(std::span<const Byte, 4> beginning);

}  // namespace ferry::aaa::radius

#pragma once

#include <memory>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/clock.h"
#include "base/result.h"
#include "net/event_loop.h"
#include "net/link.h"
#include "net/task.h"

namespace ferry::net {

/// The way to one peer for datagrams. Belongs to one loop.
class DatagramLink {
 public:
  virtual ~DatagramLink() = default;
  /// Sends `bytes` as one datagram; waits while the kernel has no room. An error may be about an earlier one:
  /// that nobody listens is heard of later. `bytes` must live until it returns.
  virtual Task<Result<void>> send(Bytes bytes) = 0;
  /// The next datagram of the peer; nobody else's come through. What does not fit is cut off. An error of the
  /// kind `closed` is the end, any other is about a datagram that was sent. `into` must live until it
  /// returns.
  virtual Task<Result<std::size_t>> receive(MutableBytes into) = 0;
  /// What this machine is to the peer.
  [[nodiscard]] virtual const Address& local() const = 0;
  /// A flow that waits comes back.
  virtual void close() = 0;
};

/// Opens ways to peers: through the kernel, or in a test's memory. Addresses are numeric, nothing is looked
/// up.
class Dialer {
 public:
  virtual ~Dialer() = default;
  /// A TCP connection to `peer`. An error when it has not come about at `deadline`.
  virtual Task<Result<std::unique_ptr<Link>>> connect(Address peer, TimePoint deadline) = 0;
  virtual Result<std::unique_ptr<DatagramLink>> open_datagrams(const Address& peer) = 0;
};

/// The machine's own network, on one loop.
class SocketDialer final : public Dialer {
 public:
  /// Connections and datagrams come from `source`: an address of this machine, the name of one of its
  /// interfaces (then from its first address, as it is when they begin), or from any if that is empty.
  explicit SocketDialer(EventLoop& loop, std::string source = {}) : loop_(loop), source_(std::move(source)) {}
  Task<Result<std::unique_ptr<Link>>> connect(Address peer, TimePoint deadline) override;
  Result<std::unique_ptr<DatagramLink>> open_datagrams(const Address& peer) override;

 private:
  EventLoop& loop_;
  std::string source_;
};

}  // namespace ferry::net

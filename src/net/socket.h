#pragma once

#include <asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "net/event_loop.h"
#include "net/link.h"
#include "net/task.h"

namespace ferry::net {

/// A connected TCP socket.
class Socket final : public Link {
 public:
  explicit Socket(asio::ip::tcp::socket socket);

  Task<void> readable() override;
  Task<void> writable() override;
  [[nodiscard]] std::optional<Result<std::size_t>> try_read(MutableBytes into) override;
  [[nodiscard]] std::optional<Result<std::size_t>> try_write(std::span<const Bytes> pieces) override;
  void close() override;
  [[nodiscard]] const Address& local() const override { return local_; }
  [[nodiscard]] const Address& remote() const override { return remote_; }

 private:
  void acknowledge_at_once();

  asio::ip::tcp::socket socket_;
  Address local_, remote_;
  unsigned quick_reads_left_;
};

/// Accepts connections on one address. Belongs to one loop.
class Listener {
 public:
  /// Port 0 lets the kernel choose. An error names the address and the reason.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> open(EventLoop& loop, const Address& address);

  /// The address with the port that is really used.
  [[nodiscard]] const Address& address() const { return address_; }
  /// The next connection, on `loop`. An error when the listener is closed or the process is out
  /// of descriptors (then wait a little).
  Task<Result<std::unique_ptr<Link>>> accept(EventLoop& loop);
  void close();

 private:
  Listener(asio::ip::tcp::acceptor acceptor, Address address);
  asio::ip::tcp::acceptor acceptor_;
  Address address_;
};

}  // namespace ferry::net

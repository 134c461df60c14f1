#pragma once

#include <asio/ip/tcp.hpp>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "net/event_loop.h"
#include "net/task.h"

namespace ferry::net {

/// An address as users write it: "127.0.0.1" or "::1", and a port.
struct Address {
  std::string host;
  std::uint16_t port = 0;

  /// "127.0.0.1:22" or "[::1]:22"; a port alone means every address. An error says what is wrong with `text`.
  [[nodiscard]] static Result<Address> parse(std::string_view text);
  [[nodiscard]] std::string text() const;
};

/// A connected TCP socket. Reading and writing never block: wait for readiness, then take what is there. That
/// way no buffer is tied up while nothing happens. Belongs to one loop.
class Socket {
 public:
  explicit Socket(asio::ip::tcp::socket socket);

  /// Returns when there is something to read, the end included, or the socket is closed.
  Task<void> readable();
  Task<void> writable();
  /// Nothing if nothing is there now; 0 at the end of the stream.
  [[nodiscard]] std::optional<Result<std::size_t>> try_read(MutableBytes into);
  /// Sends the pieces in one call as far as the kernel takes them; nothing if it takes none now.
  [[nodiscard]] std::optional<Result<std::size_t>> try_write(std::span<const Bytes> pieces);
  /// Ends the sending side and then the socket; flows that wait for it come back.
  void close();

  [[nodiscard]] const Address& local() const { return local_; }
  [[nodiscard]] const Address& remote() const { return remote_; }

 private:
  asio::ip::tcp::socket socket_;
  Address local_, remote_;
};

/// Accepts connections on one address. Belongs to one loop.
class Listener {
 public:
  /// Port 0 lets the kernel choose. An error names the address and the reason.
  [[nodiscard]] static Result<std::unique_ptr<Listener>> open(EventLoop& loop, const Address& address);

  /// The address with the port that is really used.
  [[nodiscard]] const Address& address() const { return address_; }
  /// The next connection, as a socket on `loop`. An error when the listener is closed or the process is out
  /// of descriptors (then wait a little).
  Task<Result<Socket>> accept(EventLoop& loop);
  void close();

 private:
  Listener(asio::ip::tcp::acceptor acceptor, Address address);
  asio::ip::tcp::acceptor acceptor_;
  Address address_;
};

}  // namespace ferry::net

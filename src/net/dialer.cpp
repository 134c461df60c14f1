#include "net/dialer.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <asio/experimental/as_tuple.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/ip/udp.hpp>
#include <asio/steady_timer.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <utility>

#include "net/interfaces.h"
#include "net/socket.h"

namespace ferry::net {
namespace {

using asio::ip::tcp;
using asio::ip::udp;

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);

std::unexpected<Error> cannot_reach(const Address& peer, std::string_view why) {
  return failure(ErrorCode::io, fmt::format("{}: {}", peer.text(), why));
}

class DatagramSocket final : public DatagramLink {
 public:
  DatagramSocket(udp::socket socket, Address local) : socket_(std::move(socket)), local_(std::move(local)) {}

  Task<Result<void>> send(Bytes bytes) override;
  Task<Result<std::size_t>> receive(MutableBytes into) override;
  [[nodiscard]] const Address& local() const override { return local_; }
  void close() override {
    asio::error_code ignored;
    socket_.close(ignored);
  }

 private:
  udp::socket socket_;
  Address local_;
};

Task<Result<void>> DatagramSocket::send(Bytes bytes) {
  for (;;) {
    const auto sent =
        ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) co_return Result<void>{};
    if (errno == EINTR) continue;
    if (errno != EAGAIN && errno != EWOULDBLOCK) {
      co_return failure(ErrorCode::io, asio::error_code{errno, asio::system_category()}.message());
    }
    const auto [error] = co_await socket_.async_wait(udp::socket::wait_write, as_result);
    if (error) co_return failure(ErrorCode::closed, error.message());
  }
}

Task<Result<std::size_t>> DatagramSocket::receive(MutableBytes into) {
  for (;;) {
    const auto [error] = co_await socket_.async_wait(udp::socket::wait_read, as_result);
    if (error || !socket_.is_open()) co_return failure(ErrorCode::closed, "the socket is closed");
    const auto size = ::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT);
    if (size >= 0) co_return static_cast<std::size_t>(size);
    if (errno == EINTR || errno == EAGAIN || errno == EWOULDBLOCK) continue;
    co_return failure(ErrorCode::io, asio::error_code{errno, asio::system_category()}.message());
  }
}

/// The address that `source` says, itself or as the name of an interface.
Result<asio::ip::address> address_of(const std::string& source) {
  asio::error_code is_no_address;
  const auto address = asio::ip::make_address(source, is_no_address);
  if (!is_no_address) return address;
  for (const Interface& one : interfaces()) {
    if (one.name != source) continue;
    if (one.addresses.empty())
      return failure(ErrorCode::io, fmt::format("the source interface {} has no address", source));
    return asio::ip::make_address(one.addresses.front().address);
  }
  return failure(ErrorCode::io, fmt::format("the source interface {} does not exist", source));
}

/// Gives the socket an address of this machine, unless any will do.
template <class Protocol>
Result<void> bind_to(asio::basic_socket<Protocol>& socket, const std::string& source) {
  if (source.empty()) return {};
  const auto address = address_of(source);
  if (!address) return std::unexpected(address.error());
  asio::error_code error;
  const typename Protocol::endpoint endpoint{*address, 0};
  if (!error && !socket.is_open()) socket.open(endpoint.protocol(), error);
  if (!error) socket.bind(endpoint, error);
  if (error) return failure(ErrorCode::io, fmt::format("from {}: {}", source, error.message()));
  return {};
}

}  // namespace

Task<Result<std::unique_ptr<Link>>> SocketDialer::connect(Address peer, TimePoint deadline) {
  asio::error_code invalid;
  const auto host = asio::ip::make_address(peer.host, invalid);
  if (invalid) co_return cannot_reach(peer, invalid.message());
  // Shared with the timer, whose handler may still be queued when the connection has come about.
  const auto socket = std::make_shared<tcp::socket>(loop_.context());
  if (const auto bound = bind_to(*socket, source_); !bound)
    co_return cannot_reach(peer, bound.error().message);
  asio::steady_timer timer{loop_.context(), deadline};
  timer.async_wait([socket](const asio::error_code& cancelled) {
    asio::error_code ignored;
    if (!cancelled) socket->close(ignored);
  });
  const auto [error] = co_await socket->async_connect(tcp::endpoint{host, peer.port}, as_result);
  timer.cancel();
  if (error == asio::error::operation_aborted) co_return cannot_reach(peer, "no answer in time");
  if (error) co_return cannot_reach(peer, error.message());
  if (!socket->is_open()) co_return cannot_reach(peer, "no answer in time");
  co_return std::make_unique<Socket>(std::move(*socket));
}

Result<std::unique_ptr<DatagramLink>> SocketDialer::open_datagrams(const Address& peer) {
  asio::error_code error;
  const auto host = asio::ip::make_address(peer.host, error);
  if (error) return cannot_reach(peer, error.message());
  udp::socket socket{loop_.context()};
  const udp::endpoint endpoint{host, peer.port};
  socket.open(endpoint.protocol(), error);
  if (!error) socket.non_blocking(true, error);
  if (error) return cannot_reach(peer, error.message());
  if (const auto bound = bind_to(socket, source_); !bound) return cannot_reach(peer, bound.error().message);
  socket.connect(endpoint, error);
  if (error) return cannot_reach(peer, error.message());
  const auto local = socket.local_endpoint(error);
  if (error) return cannot_reach(peer, error.message());
  return std::make_unique<DatagramSocket>(std::move(socket),
                                          Address{local.address().to_string(), local.port()});
}

}  // namespace ferry::net

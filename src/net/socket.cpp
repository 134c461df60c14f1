#include "net/socket.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <asio/experimental/as_tuple.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/v6_only.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <utility>

#include "base/text.h"

namespace ferry::net {
namespace {

using asio::ip::tcp;

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t most_pieces = 64;
/// More than a login takes, with the beginning of what it is for.
constexpr unsigned quick_reads = 64;

Address to_address(const tcp::endpoint& endpoint) {
  return {endpoint.address().to_string(), endpoint.port()};
}

ErrorCode to_code(int error) {
  return error == EPIPE || error == ECONNRESET ? ErrorCode::closed : ErrorCode::io;
}

/// What a system call that returned `size` means: nothing when it would have to wait.
std::optional<Result<std::size_t>> outcome(ssize_t size) {
  if (size >= 0) return static_cast<std::size_t>(size);
  if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return std::nullopt;
  return failure(to_code(errno));
}

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  const auto wrong = [&](std::string_view why) {
    return failure(ErrorCode::invalid,
                   fmt::format("'{}' is not an address: {}; write 127.0.0.1:22, [::1]:22 or a port",
                               printable(text), why));
  };
  const auto colon = text.rfind(':');
  std::string_view host = colon == std::string_view::npos ? "0.0.0.0" : text.substr(0, colon);
  const auto port = to_number(colon == std::string_view::npos ? text : text.substr(colon + 1));
  if (!port || *port > 65535) return wrong("the port is a number from 0 to 65535");
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  asio::error_code error;
  const auto parsed = asio::ip::make_address(std::string{host}, error);
  if (error) return wrong("the host is a numeric IPv4 or IPv6 address");
  return Address{parsed.to_string(), static_cast<std::uint16_t>(*port)};
}

std::string Address::text() const {
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port)
                                             : fmt::format("[{}]:{}", host, port);
}

Socket::Socket(tcp::socket socket) : socket_(std::move(socket)), quick_reads_left_(quick_reads) {
  asio::error_code ignored;
  socket_.non_blocking(true, ignored);
  // Records of SCP and keystrokes are small and wait for an answer: never hold them back.
  socket_.set_option(tcp::no_delay(true), ignored);
  local_ = to_address(socket_.local_endpoint(ignored));
  remote_ = to_address(socket_.remote_endpoint(ignored));
}

Task<void> Socket::readable() {
  co_await socket_.async_wait(tcp::socket::wait_read, as_result);
}

Task<void> Socket::writable() {
  co_await socket_.async_wait(tcp::socket::wait_write, as_result);
}

std::optional<Result<std::size_t>> Socket::try_read(MutableBytes into) {
  auto read = outcome(::recv(socket_.native_handle(), into.data(), into.size(), MSG_DONTWAIT));
  if (read && quick_reads_left_ > 0) acknowledge_at_once();
  return read;
}

/// The kernel puts off an acknowledgement by 40 ms if there is nothing to send with it, and until it comes a
/// client holds its next small packet back (Nagle): OpenSSH's does, twice in each login. Not for long: bulk
/// data are acknowledged best as the kernel does it.
void Socket::acknowledge_at_once() {
  --quick_reads_left_;
  const int on = 1;
  (void)::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

std::optional<Result<std::size_t>> Socket::try_write(std::span<const Bytes> pieces) {
  std::array<iovec, most_pieces> vectors{};
  const std::size_t count = std::min(pieces.size(), most_pieces);
  for (std::size_t i = 0; i < count; ++i) {
    vectors[i] = {const_cast<Byte*>(pieces[i].data()), pieces[i].size()};  // sendmsg does not write to it
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  return outcome(::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL));
}

void Socket::close() {
  asio::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

Listener::Listener(tcp::acceptor acceptor, Address address)
    : acceptor_(std::move(acceptor)), address_(std::move(address)) {}

Result<std::unique_ptr<Listener>> Listener::open(EventLoop& loop, const Address& address) {
  asio::error_code error;
  const auto host = asio::ip::make_address(address.host, error);
  if (error) return failure(ErrorCode::invalid, fmt::format("{}: {}", address.text(), error.message()));
  const tcp::endpoint endpoint{host, address.port};
  tcp::acceptor acceptor{loop.context()};
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && host.is_v6()) acceptor.set_option(asio::ip::v6_only(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return failure(ErrorCode::io, fmt::format("cannot listen on {}: {}", address.text(), error.message()));
  }
  auto actual = to_address(acceptor.local_endpoint(error));
  return std::unique_ptr<Listener>(new Listener{std::move(acceptor), std::move(actual)});
}

Task<Result<std::unique_ptr<Link>>> Listener::accept(EventLoop& loop) {
  auto [error, socket] = co_await acceptor_.async_accept(loop.context(), as_result);
  if (error) co_return failure(acceptor_.is_open() ? ErrorCode::io : ErrorCode::closed, error.message());
  co_return std::make_unique<Socket>(std::move(socket));
}

void Listener::close() {
  asio::error_code ignored;
  acceptor_.close(ignored);
}

}  // namespace ferry::net

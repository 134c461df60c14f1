#include "net/local_socket.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <asio/experimental/as_tuple.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <utility>

#include "net/descriptor_stream.h"

namespace ferry::net {
namespace {

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);
constexpr int backlog = 16;

std::unexpected<Error> failed(const std::filesystem::path& path) {
  return failure(ErrorCode::io, fmt::format("{}: {}", path.string(), std::strerror(errno)));
}

Result<sockaddr_un> address_of(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = path.string();
  if (name.size() > LocalSocket::longest_path) {
    return failure(ErrorCode::name_too_long, fmt::format("{}: a socket's path can have {} characters at most",
                                                         name, LocalSocket::longest_path));
  }
  std::memcpy(address.sun_path, name.data(), name.size());
  return address;
}

// The mode of a socket's file comes from the mask alone.
int bind_for_owner(int descriptor, const sockaddr_un& address) {
  const mode_t before = ::umask(S_IXUSR | S_IRWXG | S_IRWXO);
  const int bound = ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(before);
  return bound;
}

}  // namespace

Result<LocalSocket> LocalSocket::listen(const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return std::unexpected(address.error());
  LocalSocket socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (socket.descriptor_ < 0) return failed(path);
  if (bind_for_owner(socket.descriptor_, *address) != 0) return failed(path);
  if (::listen(socket.descriptor_, backlog) != 0) return failed(path);
  return socket;
}

Result<std::unique_ptr<ByteStream>> connect_local(EventLoop& loop, const std::filesystem::path& path) {
  const auto address = address_of(path);
  if (!address) return std::unexpected(address.error());
  const LocalSocket socket{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (socket.descriptor_ < 0) return failed(path);
  // A Unix socket connects at once or not at all.
  if (::connect(socket.descriptor_, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0) {
    return failed(path);
  }
  return DescriptorStream::open(loop, socket.descriptor_, socket.descriptor_);
}

LocalSocket::LocalSocket(LocalSocket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

LocalSocket& LocalSocket::operator=(LocalSocket&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

LocalSocket::~LocalSocket() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

struct LocalListener::Acceptor {
  asio::local::stream_protocol::acceptor socket;
};

LocalListener::LocalListener(EventLoop& loop, std::unique_ptr<Acceptor> acceptor)
    : loop_(loop), acceptor_(std::move(acceptor)) {}

LocalListener::~LocalListener() = default;

Result<std::unique_ptr<LocalListener>> LocalListener::open(EventLoop& loop, const LocalSocket& socket) {
  const int own = ::fcntl(socket.descriptor(), F_DUPFD_CLOEXEC, 0);
  if (own < 0) return failure(ErrorCode::io, std::strerror(errno));
  auto acceptor = std::make_unique<Acceptor>(
      asio::local::stream_protocol::acceptor{loop.context(), asio::local::stream_protocol{}, own});
  return std::unique_ptr<LocalListener>(new LocalListener{loop, std::move(acceptor)});
}

Task<Result<std::unique_ptr<ByteStream>>> LocalListener::accept() {
  const auto [error, socket] = co_await acceptor_->socket.async_accept(as_result);
  if (error == asio::error::operation_aborted) co_return failure(ErrorCode::closed);
  if (error) co_return failure(ErrorCode::io, error.message());
  auto& connected = const_cast<asio::local::stream_protocol::socket&>(socket);
  const int descriptor = connected.native_handle();
  auto stream = DescriptorStream::open(loop_, descriptor, descriptor);
  if (!stream) co_return std::unexpected(std::move(stream.error()));
  co_return std::move(*stream);
}

void LocalListener::close() {
  asio::error_code ignored;
  acceptor_->socket.close(ignored);
}

}  // namespace ferry::net

#include "net/descriptor_stream.h"

#include <unistd.h>

#include <algorithm>
#include <asio/experimental/as_tuple.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>

namespace ferry::net {
namespace {

using Descriptor = asio::posix::stream_descriptor;

constexpr auto as_result = asio::experimental::as_tuple(asio::use_awaitable);
constexpr std::size_t buffer_size = 4096;

/// A buffer of its own: what is reserved here is copied when it is sent, since a terminal is no fast path.
class PlainBatch final : public OutputBatch {
 public:
  explicit PlainBatch(std::size_t size) : bytes_(size), slot_(bytes_) {}
  [[nodiscard]] std::span<const MutableBytes> slots() const override { return {&slot_, 1}; }
  [[nodiscard]] std::size_t capacity() const override { return bytes_.size(); }
  void filled(std::size_t bytes) override { filled_ = bytes; }
  [[nodiscard]] Bytes content() const { return Bytes{bytes_}.first(filled_); }

 private:
  ByteVector bytes_;
  MutableBytes slot_;
  std::size_t filled_ = 0;
};

bool would_block(ssize_t result) {
  return result < 0 && (errno == EAGAIN || errno == EINTR);
}

}  // namespace

DescriptorStream::DescriptorStream(Descriptor input, Descriptor output)
    : input_(std::move(input)), output_(std::move(output)), buffer_(buffer_size) {}

Result<std::unique_ptr<DescriptorStream>> DescriptorStream::open(EventLoop& loop, int input, int output) {
  Descriptor in{loop.context()};
  Descriptor out{loop.context()};
  asio::error_code error;
  in.assign(::dup(input), error);
  if (!error) out.assign(::dup(output), error);
  if (error)
    return failure(ErrorCode::unsupported, "the console needs a terminal or a pipe: " + error.message());
  return std::unique_ptr<DescriptorStream>(new DescriptorStream{std::move(in), std::move(out)});
}

Task<Result<std::span<const Bytes>>> DescriptorStream::read(std::size_t limit) {
  for (;;) {
    const auto [error] = co_await input_.async_wait(Descriptor::wait_read, as_result);
    if (error) co_return std::span<const Bytes>{};
    // Readable was said, so this one call does not block, whatever the descriptor's mode is.
    const ssize_t size = ::read(input_.native_handle(), buffer_.data(), std::min(limit, buffer_.size()));
    if (would_block(size)) continue;
    if (size < 0) co_return failure(ErrorCode::io, std::strerror(errno));
    piece_ = Bytes{buffer_}.first(static_cast<std::size_t>(size));
    co_return size == 0 ? std::span<const Bytes>{} : std::span<const Bytes>{&piece_, 1};
  }
}

Task<Result<void>> DescriptorStream::write(Bytes bytes) {
  while (!bytes.empty()) {
    const auto [error] = co_await output_.async_wait(Descriptor::wait_write, as_result);
    if (error) co_return failure(ErrorCode::closed);
    const ssize_t size = ::write(output_.native_handle(), bytes.data(), std::min(bytes.size(), buffer_size));
    if (would_block(size)) continue;
    if (size < 0) co_return failure(ErrorCode::io, std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(size));
  }
  co_return Result<void>{};
}

Task<Result<std::unique_ptr<OutputBatch>>> DescriptorStream::reserve(std::size_t limit) {
  co_return std::make_unique<PlainBatch>(std::min(limit, buffer_size));
}

Task<Result<void>> DescriptorStream::send(std::unique_ptr<OutputBatch> batch) {
  const auto& plain = static_cast<const PlainBatch&>(*batch);
  co_return co_await write(plain.content());
}

void DescriptorStream::close() {
  asio::error_code ignored;
  input_.close(ignored);
  output_.close(ignored);
}

}  // namespace ferry::net

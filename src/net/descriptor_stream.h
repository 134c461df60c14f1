#pragma once

#include <asio/posix/stream_descriptor.hpp>
#include <vector>

#include "net/byte_stream.h"
#include "net/event_loop.h"

namespace ferry::net {

/// A pair of descriptors, such as standard input and output, as one stream. It works on duplicates: the
/// caller's descriptors stay open. They are read and written without blocking the loop.
class DescriptorStream final : public ByteStream {
 public:
  /// An error if a descriptor cannot be waited for, as a regular file cannot.
  [[nodiscard]] static Result<std::unique_ptr<DescriptorStream>> open(EventLoop& loop, int input, int output);

  Task<Result<std::span<const Bytes>>> read(std::size_t limit) override;
  Task<Result<void>> write(Bytes bytes) override;
  Task<Result<std::unique_ptr<OutputBatch>>> reserve(std::size_t limit) override;
  Task<Result<void>> send(std::unique_ptr<OutputBatch> batch) override;
  void close() override;

 private:
  DescriptorStream(asio::posix::stream_descriptor input, asio::posix::stream_descriptor output);

  asio::posix::stream_descriptor input_, output_;
  ByteVector buffer_;
  Bytes piece_;
};

}  // namespace ferry::net

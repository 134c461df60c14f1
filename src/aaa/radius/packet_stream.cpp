#include "aaa/radius/packet_stream.h"

#include "base/secret.h"

namespace ferry::aaa::radius {

std::optional<std::size_t> announced_size(std::span<const Byte, 4> beginning) {
  const std::size_t size = std::size_t{beginning[2]} << 8U | beginning[3];
  if (size < header_size || size > longest_packet) return std::nullopt;
  return size;
}

Result<bool> PacketStream::write(Output& output) {
  while (!output.pending.empty()) {
    const Bytes left = output.pending;
    const auto written = output.link->try_write({&left, 1});
    if (!written) return false;
    if (!*written) return failure(ErrorCode::closed, "the connection is closed");
    wipe(MutableBytes{output.pending}.first(**written));  // passwords are only hidden
    output.pending.erase(output.pending.begin(),
                         output.pending.begin() + static_cast<std::ptrdiff_t>(**written));
  }
  return true;
}

net::Task<void> PacketStream::write_when_there_is_room(std::shared_ptr<Output> output) {
  for (;;) {
    co_await output->link->writable();
    const auto done = write(*output);
    if (!done || *done) break;
  }
  output->is_waiting = false;
}

net::Task<Result<void>> PacketStream::send(Bytes bytes) {
  output_->pending.insert(output_->pending.end(), bytes.begin(), bytes.end());
  if (output_->is_waiting) co_return Result<void>{};
  const auto done = write(*output_);
  if (!done) co_return std::unexpected(done.error());
  if (!*done) {
    output_->is_waiting = true;
    loop_.spawn(write_when_there_is_room(output_));
  }
  co_return Result<void>{};
}

net::Task<bool> PacketStream::fill(MutableBytes into) {
  while (!into.empty()) {
    const auto came = output_->link->try_read(into);
    if (!came) {
      co_await output_->link->readable();
      continue;
    }
    if (!*came || **came == 0) co_return false;
    into = into.subspan(**came);
  }
  co_return true;
}

net::Task<Result<std::size_t>> PacketStream::receive(MutableBytes into) {
  const MutableBytes beginning = into.first(4);
  const bool began = co_await fill(beginning);
  if (!began) co_return failure(ErrorCode::closed, "the connection is closed");
  const auto size = announced_size(std::span<const Byte, 4>{beginning});
  const bool fits = size && *size <= into.size();
  if (!fits) {
    close();
    co_return failure(ErrorCode::closed, "no packet is so long");
  }
  const MutableBytes rest = into.subspan(4, *size - 4);
  const bool is_whole = co_await fill(rest);
  if (!is_whole) co_return failure(ErrorCode::closed, "the connection ended in the middle of a packet");
  co_return *size;
}

}  // namespace ferry::aaa::radius

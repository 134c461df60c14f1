#include "pump/channel_stream.h"

#include <algorithm>
#include <cstring>

#include "pump/connection_pump.h"

namespace ferry::pump {
namespace {

/// Most that one batch of outgoing data holds: large enough that the system calls cost little, small enough
/// that a thousand downloads at once fit into memory.
constexpr std::size_t largest_batch = std::size_t{256} << 10;

/// Blocks that the unread data of one channel may keep alive. Beyond it data is copied, so that a peer cannot
/// make us keep a large block for each small packet.
constexpr std::size_t most_held = std::size_t{4} << 20;

class ChannelBatch final : public net::OutputBatch {
 public:
  ChannelBatch(std::size_t slot_size, std::size_t slot_count)
      : batch(std::make_unique<ssh::DataBatch>(slot_size, slot_count)) {}
  [[nodiscard]] std::span<const MutableBytes> slots() const override { return batch->slots(); }
  [[nodiscard]] std::size_t capacity() const override { return batch->capacity(); }
  void filled(std::size_t bytes) override { batch->filled(bytes); }

  std::unique_ptr<ssh::DataBatch> batch;
};

ssh::BlockRef copy_of(Bytes data) {
  auto block = std::make_shared<ssh::Block>(data.size());
  std::memcpy(block->bytes.get(), data.data(), data.size());
  return block;
}

}  // namespace

ChannelStream::ChannelStream(ConnectionPump& pump, ssh::ChannelId channel)
    : pump_(pump), channel_(channel), arrival_(pump.loop()), room_(pump.loop()) {}

net::Task<Result<std::span<const Bytes>>> ChannelStream::read(std::size_t limit) {
  give_back();
  while (inbox_size_ < std::min(expected_, limit) && !ended_ && !lost_) {
    const bool moved = co_await arrival_.wait_until(pump_.end_of_patience());
    if (!moved && inbox_.empty()) co_return failure(ErrorCode::timed_out);
    if (!moved) break;
  }
  expected_ = 1;
  if (inbox_.empty() && !ended_) co_return failure(ErrorCode::closed);
  lend(limit);
  co_return std::span<const Bytes>{lent_bytes_};
}

void ChannelStream::expect(std::size_t bytes) {
  // The peer must be able to send it while nothing is read, and a part of the window may not be given back
  // yet.
  const std::size_t most = pump_.connection().window(channel_) / 2;
  expected_ = std::max(std::min(bytes, most), std::size_t{1});
}

void ChannelStream::give_back() {
  if (lent_size_ > 0 && !lost_) {
    pump_.connection().consumed(channel_, lent_size_);
    pump_.flush();
  }
  lent_.clear();
  lent_bytes_.clear();
  lent_size_ = 0;
}

void ChannelStream::lend(std::size_t limit) {
  while (!inbox_.empty() && lent_size_ < limit) {
    Piece& front = inbox_.front();
    const std::size_t size = std::min(front.bytes.size(), limit - lent_size_);
    lent_.push_back({front.bytes.first(size), front.block});
    lent_bytes_.push_back(front.bytes.first(size));
    lent_size_ += size;
    front.bytes = front.bytes.subspan(size);
    if (front.bytes.empty()) drop_front();
  }
  inbox_size_ -= lent_size_;
}

void ChannelStream::drop_front() {
  const ssh::BlockRef block = std::move(inbox_.front().block);
  inbox_.pop_front();
  if (inbox_.empty() || inbox_.front().block != block) inbox_memory_ -= block->size;
}

net::Task<Result<void>> ChannelStream::write(Bytes bytes) {
  while (!bytes.empty()) {
    if (!is_writable()) co_return failure(ErrorCode::closed);
    const std::size_t sent = pump_.connection().send_data(channel_, bytes);
    bytes = bytes.subspan(sent);
    if (sent > 0) {
      pump_.flush();
      continue;
    }
    const bool moved = co_await room_.wait_until(pump_.end_of_patience());
    if (!moved) co_return failure(ErrorCode::timed_out);
  }
  if (!is_writable()) co_return failure(ErrorCode::closed);
  co_return Result<void>{};
}

net::Task<Result<std::unique_ptr<net::OutputBatch>>> ChannelStream::reserve(std::size_t limit) {
  for (;;) {
    if (!is_writable()) co_return failure(ErrorCode::closed);
    const std::size_t room = std::min({pump_.connection().writable(channel_), limit, largest_batch});
    const std::size_t payload = pump_.connection().packet_payload(channel_);
    // Whole packets where possible: a batch of crumbs costs as much as a full one.
    if (room >= payload) co_return std::make_unique<ChannelBatch>(payload, room / payload);
    if (room == limit && room > 0) co_return std::make_unique<ChannelBatch>(room, 1);
    if (room > 0 && pump_.connection().transport().output_size() == 0) {
      co_return std::make_unique<ChannelBatch>(room, 1);
    }
    const bool moved = co_await room_.wait_until(pump_.end_of_patience());
    if (!moved) co_return failure(ErrorCode::timed_out);
  }
}

net::Task<Result<void>> ChannelStream::send(std::unique_ptr<net::OutputBatch> batch) {
  auto& packets = static_cast<ChannelBatch&>(*batch).batch;
  while (is_writable() && pump_.connection().writable(channel_) < packets->filled()) {
    const bool moved = co_await room_.wait_until(pump_.end_of_patience());
    if (!moved) co_return failure(ErrorCode::timed_out);
  }
  if (!is_writable()) co_return failure(ErrorCode::closed);
  pump_.connection().send_batch(channel_, std::move(packets));
  pump_.flush();
  co_return Result<void>{};
}

void ChannelStream::finish(std::uint32_t exit_status) {
  give_back();
  if (lost_) return;
  ssh::Connection& connection = pump_.connection();
  connection.request(channel_, ssh::ExitStatus{exit_status}, false);
  connection.send_eof(channel_);
  connection.close(channel_);
  pump_.flush();
}

void ChannelStream::arrived(Bytes data, const ssh::BlockRef& block) {
  const bool already_held = !inbox_.empty() && inbox_.back().block == block;
  if (already_held || inbox_memory_ + block->size <= most_held) {
    keep({data, block});
  } else {
    auto copy = copy_of(data);
    const Bytes bytes{copy->bytes.get(), data.size()};
    keep({bytes, std::move(copy)});
  }
  if (inbox_size_ >= expected_) arrival_.notify();
}

void ChannelStream::keep(Piece piece) {
  if (inbox_.empty() || inbox_.back().block != piece.block) inbox_memory_ += piece.block->size;
  inbox_size_ += piece.bytes.size();
  inbox_.push_back(std::move(piece));
}

void ChannelStream::ended() {
  ended_ = true;
  arrival_.notify();
}

void ChannelStream::close() {
  closed_ = true;
  ended_ = true;
  arrival_.notify();
  room_.notify();
}

void ChannelStream::lost() {
  lost_ = true;
  arrival_.notify();
  room_.notify();
}

}  // namespace ferry::pump

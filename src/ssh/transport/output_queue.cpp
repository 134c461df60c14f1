#include "ssh/transport/output_queue.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "ssh/limits.h"

namespace ferry::ssh {
namespace {

/// Enough for what a person types or a protocol answers; later chunks of one burst are larger.
constexpr std::size_t first_chunk = 2 * kibibyte;
constexpr std::size_t chunk_growth = 4;

}  // namespace

MutableBytes OutputQueue::append(std::size_t size) {
  if (first_ == pieces_.size() || pieces_.back().room < size) {
    next_chunk_ = next_chunk_ == 0 ? first_chunk : std::min(next_chunk_ * chunk_growth, coalescing_buffer);
    const std::size_t capacity = std::max(next_chunk_, size);
    auto chunk = std::make_unique_for_overwrite<Byte[]>(capacity);
    const Byte* start = chunk.get();
    pieces_.push_back({.bytes = {start, 0}, .chunk = std::move(chunk), .room = capacity, .batch = nullptr});
  }
  Piece& last = pieces_.back();
  const auto used = static_cast<std::size_t>(last.bytes.data() + last.bytes.size() - last.chunk.get());
  last.bytes = {last.bytes.data(), last.bytes.size() + size};
  last.room -= size;
  size_ += size;
  return {last.chunk.get() + used, size};
}

void OutputQueue::append(Bytes packet, std::unique_ptr<DataBatch> batch) {
  pieces_.push_back({.bytes = packet, .chunk = nullptr, .room = 0, .batch = std::move(batch)});
  size_ += packet.size();
}

std::vector<Bytes> OutputQueue::pieces(std::size_t most) const {
  std::vector<Bytes> result;
  const std::size_t end = first_ + std::min(most, pieces_.size() - first_);
  result.reserve(end - first_);
  for (std::size_t i = first_; i < end; ++i) result.push_back(pieces_[i].bytes);
  return result;
}

std::size_t OutputQueue::memory() const {
  std::size_t size = pieces_.capacity() * sizeof(Piece);
  for (const Piece& piece : pieces_) {
    if (piece.chunk)
      size +=
          static_cast<std::size_t>(piece.bytes.data() + piece.bytes.size() - piece.chunk.get()) + piece.room;
  }
  return size;
}

void OutputQueue::sent(std::size_t size) {
  if (size > size_) throw std::logic_error("more bytes sent than there were");
  size_ -= size;
  while (size > 0) {
    Piece& piece = pieces_[first_];
    const std::size_t part = std::min(size, piece.bytes.size());
    piece.bytes = piece.bytes.subspan(part);
    size -= part;
    if (!piece.bytes.empty()) continue;
    // Everything that is sent is freed at once; the vector's own memory goes when the queue is empty.
    piece = {};
    ++first_;
  }
  if (first_ != pieces_.size()) return;
  pieces_.clear();
  first_ = 0;
  next_chunk_ = 0;
  constexpr std::size_t few = 64;
  if (pieces_.capacity() > few) pieces_.shrink_to_fit();
}

}  // namespace ferry::ssh

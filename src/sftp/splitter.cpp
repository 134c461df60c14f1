#include "sftp/splitter.h"

#include <fmt/format.h>

#include <algorithm>

#include "sftp/limits.h"

namespace ferry::sftp {
namespace {

constexpr std::size_t length_size = 4;
constexpr std::size_t id_size = 4;
constexpr std::size_t offset_size = 8;
/// Length, message number and request id.
constexpr std::size_t head_size = length_size + 1 + id_size;

std::uint32_t number_at(Bytes bytes, std::size_t position) {
  wire::Reader in{bytes.subspan(position, 4)};
  std::uint32_t number = 0;
  in.read(number);
  return number;
}

std::unexpected<Error> not_sftp(std::string why) {
  return failure(ErrorCode::invalid, "not SFTP: " + std::move(why));
}

}  // namespace

Result<std::optional<Splitter::Event>> Splitter::next(Bytes& input) {
  if (std::exchange(given_, false)) gathered_.clear();
  if (bulk_left_) {
    if (input.empty() && *bulk_left_ > 0) return std::nullopt;
    return take_piece(input);
  }
  if (!pass_over_surplus(input)) return std::nullopt;
  if (!gather(input, length_size)) return std::nullopt;
  size_ = number_at(gathered_, 0);
  if (size_ == 0 || size_ > longest_packet) return not_sftp(fmt::format("a packet of {} bytes", size_));
  if (!gather(input, length_size + 1)) return std::nullopt;
  if (is_bulk()) {
    const auto whole = gather_front(input);
    if (!whole) return std::unexpected(whole.error());
    if (!*whole) return std::nullopt;
    return begin_bulk();
  }
  if (!gather(input, length_size + size_)) return std::nullopt;
  given_ = true;
  return Packet{Bytes{gathered_}.subspan(length_size)};
}

/// Whether `size` bytes of the packet are there now.
bool Splitter::gather(Bytes& input, std::size_t size) {
  if (gathered_.size() >= size) return true;
  const Bytes taken = input.first(std::min(input.size(), size - gathered_.size()));
  gathered_.insert(gathered_.end(), taken.begin(), taken.end());
  input = input.subspan(taken.size());
  return gathered_.size() == size;
}

bool Splitter::is_bulk() const {
  return gathered_[length_size] == std::to_underlying(bulk_);
}

/// Gathers up to the data: WRITE has a handle and an offset before them. Nothing is taken of the next packet.
Result<bool> Splitter::gather_front(Bytes& input) {
  const std::size_t end = length_size + size_;
  std::size_t front = head_size + 4;
  if (front > end) return not_sftp("a length beyond the end of its packet");
  if (!gather(input, front)) return false;
  if (bulk_ == Bulk::data) return true;
  const std::uint32_t handle = number_at(gathered_, head_size);
  if (handle > longest_handle) return not_sftp(fmt::format("a handle of {} bytes", handle));
  front += handle + offset_size + 4;
  if (front > end) return not_sftp("a length beyond the end of its packet");
  return gather(input, front);
}

Result<std::optional<Splitter::Event>> Splitter::begin_bulk() {
  const std::uint32_t size = number_at(gathered_, gathered_.size() - 4);
  const std::size_t room = length_size + size_ - gathered_.size();
  if (size > room) return not_sftp(fmt::format("{} bytes of data in a packet with room for {}", size, room));
  bulk_left_ = size;
  surplus_ = room - size;
  given_ = true;
  return BulkBegins{.front = Bytes{gathered_}.subspan(length_size, gathered_.size() - length_size - 4),
                    .size = size};
}

BulkPiece Splitter::take_piece(Bytes& input) {
  const Bytes taken = input.first(std::min<std::size_t>(input.size(), *bulk_left_));
  input = input.subspan(taken.size());
  *bulk_left_ -= static_cast<std::uint32_t>(taken.size());
  const bool is_last = *bulk_left_ == 0;
  if (is_last) bulk_left_.reset();
  return {.bytes = taken, .is_last = is_last};
}

bool Splitter::pass_over_surplus(Bytes& input) {
  const std::size_t passed = std::min(input.size(), surplus_);
  input = input.subspan(passed);
  surplus_ -= passed;
  return surplus_ == 0;
}

}  // namespace ferry::sftp

#include "sftp/remote_files.h"

#include <algorithm>

namespace ferry::sftp {
namespace {

constexpr std::size_t first_window = 4;
constexpr std::size_t growth = 2;

}  // namespace

Window::Window(std::uint32_t piece)
    : size_(first_window), limit_(std::clamp(most_requested / piece, first_window, most_requests)) {}

void Window::grow() {
  size_ = std::min(size_ + growth, limit_);
}

RemoteReader::RemoteReader(Client& client, std::string handle, std::uint64_t offset,
                           std::optional<std::uint64_t> size)
    : client_(client),
      handle_(std::move(handle)),
      next_(offset),
      size_(size),
      piece_(client.read_size()),
      window_(piece_) {}

net::Task<Result<std::size_t>> RemoteReader::read(MutableBytes into) {
  while (given_ == data_.size() && !ended_ && !into.empty()) {
    ask_ahead();
    auto taken = co_await take_answer();
    if (!taken) co_return std::unexpected(std::move(taken.error()));
  }
  const Bytes left = Bytes{data_}.subspan(given_);
  const std::size_t size = std::min(left.size(), into.size());
  std::copy_n(left.begin(), size, into.begin());
  given_ += size;
  co_return size;
}

/// Up to the size that the server told, and one request beyond it that finds the end.
void RemoteReader::ask_ahead() {
  while (asked_.size() < window_.size() && !looks_for_end_) {
    std::uint64_t size = piece_;
    looks_for_end_ = size_ && next_ >= *size_;
    if (size_ && !looks_for_end_) size = std::min(size, *size_ - next_);
    asked_.push_back(ask(next_, static_cast<std::uint32_t>(size)));
    next_ += size;
  }
}

RemoteReader::Asked RemoteReader::ask(std::uint64_t offset, std::uint32_t size) {
  const RequestId id = client_.enqueue(Read{.handle = handle_, .offset = offset, .size = size}, size);
  return {id, offset, size};
}

net::Task<Result<void>> RemoteReader::take_answer() {
  const Asked asked = asked_.front();
  asked_.pop_front();
  auto reply = co_await client_.answer(asked.id);
  if (!reply) co_return std::unexpected(std::move(reply.error()));
  if (reply->kind == MessageNumber::data) co_return take_data(std::move(reply->data), asked);
  if (!Client::is_end(*reply)) co_return std::unexpected(client_.error_of(*reply));
  take_end();
  co_return Result<void>{};
}

Result<void> RemoteReader::take_data(ByteVector data, const Asked& asked) {
  if (data.empty()) return failure(ErrorCode::invalid, "the SFTP server sends data without a byte");
  const auto size = static_cast<std::uint32_t>(data.size());
  // A server may give less than was asked for anywhere: ask for the rest, which comes next.
  if (size < asked.size) asked_.push_front(ask(asked.offset + size, asked.size - size));
  // The file goes on where the server said that it ends.
  if (size_ && asked.offset >= *size_) {
    size_.reset();
    looks_for_end_ = false;
  }
  data_ = std::move(data);
  given_ = 0;
  window_.grow();
  return {};
}

void RemoteReader::take_end() {
  ended_ = true;
  for (const Asked& beyond : asked_) client_.forget(beyond.id);
  asked_.clear();
}

net::Task<Result<void>> RemoteReader::close() {
  for (const Asked& unread : asked_) client_.forget(unread.id);
  asked_.clear();
  ended_ = true;
  co_return co_await client_.close(handle_);
}

RemoteWriter::RemoteWriter(Client& client, std::string handle, std::uint64_t offset)
    : client_(client), handle_(std::move(handle)), offset_(offset), window_(client.write_size()) {}

net::Task<Result<void>> RemoteWriter::write(Bytes bytes) {
  while (!bytes.empty()) {
    while (asked_.size() >= window_.size()) {
      auto taken = co_await take_answer();
      if (!taken) co_return taken;
    }
    const Bytes piece = bytes.first(std::min<std::size_t>(bytes.size(), client_.write_size()));
    const Write request{.handle = handle_, .offset = offset_, .data = {}};
    const auto sent = co_await client_.send_write(request, piece);
    if (!sent) co_return std::unexpected(sent.error());
    asked_.push_back(*sent);
    offset_ += piece.size();
    bytes = bytes.subspan(piece.size());
  }
  co_return Result<void>{};
}

net::Task<Result<void>> RemoteWriter::drain() {
  Result<void> all;
  while (!asked_.empty()) {
    auto taken = co_await take_answer();
    if (!taken && all) all = std::move(taken);
  }
  co_return all;
}

net::Task<Result<void>> RemoteWriter::take_answer() {
  const RequestId id = asked_.front();
  asked_.pop_front();
  window_.grow();
  co_return co_await client_.status_of(id);
}

}  // namespace ferry::sftp

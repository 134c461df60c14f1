#include "sftp/reply_queue.h"

#include <algorithm>

namespace ferry::sftp {
namespace {

/// Most that is read and sent at a time.
constexpr std::size_t largest_batch = std::size_t{256} << 10;

}  // namespace

/// The room of one batch, filled from the front.
class ReplyQueue::Room {
 public:
  explicit Room(std::span<const MutableBytes> slots) : slots_(slots) {
    for (const MutableBytes slot : slots) capacity_ += slot.size();
  }
  [[nodiscard]] std::size_t left() const { return capacity_ - filled_; }
  [[nodiscard]] std::size_t filled() const { return filled_; }

  /// The next `size` bytes, at most what is left.
  [[nodiscard]] std::vector<MutableBytes> next(std::size_t size) const {
    std::vector<MutableBytes> pieces;
    std::size_t skipped = filled_;
    for (const MutableBytes slot : slots_) {
      const std::size_t passed = std::min(skipped, slot.size());
      skipped -= passed;
      const MutableBytes piece = slot.subspan(passed).first(std::min(slot.size() - passed, size));
      if (!piece.empty()) pieces.push_back(piece);
      size -= piece.size();
    }
    return pieces;
  }
  void advance(std::size_t size) { filled_ += size; }
  void go_back_to(std::size_t position) { filled_ = position; }

  /// Puts in what there is room for: how much that was.
  std::size_t put(Bytes bytes) {
    std::size_t done = 0;
    for (const MutableBytes piece : next(bytes.size())) {
      std::ranges::copy(bytes.subspan(done, piece.size()), piece.begin());
      done += piece.size();
    }
    advance(done);
    return done;
  }

 private:
  std::span<const MutableBytes> slots_;
  std::size_t capacity_ = 0, filled_ = 0;
};

void ReplyQueue::put(ByteVector packet) {
  put(Item{.front = framed(packet)});
}

ByteVector ReplyQueue::framed(const ByteVector& packet) {
  ByteVector bytes;
  wire::Writer{bytes}.write(Bytes{packet});
  return bytes;
}

void ReplyQueue::put(Answer answer) {
  if (!answer.content) {
    return put(Item{.front = framed(answer.packet), .closed = std::move(answer.closed)});
  }
  const auto& content = *answer.content;
  put(Item{.front = data_front(content.id, content.size), .content = content});
}

void ReplyQueue::put(Item item) {
  waiting_ += item.size();
  held_ += item.front.size();
  items_.push_back(std::move(item));
  arrival_.notify();
}

ByteVector ReplyQueue::data_front(RequestId id, std::uint32_t size) {
  const ByteVector inner = wire::encode(DataFront{id});
  ByteVector front;
  wire::Writer out{front};
  out.write(static_cast<std::uint32_t>(inner.size() + sizeof(size) + size));
  out.write(wire::Rest{inner});
  out.write(size);
  return front;
}

net::Task<bool> ReplyQueue::wait_for_room() {
  // The bytes of files are not in memory yet.
  const auto is_full = [this] {
    return items_.size() >= most_answers || (items_.size() > 1 && held_ >= most_answer_bytes);
  };
  while (!broken_ && is_full()) co_await room_.wait();
  co_return !broken_;
}

void ReplyQueue::finish() {
  finished_ = true;
  arrival_.notify();
}

net::Task<void> ReplyQueue::wait_for_end() {
  while (!ended_) co_await room_.wait();
}

net::Task<void> ReplyQueue::run() {
  for (;;) {
    while (items_.empty() && !finished_) co_await arrival_.wait();
    if (items_.empty()) break;
    const bool sent = co_await send_batch();
    if (!sent) {
      broken_ = true;
      stream_.close();
      break;
    }
    room_.notify();
  }
  ended_ = true;
  room_.notify();
}

net::Task<bool> ReplyQueue::send_batch() {
  auto batch = co_await stream_.reserve(std::min(waiting_ - sent_, largest_batch));
  if (!batch) co_return false;
  Room room{(*batch)->slots()};
  const bool filled = co_await fill(room);
  if (!filled) co_return false;
  (*batch)->filled(room.filled());
  const auto sent = co_await stream_.send(*std::move(batch));
  co_return sent.has_value();
}

net::Task<bool> ReplyQueue::fill(Room& room) {
  while (!items_.empty() && room.left() > 0) {
    Item& item = items_.front();
    if (item.content) {
      const bool filled = co_await fill_from_file(item, room);
      if (!filled) co_return false;
    } else {
      sent_ += room.put(Bytes{item.front}.subspan(sent_));
    }
    if (sent_ == item.size()) drop_front();
  }
  co_return true;
}

/// Reads into the batch behind the front of the answer. While that front has not left, an answer can still
/// become shorter, or an error; afterwards the client counts on all of its bytes.
net::Task<bool> ReplyQueue::fill_from_file(Item& item, Room& room) {
  Answer::FromFile& content = *item.content;
  const std::size_t begin = room.filled();
  const bool is_new = sent_ == 0;
  if (sent_ < item.front.size()) sent_ += room.put(Bytes{item.front}.subspan(sent_));
  if (sent_ < item.front.size() || room.left() == 0) co_return true;
  const std::size_t done = sent_ - item.front.size();
  const std::vector<MutableBytes> into = room.next(content.size - done);
  std::size_t wanted = 0;
  for (const MutableBytes piece : into) wanted += piece.size();

  const auto count = co_await read(content, content.offset + done, into);
  if (count && *count == wanted) {
    room.advance(wanted);
    sent_ += wanted;
    content.file->sent += wanted;
    co_return true;
  }
  if (!is_new) co_return false;
  room.go_back_to(begin);
  become_shorter(item, count, room);
  co_return true;
}

void ReplyQueue::become_shorter(Item& item, const Result<std::size_t>& count, Room& room) {
  Answer::FromFile& content = *item.content;
  waiting_ -= item.size();
  held_ -= item.front.size();
  if (count && *count > 0) {
    // The file became shorter than it was when it was opened.
    content.size = static_cast<std::uint32_t>(*count);
    item.front = data_front(content.id, content.size);
    room.put(item.front);
    room.advance(*count);
    content.file->sent += *count;
    sent_ = item.size();
  } else {
    const RequestId id = content.id;
    item.front = framed(count ? status(id, StatusCode::end_of_file) : status(id, count.error()));
    item.content.reset();
    sent_ = 0;
  }
  waiting_ += item.size();
  held_ += item.front.size();
}

net::Task<Result<std::size_t>> ReplyQueue::read(const Answer::FromFile& content, std::uint64_t offset,
                                                std::span<const MutableBytes> into) {
  vfs::ReadableFile& file = *content.file->file;
  auto cached = file.try_read_at(offset, into);
  if (cached) co_return *std::move(cached);
  co_return co_await offload_.run([&] { return file.read_at(offset, into); });
}

void ReplyQueue::drop_front() {
  const Item item = std::move(items_.front());
  items_.pop_front();
  waiting_ -= item.size();
  held_ -= item.front.size();
  sent_ = 0;
  if (item.closed) download_ended_(*item.closed);
}

}  // namespace ferry::sftp

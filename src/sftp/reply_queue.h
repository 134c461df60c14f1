#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <span>

#include "net/byte_stream.h"
#include "net/event_loop.h"
#include "net/notifier.h"
#include "net/offload.h"
#include "sftp/file_service.h"

namespace ferry::sftp {

/// Answers that wait to be sent: more would only be memory that a client can ask for.
inline constexpr std::size_t most_answers = 256;
inline constexpr std::size_t most_answer_bytes = std::size_t{1} << 20;

/// The answers of one session on their way out, in the order of the requests. Files are read straight into
/// outgoing packets, several answers to a batch. One flow puts in, another runs it; both on the loop of the
/// stream.
class ReplyQueue {
 public:
  ReplyQueue(net::EventLoop& loop, net::ByteStream& stream, net::Offload& offload,
             std::function<void(const Download&)> download_ended)
      : stream_(stream),
        offload_(offload),
        download_ended_(std::move(download_ended)),
        arrival_(loop),
        room_(loop) {}

  void put(ByteVector packet);
  void put(Answer answer);
  /// Waits until another answer may be put in; false when they cannot be sent any more.
  net::Task<bool> wait_for_room();
  /// Nothing more is put in.
  void finish();
  /// Waits until everything has been sent, or cannot be.
  net::Task<void> wait_for_end();

  /// The flow that sends. Returns after `finish`, or when the stream is gone.
  net::Task<void> run();

 private:
  struct Item {
    ByteVector front;  // a packet with its length, or what stands before the bytes of a file
    std::optional<Answer::FromFile> content{};
    std::shared_ptr<Download> closed{};

    [[nodiscard]] std::size_t size() const { return front.size() + (content ? content->size : 0); }
  };
  class Room;

  net::Task<bool> send_batch();
  net::Task<bool> fill(Room& room);
  net::Task<bool> fill_from_file(Item& item, Room& room);
  net::Task<Result<std::size_t>> read(const Answer::FromFile& content, std::uint64_t offset,
                                      std::span<const MutableBytes> into);
  void put(Item item);
  void drop_front();
  /// Its file turned out to be shorter, or cannot be read: gives less, or a STATUS.
  void become_shorter(Item& item, const Result<std::size_t>& count, Room& room);
  static ByteVector framed(const ByteVector& packet);
  static ByteVector data_front(RequestId id, std::uint32_t size);

  net::ByteStream& stream_;
  net::Offload& offload_;
  std::function<void(const Download&)> download_ended_;
  net::Notifier arrival_, room_;
  std::deque<Item> items_;
  std::size_t waiting_ = 0;  // bytes of all items, those of files too
  std::size_t held_ = 0;     // of them in memory
  std::size_t sent_ = 0;     // bytes of the first item that are in earlier batches
  bool finished_ = false;
  bool ended_ = false;
  bool broken_ = false;
};

}  // namespace ferry::sftp

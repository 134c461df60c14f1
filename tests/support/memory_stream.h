#pragma once

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "net/byte_stream.h"
#include "net/notifier.h"

namespace ferry::testing {

/// Room in memory for outgoing data, in slots of a size that a test chooses.
class MemoryBatch final : public net::OutputBatch {
 public:
  MemoryBatch(std::size_t capacity, std::size_t slot_size) : bytes_(capacity, Byte{0xdd}) {
    MutableBytes rest{bytes_};
    while (!rest.empty()) {
      slots_.push_back(rest.first(std::min(slot_size, rest.size())));
      rest = rest.subspan(slots_.back().size());
    }
  }
  [[nodiscard]] std::span<const MutableBytes> slots() const override { return slots_; }
  [[nodiscard]] std::size_t capacity() const override { return bytes_.size(); }
  void filled(std::size_t bytes) override { filled_ = bytes; }
  [[nodiscard]] std::string text() const { return std::string{as_text(Bytes{bytes_}.first(filled_))}; }

 private:
  ByteVector bytes_;
  std::vector<MutableBytes> slots_;
  std::size_t filled_ = 0;
};

/// A stream whose other side has said everything beforehand: `input`, then the end, or a break. Keeps what is
/// sent, each write apart, with how much of the input had been read by then. What a read lent is overwritten
/// at the next.
class ScriptedStream final : public net::ByteStream {
 public:
  struct Sent {
    std::string text;
    std::size_t after_input = 0;
    bool operator==(const Sent&) const = default;
  };
  struct Options {
    std::size_t fragment = 1 << 20;      // most bytes of one read
    std::size_t piece = 1 << 20;         // most bytes of one piece of it
    std::size_t room = 1 << 20;          // most bytes of one batch
    std::size_t slot = 1 << 20;          // most bytes of one slot of it
    bool breaks = false;                 // the input ends with an error
    std::size_t output_limit = 1 << 30;  // after so many bytes every write fails
  };

  explicit ScriptedStream(std::string input) : ScriptedStream(std::move(input), Options{}) {}
  ScriptedStream(std::string input, Options options) : input_(std::move(input)), options_(options) {}

  net::Task<Result<std::span<const Bytes>>> read(std::size_t limit) override {
    std::ranges::fill(lent_, Byte{0xdd});
    lent_.clear();
    pieces_.clear();
    const std::size_t size = std::min({limit, options_.fragment, input_.size() - consumed_});
    if (size == 0 && options_.breaks) co_return failure(ErrorCode::closed);
    const Bytes next = as_bytes(input_).subspan(consumed_, size);
    lent_.assign(next.begin(), next.end());
    consumed_ += size;
    for (Bytes rest{lent_}; !rest.empty(); rest = rest.subspan(pieces_.back().size())) {
      pieces_.push_back(rest.first(std::min(rest.size(), options_.piece)));
    }
    co_return std::span<const Bytes>{pieces_};
  }

  net::Task<Result<void>> write(Bytes bytes) override { co_return keep(std::string{as_text(bytes)}); }

  net::Task<Result<std::unique_ptr<net::OutputBatch>>> reserve(std::size_t limit) override {
    co_return std::make_unique<MemoryBatch>(std::min(limit, options_.room), options_.slot);
  }

  net::Task<Result<void>> send(std::unique_ptr<net::OutputBatch> batch) override {
    co_return keep(static_cast<const MemoryBatch&>(*batch).text());
  }
  void close() override { consumed_ = input_.size(); }

  /// All that was sent.
  [[nodiscard]] std::string output() const {
    std::string all;
    for (const Sent& one : sent) all += one.text;
    return all;
  }
  [[nodiscard]] std::size_t consumed() const { return consumed_; }

  std::vector<Sent> sent;

 private:
  Result<void> keep(std::string text) {
    written_ += text.size();
    if (written_ > options_.output_limit) return failure(ErrorCode::closed);
    sent.push_back({std::move(text), consumed_});
    return {};
  }

  std::string input_;
  Options options_;
  std::size_t consumed_ = 0;
  std::size_t written_ = 0;
  ByteVector lent_;
  std::vector<Bytes> pieces_;
};

/// Two streams that are each other's far side, on one event loop.
class MemoryPipe {
 public:
  explicit MemoryPipe(net::EventLoop& loop) : first_(loop), second_(loop) {
    first_.peer = &second_;
    second_.peer = &first_;
  }
  [[nodiscard]] net::ByteStream& first() { return first_; }
  [[nodiscard]] net::ByteStream& second() { return second_; }
  /// The end of input for the other end of `stream`.
  void finish(net::ByteStream& stream) { static_cast<End&>(stream).peer->arrive({}, true); }

 private:
  class End final : public net::ByteStream {
   public:
    explicit End(net::EventLoop& loop) : arrival_(loop) {}

    net::Task<Result<std::span<const Bytes>>> read(std::size_t limit) override {
      while (inbox_.empty() && !ended_) co_await arrival_.wait();
      const std::size_t size = std::min(limit, inbox_.size());
      lent_.assign(inbox_.begin(), inbox_.begin() + static_cast<std::ptrdiff_t>(size));
      inbox_.erase(0, size);
      pieces_.assign(size > 0 ? 1 : 0, Bytes{lent_});
      co_return std::span<const Bytes>{pieces_};
    }
    net::Task<Result<void>> write(Bytes bytes) override {
      peer->arrive(as_text(bytes), false);
      co_return Result<void>{};
    }
    net::Task<Result<std::unique_ptr<net::OutputBatch>>> reserve(std::size_t limit) override {
      constexpr std::size_t slot = 1000;
      co_return std::make_unique<MemoryBatch>(std::min<std::size_t>(limit, 1 << 16), slot);
    }
    net::Task<Result<void>> send(std::unique_ptr<net::OutputBatch> batch) override {
      peer->arrive(static_cast<const MemoryBatch&>(*batch).text(), false);
      co_return Result<void>{};
    }
    void close() override { arrive({}, true); }
    void arrive(std::string_view bytes, bool is_end) {
      inbox_ += bytes;
      ended_ = ended_ || is_end;
      arrival_.notify();
    }

    End* peer = nullptr;

   private:
    net::Notifier arrival_;
    std::string inbox_;
    bool ended_ = false;
    ByteVector lent_;
    std::vector<Bytes> pieces_;
  };

  End first_, second_;
};

}  // namespace ferry::testing

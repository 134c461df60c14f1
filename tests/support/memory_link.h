#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "net/link.h"
#include "net/notifier.h"

namespace ferry::testing {

/// One direction of a wire in memory, with room for so many bytes.
struct Wire {
  Wire(net::EventLoop& loop, std::size_t most) : capacity(most), filled(loop), emptied(loop) {}
  std::deque<Byte> bytes;
  std::size_t capacity;
  bool ended = false;
  net::Notifier filled, emptied;
};

/// One end of a wire in memory.
class MemoryLink final : public net::Link {
 public:
  MemoryLink(std::shared_ptr<Wire> in, std::shared_ptr<Wire> out)
      : in_(std::move(in)), out_(std::move(out)) {}
  ~MemoryLink() override { MemoryLink::close(); }

  net::Task<void> readable() override {
    const auto wire = in_;
    while (wire->bytes.empty() && !wire->ended) co_await wire->filled.wait();
  }
  net::Task<void> writable() override {
    const auto wire = out_;
    while (wire->bytes.size() >= wire->capacity && !wire->ended) co_await wire->emptied.wait();
  }
  std::optional<Result<std::size_t>> try_read(MutableBytes into) override {
    if (in_->bytes.empty()) {
      if (in_->ended) return std::size_t{0};
      return std::nullopt;
    }
    const std::size_t size = std::min(into.size(), in_->bytes.size());
    const auto end = in_->bytes.begin() + static_cast<std::ptrdiff_t>(size);
    std::copy(in_->bytes.begin(), end, into.begin());
    in_->bytes.erase(in_->bytes.begin(), end);
    in_->emptied.notify();
    return size;
  }
  std::optional<Result<std::size_t>> try_write(std::span<const Bytes> pieces) override {
    if (out_->ended) return failure(ErrorCode::closed);
    std::size_t written = 0;
    for (const Bytes piece : pieces) {
      const std::size_t size = std::min(piece.size(), out_->capacity - out_->bytes.size());
      out_->bytes.insert(out_->bytes.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(size));
      written += size;
    }
    if (written == 0) return std::nullopt;
    out_->filled.notify();
    return written;
  }
  void close() override {
    for (const auto& wire : {in_, out_}) {
      wire->ended = true;
      wire->filled.notify();
      wire->emptied.notify();
    }
  }
  [[nodiscard]] const net::Address& local() const override { return local_; }
  [[nodiscard]] const net::Address& remote() const override { return remote_; }

 private:
  std::shared_ptr<Wire> in_, out_;
  net::Address local_{"10.1.1.1", 22};
  net::Address remote_{"10.1.1.2", 61656};
};

struct LinkPair {
  std::unique_ptr<MemoryLink> client, server;
};

inline LinkPair link_pair(net::EventLoop& loop, std::size_t capacity = 64 * 1024) {
  const auto up = std::make_shared<Wire>(loop, capacity);
  const auto down = std::make_shared<Wire>(loop, capacity);
  return {std::make_unique<MemoryLink>(down, up), std::make_unique<MemoryLink>(up, down)};
}

}  // namespace ferry::testing

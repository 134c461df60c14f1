#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace ferry::transfer {

/// The bytes of one transfer on their way between a flow, which must not block, and a thread, which may.
/// Shared by both; each side may be done with it first.
class Exchange {
 public:
  /// What is on its way at most: enough to keep a fast network and a disk busy at once.
  static constexpr std::size_t capacity = std::size_t{1} << 20;

  /// `wake` calls the flow back, and is called from the thread.
  explicit Exchange(std::function<void()> wake) : wake_(std::move(wake)) {}

  // The thread's side. These block until the flow did its part.

  /// The other machine has agreed; `size` is what it promises to send, if it does.
  void begin(std::optional<std::uint64_t> size);
  /// False if the flow wants no more.
  bool put(Bytes bytes);
  /// 0 at the end of the input; nothing if the flow wants no more.
  [[nodiscard]] std::optional<std::size_t> get(MutableBytes into);
  /// The transfer is over, by itself or by an error, or has yet to be made at another URL.
  void end(Result<void> outcome, std::optional<std::string> elsewhere = std::nullopt);
  [[nodiscard]] bool is_cancelled() const;

  // The flow's side. These never block; where nothing can be done yet, wait to be woken.

  [[nodiscard]] bool has_begun() const;
  [[nodiscard]] std::optional<std::uint64_t> size() const;
  /// How many bytes there were; 0 if none are there now.
  [[nodiscard]] std::size_t take(MutableBytes into);
  /// How many there was room for.
  [[nodiscard]] std::size_t offer(Bytes bytes);
  void end_input();
  void cancel();
  /// Nothing while it goes on. What can still be taken is there all the same.
  [[nodiscard]] std::optional<Result<void>> outcome() const;
  /// Once it is over: where the server says that the file is instead.
  [[nodiscard]] std::optional<std::string> elsewhere() const;

 private:
  std::size_t move_out(MutableBytes into);

  std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  ByteVector bytes_;
  std::size_t front_ = 0;  // of `bytes_`: what is before it has been taken
  std::optional<std::uint64_t> size_;
  std::optional<Result<void>> outcome_;
  std::optional<std::string> elsewhere_;
  bool begun_ = false, input_ended_ = false, cancelled_ = false;
};

}  // namespace ferry::transfer

#pragma once

#include <asio/associated_executor.hpp>
#include <asio/async_result.hpp>
#include <asio/awaitable.hpp>
#include <asio/execution/outstanding_work.hpp>
#include <asio/post.hpp>
#include <asio/prefer.hpp>
#include <asio/thread_pool.hpp>
#include <asio/use_awaitable.hpp>
#include <atomic>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "net/task.h"

namespace ferry::net {

/// Threads for what must not stop an event loop: disk calls that can stall, password hashes, RSA. Lives
/// longer than every flow that uses it. Safe to use from any thread.
class Offload {
 public:
  explicit Offload(std::size_t threads) : pool_(threads) {}
  ~Offload() { finish(); }
  Offload(const Offload&) = delete;
  Offload& operator=(const Offload&) = delete;

  /// Waits for what is running; nothing can be run afterwards. Call it before the event loops that wait for
  /// it go.
  void finish() { pool_.join(); }

  /// How many calls are under way, those included that only have to be heard of by their loop.
  [[nodiscard]] std::size_t running() const { return running_; }

  /// Runs `work` on one of the threads and comes back to the caller's event loop with what it returned or
  /// threw. What `work` refers to must live until then: a flow keeps it on its own frame.
  template <class Work>
  Task<std::invoke_result_t<Work>> run(Work work);

 private:
  /// Runs `work` on the pool, then `handler` on the event loop of the flow that waits for it.
  template <class Handler, class Work>
  void start(Handler handler, Work work);

  asio::thread_pool pool_;
  std::atomic<std::size_t> running_ = 0;
};

namespace detail {

template <class T>
struct Outcome {
  std::optional<T> value;
  std::exception_ptr thrown;
};

struct Done {};

}  // namespace detail

template <class Handler, class Work>
void Offload::start(Handler handler, Work work) {
  // The loop must not run dry while its flow is away.
  auto home = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
  ++running_;
  asio::post(pool_, [this, handler = std::move(handler), work = std::move(work), home]() mutable {
    auto outcome = work();
    asio::post(home, [handler = std::move(handler), outcome = std::move(outcome)]() mutable {
      handler(std::move(outcome));
    });
    --running_;
  });
}

template <class Work>
Task<std::invoke_result_t<Work>> Offload::run(Work work) {
  using Value = std::invoke_result_t<Work>;
  using Stored = std::conditional_t<std::is_void_v<Value>, detail::Done, Value>;
  using Outcome = detail::Outcome<Stored>;
  const auto guarded = [&work]() -> Outcome {
    try {
      if constexpr (std::is_void_v<Value>) {
        work();
        return {detail::Done{}, nullptr};
      } else {
        return {work(), nullptr};
      }
    } catch (...) {
      return {std::nullopt, std::current_exception()};
    }
  };
  auto outcome = co_await asio::async_initiate<const asio::use_awaitable_t<>&, void(Outcome)>(
      [this, guarded](auto handler) { this->start(std::move(handler), guarded); }, asio::use_awaitable);
  if (outcome.thrown) std::rethrow_exception(outcome.thrown);
  if constexpr (!std::is_void_v<Value>) co_return std::move(*outcome.value);
}

}  // namespace ferry::net

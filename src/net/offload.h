#pragma once

#include <asio/awaitable.hpp>
#include <asio/post.hpp>
#include <asio/thread_pool.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <optional>
#include <type_traits>
#include <utility>

#include "net/task.h"

namespace ferry::net {

/// Threads for what must not stop an event loop: disk calls that can stall, password hashes, RSA. Lives longer than
/// every flow that uses it. Safe to use from any thread.
class Offload {
 public:
  explicit Offload(std::size_t threads) : pool_(threads) {}
  /// Waits for what is running.
  ~Offload() { pool_.join(); }

  /// Runs `work` on one of the threads and comes back to the caller's event loop with what it returned. What `work`
  /// refers to must live until then.
  template <class Work>
  Task<std::invoke_result_t<Work>> run(Work work);

 private:
  asio::thread_pool pool_;
};

template <class Work>
Task<std::invoke_result_t<Work>> Offload::run(Work work) {
  const auto home = co_await asio::this_coro::executor;
  co_await asio::post(pool_, asio::use_awaitable);
  if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
    work();
    co_await asio::post(home, asio::use_awaitable);
  } else {
    auto result = work();
    co_await asio::post(home, asio::use_awaitable);
    co_return result;
  }
}

}  // namespace ferry::net

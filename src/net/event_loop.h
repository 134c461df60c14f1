#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

#include "net/task.h"

namespace asio {
class io_context;
}

namespace ferry::net {

/// One thread's event loop. Everything that belongs to a connection runs on the loop that it was spawned on.
class EventLoop {
 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Starts `flow` on this loop, soon, but never before this returns. An exception that leaves it is a bug of
  /// ours and ends the program. Safe from any thread.
  void spawn(Task<void> flow);
  /// Runs `call` on this loop, soon. Safe from any thread.
  void post(std::function<void()> call);
  /// Runs until `stop`, on the calling thread.
  void run();
  /// Runs until nothing is left to do: for tests.
  void run_until_idle();
  /// Runs what can run now, and returns: for tests. How many handlers that were.
  std::size_t run_ready();
  /// Makes `run` return. Safe from any thread.
  void stop();

  /// The loop that runs the calling flow: for what a flow opens for itself, on the loop that it is on anyway.
  [[nodiscard]] static EventLoop& current();

  [[nodiscard]] asio::io_context& context() { return *context_; }

 private:
  std::unique_ptr<asio::io_context> context_;
};

/// A loop for each core, on threads of their own.
class EventLoops {
 public:
  explicit EventLoops(std::size_t count);
  /// Stops the loops and waits for the threads. The flows that were left are destroyed with their loop.
  ~EventLoops();
  EventLoops(const EventLoops&) = delete;
  EventLoops& operator=(const EventLoops&) = delete;

  /// The loop for the next connection, in turn. Safe from any thread.
  [[nodiscard]] EventLoop& next();
  [[nodiscard]] EventLoop& first() { return *loops_.front(); }
  /// Stops all loops and waits for their threads; the loops stay, so that their flows can still be destroyed.
  void stop();

 private:
  std::vector<std::unique_ptr<EventLoop>> loops_;
  std::vector<std::jthread> threads_;
  std::atomic<std::size_t> turn_ = 0;
};

}  // namespace ferry::net

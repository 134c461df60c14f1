#include "net/event_loop.h"

#include <asio/co_spawn.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <cassert>
#include <utility>

namespace ferry::net {
namespace {

/// Tells Asio that one thread runs the loop.
constexpr int one_thread = 1;

thread_local EventLoop* running = nullptr;

/// While it lives, this thread runs `loop`.
class Running {
 public:
  explicit Running(EventLoop& loop) : before_(std::exchange(running, &loop)) {}
  ~Running() { running = before_; }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  EventLoop* before_;
};

void rethrow(std::exception_ptr thrown) {
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace

EventLoop::EventLoop() : context_(std::make_unique<asio::io_context>(one_thread)) {}
EventLoop::~EventLoop() = default;

void EventLoop::spawn(Task<void> flow) {
  // Never at once: what spawns a flow may have to finish something first, such as the answer to a request.
  asio::post(*context_, [this, flow = std::move(flow)]() mutable {
    asio::co_spawn(*context_, std::move(flow), rethrow);
  });
}

void EventLoop::post(std::function<void()> call) {
  asio::post(*context_, std::move(call));
}

void EventLoop::run() {
  const Running here{*this};
  const auto work = asio::make_work_guard(*context_);
  context_->run();
}

void EventLoop::run_until_idle() {
  const Running here{*this};
  context_->restart();
  context_->run();
}

std::size_t EventLoop::run_ready() {
  const Running here{*this};
  context_->restart();
  return context_->poll();
}

EventLoop& EventLoop::current() {
  assert(running != nullptr);
  return *running;
}

void EventLoop::stop() {
  context_->stop();
}

EventLoops::EventLoops(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    EventLoop& loop = *loops_.emplace_back(std::make_unique<EventLoop>());
    threads_.emplace_back([&loop] { loop.run(); });
  }
}

EventLoops::~EventLoops() {
  stop();
}

EventLoop& EventLoops::next() {
  return *loops_[turn_.fetch_add(1, std::memory_order_relaxed) % loops_.size()];
}

void EventLoops::stop() {
  for (const auto& loop : loops_) loop->stop();
  threads_.clear();
}

}  // namespace ferry::net

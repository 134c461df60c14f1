#include "net/closing_timer.h"

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

namespace ferry::net {

struct ClosingTimer::State {
  State(EventLoop& loop, Link& to_close) : timer(loop.context()), link(&to_close) {}
  asio::steady_timer timer;
  Link* link;  // null when nothing is to be closed any more
  bool closed = false;
};

ClosingTimer::ClosingTimer(EventLoop& loop, Link& link, TimePoint deadline)
    : state_(std::make_shared<State>(loop, link)) {
  state_->timer.expires_at(deadline);
  state_->timer.async_wait([state = state_](const asio::error_code& cancelled) {
    if (cancelled || state->link == nullptr) return;
    state->closed = true;
    state->link->close();
  });
}

ClosingTimer::~ClosingTimer() {
  state_->link = nullptr;
  state_->timer.cancel();
}

bool ClosingTimer::has_closed() const {
  return state_->closed;
}

}  // namespace ferry::net

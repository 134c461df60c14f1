#include "aaa/radius/exchange.h"

#include <utility>

namespace ferry::aaa::radius {

Exchange::Exchange(net::EventLoop& loop, std::shared_ptr<Socket> socket, Identifier identifier,
                   const PacketAuthenticator& authenticator)
    : socket_(std::move(socket)), identifier_(identifier), authenticator_(authenticator), came_(loop) {
  socket_->waiting.at(std::to_underlying(identifier_)) = this;
}

Exchange::~Exchange() {
  socket_->waiting.at(std::to_underlying(identifier_)) = nullptr;
  const bool is_over = copies_ == 0 || (copies_ == 1 && !reply_.empty());
  if (is_over) {
    socket_->identifiers.give_back(identifier_);
  } else {
    socket_->identifiers.give_back(identifier_, rests_until_);
  }
}

net::Task<bool> Exchange::send(ByteVector packet, TimePoint deadline, TimePoint rests_until) {
  ++copies_;
  rests_until_ = rests_until;
  static_cast<void>(co_await socket_->link->send(packet));
  while (reply_.empty() && !lost_) {
    const bool notified = co_await came_.wait_until(deadline);
    if (!notified) break;
  }
  co_return !reply_.empty();
}

void Exchange::lose() {
  lost_ = true;
  came_.notify();
}

void Exchange::answer(Bytes datagram) {
  if (!reply_.empty()) return;
  reply_.assign(datagram.begin(), datagram.end());
  came_.notify();
}

}  // namespace ferry::aaa::radius

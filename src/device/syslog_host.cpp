#include "device/syslog_host.h"

#include <algorithm>
#include <array>
#include <utility>

#include "log/catalogue.h"
#include "log/syslog.h"

namespace ferry::device {
namespace {

using Transport = config::LogHost::Transport;

/// How long a server has to take a connection.
constexpr auto connect_time = std::chrono::seconds{10};
/// Between two attempts; doubled each time.
constexpr auto first_pause = std::chrono::seconds{1};
constexpr auto longest_pause = std::chrono::seconds{64};

/// An error of a datagram may be about an earlier one, that one is lost: this one gets another try.
constexpr int datagram_attempts = 2;

}  // namespace

SyslogHost::SyslogHost(Environment environment, config::LogHost host)
    : environment_(environment),
      host_(std::move(host)),
      arrival_(environment.loop),
      pause_(first_pause),
      facts_{.host = host_} {}

void SyslogHost::start() {
  environment_.loop.spawn(run(shared_from_this()));
}

void SyslogHost::stop() {
  environment_.loop.post([self = shared_from_this()] {
    self->stopped_ = true;
    if (self->stream_) self->stream_->close();
    if (self->datagrams_) self->datagrams_->close();
    self->arrival_.notify();
  });
}

void SyslogHost::enqueue(Packet packet) {
  {
    const std::lock_guard lock{mutex_};
    if (packets_.size() == most_packets) {
      packets_.pop_front();
      ++facts_.dropped;
    }
    packets_.push_back(std::move(packet));
    if (std::exchange(wake_posted_, true)) return;
  }
  wake();
}

void SyslogHost::wake() {
  environment_.loop.post([self = shared_from_this()] {
    {
      const std::lock_guard lock{self->mutex_};
      self->wake_posted_ = false;
    }
    self->arrival_.notify();
  });
}

commands::LogHostFacts SyslogHost::facts() const {
  const std::lock_guard lock{mutex_};
  return facts_;
}

bool SyslogHost::is_idle() const {
  const std::lock_guard lock{mutex_};
  return packets_.empty() || !facts_.link_up;
}

SyslogHost::Packet SyslogHost::front() const {
  const std::lock_guard lock{mutex_};
  return packets_.empty() ? nullptr : packets_.front();
}

/// Unless it has been dropped meanwhile, to make room.
void SyslogHost::done_with(const Packet& packet, bool sent) {
  const std::lock_guard lock{mutex_};
  const bool waits = !packets_.empty() && packets_.front() == packet;
  if (waits) packets_.pop_front();
  if (sent) ++facts_.sent;
  if (sent && !waits) --facts_.dropped;
  if (!sent && waits) ++facts_.dropped;
}

/// Tells the log when it is news.
void SyslogHost::set_link(bool up) {
  {
    const std::lock_guard lock{mutex_};
    if (std::exchange(facts_.link_up, up) == up) return;
  }
  if (host_.transport != Transport::tcp) return;
  const log::LoggingHost host{host_.address, host_.port};
  if (up) {
    log::logging_host(environment_.log, host, log::LoggingHostChange::reconnected);
  } else {
    log::logging_host_failed(environment_.log, host);
  }
}

net::Task<void> SyslogHost::run(std::shared_ptr<SyslogHost> self) {
  static_cast<void>(self);  // kept alive by this frame
  while (!stopped_) {
    Packet packet = front();
    if (!packet) {
      co_await arrival_.wait();
      continue;
    }
    co_await deliver(std::move(packet));
  }
}

net::Task<void> SyslogHost::deliver(Packet packet) {
  if (host_.transport == Transport::udp) {
    const bool sent = co_await send_datagram(*packet);
    done_with(packet, sent);
    set_link(sent);
    co_return;
  }
  const bool sent = co_await send_in_stream(*packet);
  if (sent) co_return done_with(packet, true);
  if (stopped_) co_return;
  set_link(false);
  co_await pause();
}

net::Task<bool> SyslogHost::send_datagram(const std::string& packet) {
  for (int i = 0; i < datagram_attempts && !stopped_; ++i) {
    if (!datagrams_) {
      auto opened = environment_.dialer.open_datagrams({host_.address, host_.port});
      if (!opened) co_return false;
      datagrams_ = std::move(*opened);
    }
    const auto sent = co_await datagrams_->send(as_bytes(packet));
    if (sent) co_return true;
    datagrams_.reset();
  }
  co_return false;
}

net::Task<bool> SyslogHost::send_in_stream(const std::string& packet) {
  if (!is_connected()) {
    const bool connected = co_await connect();
    if (!connected) co_return false;
  }
  const bool written = co_await write_all(log::octet_counted(packet));
  if (!written) stream_.reset();
  co_return written;
}

/// A server that has closed is noticed before something is written to it that would be lost.
bool SyslogHost::is_connected() {
  if (!stream_) return false;
  // Servers have nothing to say; what one says nevertheless is passed over, some of it each time.
  std::array<Byte, 512> unexpected{};
  const auto read = stream_->try_read(unexpected);
  const bool is_over = read && (!*read || **read == 0);
  if (is_over) stream_.reset();
  return !is_over;
}

net::Task<bool> SyslogHost::connect() {
  const TimePoint deadline = environment_.clock.now() + connect_time;
  auto connected = co_await environment_.dialer.connect({host_.address, host_.port}, deadline);
  if (!connected || stopped_) co_return false;
  stream_ = std::move(*connected);
  pause_ = first_pause;
  set_link(true);
  co_return true;
}

net::Task<bool> SyslogHost::write_all(std::string text) {
  Bytes left = as_bytes(text);
  while (!left.empty()) {
    const auto written = stream_->try_write({&left, 1});
    if (!written) {
      co_await stream_->writable();
      continue;
    }
    if (!*written) co_return false;
    left = left.subspan(**written);
  }
  co_return true;
}

net::Task<void> SyslogHost::pause() {
  const TimePoint until = environment_.clock.now() + pause_;
  pause_ = std::min<Duration>(2 * pause_, longest_pause);
  while (!stopped_ && environment_.clock.now() < until) co_await arrival_.wait_until(until);
}

}  // namespace ferry::device

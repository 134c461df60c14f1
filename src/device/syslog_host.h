#pragma once

#include <deque>
#include <memory>
#include <mutex>
#include <string>

#include "base/clock.h"
#include "commands/logging_facts.h"
#include "log/log.h"
#include "net/dialer.h"
#include "net/notifier.h"

namespace ferry::device {

/// One syslog server: the packets that wait for it, and the flow that carries them there. Over TCP it
/// connects anew, ever more patiently, and what was not sent waits. Nobody who logs ever waits: when too much
/// has gathered, the oldest goes.
class SyslogHost : public std::enable_shared_from_this<SyslogHost> {
 public:
  struct Environment {
    net::EventLoop& loop;
    net::Dialer& dialer;
    const Clock& clock;
    log::Log& log;
  };
  using Packet = std::shared_ptr<const std::string>;

  /// Some seconds of the busiest log; at most 2 MiB.
  static constexpr std::size_t most_packets = 1024;

  SyslogHost(Environment environment, config::LogHost host);
  /// Spawns the flow, which keeps this object alive until `stop`.
  void start();

  // Safe from any thread.
  void enqueue(Packet packet);
  /// What has not been sent yet is forgotten.
  void stop();
  [[nodiscard]] const config::LogHost& host() const { return host_; }
  [[nodiscard]] commands::LogHostFacts facts() const;
  /// Nothing waits that could be sent soon.
  [[nodiscard]] bool is_idle() const;

 private:
  net::Task<void> run(std::shared_ptr<SyslogHost> self);
  net::Task<void> deliver(Packet packet);
  net::Task<bool> send_datagram(const std::string& packet);
  net::Task<bool> send_in_stream(const std::string& packet);
  net::Task<bool> write_all(std::string text);
  net::Task<bool> connect();
  net::Task<void> pause();
  [[nodiscard]] bool is_connected();
  [[nodiscard]] Packet front() const;
  void done_with(const Packet& packet, bool sent);
  void set_link(bool up);
  void wake();

  Environment environment_;
  config::LogHost host_;

  // Of the loop.
  net::Notifier arrival_;
  std::unique_ptr<net::DatagramLink> datagrams_;
  std::unique_ptr<net::Link> stream_;
  Duration pause_;
  bool stopped_ = false;

  mutable std::mutex mutex_;
  std::deque<Packet> packets_;
  commands::LogHostFacts facts_;
  bool wake_posted_ = false;
};

}  // namespace ferry::device

#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "config/config.h"
#include "device/syslog_host.h"
#include "log/catalogue.h"
#include "log/log.h"
#include "log/syslog.h"

namespace ferry::device {

/// The syslog servers of a device as one sink of its log. Follows the configuration: `logging host`, `logging
/// trap`, `logging facility`. Safe to use from any thread.
class SyslogSender final : public log::Sink {
 public:
  /// Adds itself to the log while it lives. What `environment` names must outlive it; its loop must have
  /// stopped, or run on the thread that destroys this object.
  explicit SyslogSender(SyslogHost::Environment environment);
  ~SyslogSender() override;
  SyslogSender(const SyslogSender&) = delete;
  SyslogSender& operator=(const SyslogSender&) = delete;

  void follow(const config::Config& config);
  void write(const log::Message& message) override;

  [[nodiscard]] std::uint64_t count() const { return count_; }
  [[nodiscard]] std::vector<commands::LogHostFacts> hosts() const;
  /// Everything has been sent that can be.
  [[nodiscard]] bool is_idle() const;

 private:
  using Hosts = std::vector<std::shared_ptr<SyslogHost>>;
  [[nodiscard]] Hosts current() const;
  void announce(const Hosts& hosts, log::LoggingHostChange change);

  SyslogHost::Environment environment_;
  std::mutex following_;  // one change at a time; never taken by `write`
  mutable std::mutex mutex_;
  Hosts hosts_;
  log::SyslogFormat format_;
  std::atomic<std::uint64_t> count_ = 0;
};

}  // namespace ferry::device

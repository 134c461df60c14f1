#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "commands/services.h"
#include "config/config.h"
#include "device/host_keys.h"
#include "device/logging.h"
#include "server/session_registry.h"

namespace ferry::device {

/// What commands ask about the device. Safe to use from any thread.
class Facts final : public commands::DeviceFacts {
 public:
  struct Parts {
    const config::Store& running;
    const server::SessionRegistry& sessions;
    Logging& logging;
    const Clock& clock;
    const commands::Machine& machine;
    const server::HostKeySource& keys;
    const vfs::Mounts& files;
    std::string configuration_source;
    /// Opens and closes the ports of `ip ssh port`; says which it could not open.
    std::function<std::vector<std::string>()> follow_ports;
  };
  explicit Facts(Parts parts) : parts_(std::move(parts)), started_(parts_.clock.now()) {}

  [[nodiscard]] std::string version() const override;
  [[nodiscard]] TimePoint started() const override { return started_; }
  [[nodiscard]] std::string platform() const override;
  [[nodiscard]] const commands::Machine& machine() const override { return parts_.machine; }
  [[nodiscard]] std::string configuration_source() const override { return parts_.configuration_source; }
  [[nodiscard]] commands::SshFacts ssh() const override;
  [[nodiscard]] std::string host_certificate_trouble(const std::string& file) const override;
  [[nodiscard]] commands::Vocabulary vocabulary() const override;
  [[nodiscard]] std::vector<commands::SshSessionFacts> ssh_sessions() const override {
    return parts_.sessions.list();
  }
  [[nodiscard]] commands::LoggingFacts logging() const override { return parts_.logging.facts(); }
  std::vector<std::string> configuration_changed() override {
    parts_.logging.follow(*parts_.running.snapshot());
    return parts_.follow_ports();
  }

  void ssh_enabled(bool enabled) { ssh_enabled_ = enabled; }
  [[nodiscard]] bool is_ssh_enabled() const { return ssh_enabled_; }

 private:
  Parts parts_;
  TimePoint started_;
  std::atomic<bool> ssh_enabled_ = false;
};

}  // namespace ferry::device

#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "commands/typists.h"
#include "config/config.h"
#include "log/log.h"

namespace ferry::commands {

/// The log as everyone at a console, or at the vtys, sees it.
class ScreenSink final : public log::Sink {
 public:
  ScreenSink(Typists& typists, LineId::Kind kind) : typists_(typists), kind_(kind) {}
  void write(const log::Message& message) override;
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  Typists& typists_;
  LineId::Kind kind_;
  std::atomic<std::uint64_t> count_ = 0;
};

/// A level of the configuration as the log knows it.
[[nodiscard]] log::Level log_level(std::optional<std::uint8_t> configured);
[[nodiscard]] log::Format log_format(const config::Services& services);

/// What the configuration decides about the log: how lines look, and what goes to the buffer, the console and
/// the monitors. Adds its sinks to the log while it lives. Safe to use from any thread.
class LogRoutes {
 public:
  /// All of them must outlive this object.
  LogRoutes(log::Log& log, log::Buffer& buffer, Typists& typists);
  ~LogRoutes();
  LogRoutes(const LogRoutes&) = delete;
  LogRoutes& operator=(const LogRoutes&) = delete;

  void follow(const config::Config& config);
  [[nodiscard]] const ScreenSink& console() const { return console_; }
  [[nodiscard]] const ScreenSink& monitors() const { return monitors_; }

 private:
  log::Log& log_;
  log::Buffer& buffer_;
  ScreenSink console_, monitors_;
};

}  // namespace ferry::commands

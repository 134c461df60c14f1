#include "commands/log_routes.h"

#include <utility>

namespace ferry::commands {
namespace {

log::Stamp stamp(const config::Timestamps& timestamps) {
  using Kind = config::Timestamps::Kind;
  // `localtime` changes nothing: the device's clock runs in UTC.
  log::Stamp stamp{
      .milliseconds = timestamps.milliseconds, .timezone = timestamps.show_timezone, .year = timestamps.year};
  switch (timestamps.kind) {
    case Kind::none:
      stamp.kind = log::Stamp::Kind::none;
      break;
    case Kind::uptime:
      stamp.kind = log::Stamp::Kind::uptime;
      break;
    case Kind::datetime:
      stamp.kind = log::Stamp::Kind::datetime;
      break;
  }
  return stamp;
}

}  // namespace

void ScreenSink::write(const log::Message& message) {
  ++count_;
  typists_.send_to_monitors(kind_, message.line + "\n");
}

log::Level log_level(std::optional<std::uint8_t> configured) {
  if (!configured) return std::nullopt;
  return static_cast<log::Severity>(*configured);
}

log::Format log_format(const config::Services& services) {
  return {.log = stamp(services.log_timestamps),
          .debug = stamp(services.debug_timestamps),
          .sequence_numbers = services.sequence_numbers};
}

LogRoutes::LogRoutes(log::Log& log, log::Buffer& buffer, Typists& typists)
    : log_(log),
      buffer_(buffer),
      console_(typists, LineId::Kind::console),
      monitors_(typists, LineId::Kind::vty) {
  for (log::Sink* sink : {static_cast<log::Sink*>(&buffer_), static_cast<log::Sink*>(&console_),
                          static_cast<log::Sink*>(&monitors_)}) {
    log_.add(*sink, log::Severity::debugging);
  }
}

LogRoutes::~LogRoutes() {
  log_.remove(monitors_);
  log_.remove(console_);
  log_.remove(buffer_);
}

void LogRoutes::follow(const config::Config& config) {
  const config::LoggingConfig& logging = config.logging;
  log_.set_format(log_format(config.services));
  log_.set_level(console_, log_level(logging.console_level));
  // `no logging on` leaves the console alone.
  const auto if_on = [&](log::Level level) { return logging.on ? level : std::nullopt; };
  log_.set_level(monitors_, if_on(log_level(logging.monitor_level)));
  log_.set_level(buffer_, if_on(logging.buffered ? log_level(logging.buffered_level) : std::nullopt));
  if (!logging.buffered) buffer_.clear();
  buffer_.set_capacity(logging.buffered_bytes);
}

}  // namespace ferry::commands

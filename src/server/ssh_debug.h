#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "commands/services.h"
#include "pump/connection_pump.h"

namespace ferry::server {

/// The lines of `debug ip ssh` about one session, in the manner of IOS. Silent while it is off.
class SshDebug {
 public:
  /// `line` is the session's vty number.
  SshDebug(const commands::Services& services, unsigned line) : services_(services), line_(line) {}

  void started() const;
  /// `is_first`: the keys that the session begins with.
  void keys_changed(const ssh::Transport& transport, bool is_first) const;
  void tries(const ssh::DecisionNeeded& question) const;
  void refused(std::string_view user) const;
  void logged_in(std::string_view user) const;
  void requested(const ssh::RequestKind& request) const;
  void ended(const pump::Ending& ending) const;

 private:
  [[nodiscard]] bool is_on() const { return services_.debug.ip_ssh; }
  template <class... Values>
  void control(fmt::format_string<Values...> words, Values&&... values) const;
  template <class... Values>
  void protocol(fmt::format_string<Values...> words, Values&&... values) const;

  const commands::Services& services_;
  unsigned line_;
};

}  // namespace ferry::server

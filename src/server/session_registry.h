#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

#include "commands/services.h"

namespace ferry::server {

/// The SSH connections of a device by their vty number, for `show ssh` and for limits. Safe to use from any
/// thread.
class SessionRegistry final : public commands::SessionControl {
 public:
  /// Ends a session with a message to its client; safe from any thread.
  using Disconnect = std::function<void(std::string reason)>;

  /// Takes the lowest free vty number that is `usable`; nothing if none is.
  [[nodiscard]] std::optional<unsigned> enter(commands::SshSessionFacts facts, Disconnect disconnect,
                                              const std::function<bool(unsigned vty)>& usable);
  void update(unsigned line, commands::SshSessionFacts facts);
  /// The session of this line has passed authentication.
  void logged_in(unsigned line);
  void leave(unsigned line);
  bool disconnect(unsigned vty, std::string reason) override;

  [[nodiscard]] std::vector<commands::SshSessionFacts> list() const;
  [[nodiscard]] std::size_t size() const;
  /// How many have not passed authentication yet.
  [[nodiscard]] std::size_t logging_in() const;

 private:
  mutable std::mutex mutex_;
  std::map<unsigned, commands::SshSessionFacts> sessions_;
  std::map<unsigned, Disconnect> disconnects_;
  std::set<unsigned> authenticated_;
};

}  // namespace ferry::server

#pragma once

#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "commands/services.h"

namespace ferry::server {

/// The SSH connections of a device by their vty number, for `show ssh` and for limits. Safe to use from any
/// thread.
class SessionRegistry {
 public:
  /// Takes the lowest free vty number.
  [[nodiscard]] unsigned enter(commands::SshSessionFacts facts);
  void update(unsigned line, commands::SshSessionFacts facts);
  /// The session of this line has passed authentication.
  void logged_in(unsigned line);
  void leave(unsigned line);

  [[nodiscard]] std::vector<commands::SshSessionFacts> list() const;
  [[nodiscard]] std::size_t size() const;
  /// How many have not passed authentication yet.
  [[nodiscard]] std::size_t logging_in() const;

 private:
  mutable std::mutex mutex_;
  std::map<unsigned, commands::SshSessionFacts> sessions_;
  std::set<unsigned> authenticated_;
};

}  // namespace ferry::server

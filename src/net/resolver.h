#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/task.h"

namespace ferry::net {

/// Numeric addresses, IPv4 and IPv6, the one to try first in front; never none.
using Addresses = std::vector<std::string>;

/// Finds where a machine is. Safe to use from any thread.
class Resolver {
 public:
  virtual ~Resolver() = default;
  /// `host` is a name or an address. The message of an error is made for the brackets of
  /// `%Error opening URL (...)`.
  virtual Task<Result<Addresses>> resolve(std::string host) = 0;
};

/// Whether `host` is an address already: nothing has to be looked up then.
[[nodiscard]] bool is_address(const std::string& host);

/// As the machine itself resolves names: its hosts file, its DNS servers.
class SystemResolver final : public Resolver {
 public:
  explicit SystemResolver(const Clock& clock);
  ~SystemResolver() override;

  Task<Result<Addresses>> resolve(std::string host) override;
  /// Waits for the lookups under way, some seconds at most; there are none afterwards.
  void finish();

 private:
  class Threads;
  const Clock& clock_;
  std::unique_ptr<Threads> threads_;
};

}  // namespace ferry::net

#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "net/task.h"

namespace ferry::commands {

struct Services;

/// The versions of the running configuration that `archive` keeps, below `path`, the oldest first. What lies
/// on a file system of the device is found again after a boot. Safe to use from any thread.
class ConfigurationArchive {
 public:
  /// What `show archive` says.
  struct Listing {
    unsigned maximum = 0;
    std::vector<std::string> names;  // as they may be shown; ":Deleted" where the file is gone
    std::string next;                // with "<timestamp>"
  };

  /// Saves the running configuration as the next version, and removes the oldest if there are too many. Gives
  /// its name, as it may be shown. Errors: not_found without a path, and those of the place. `services`
  /// outlives the flow.
  net::Task<Result<std::string>> save(const Services& services);
  /// Nothing if there is no archive.
  net::Task<std::optional<Listing>> list(const Services& services);
  /// Has `period` passed since a version was last saved or tried to, or since this was first asked?
  [[nodiscard]] bool is_due(TimePoint now, Duration period);

 private:
  /// Finds the versions that are there, once for each path.
  void follow_path(const Services& services, std::string_view path);
  [[nodiscard]] std::string next_name(const Services& services, std::string_view path);
  void keep(const Services& services, std::string name, unsigned maximum);

  std::mutex mutex_;
  std::string path_;  // that the versions belong to, as it is configured
  std::deque<std::string> names_;
  unsigned next_number_ = 0;
  std::optional<TimePoint> last_try_;
};

}  // namespace ferry::commands

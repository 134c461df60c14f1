#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "commands/typists.h"
#include "config/config.h"

namespace ferry::commands {

/// A change that is taken back unless somebody confirms it: IOS's Rollback Confirmed Change. Warns everyone
/// at a prompt a minute before the time is over, then puts the configuration back; it does not matter whether
/// the session that began it is still there. One at a time. Safe to use from any thread.
class RollbackTimer {
 public:
  enum class Kind : std::uint8_t {
    absolute,  // so long after it began
    idle,      // so long after the last key of the one who began it
  };
  struct Plan {
    Kind kind = Kind::absolute;
    std::chrono::minutes after{};
    WallTime configured{};
    std::string user;  // "admin", or "console"
    LineId line;
    std::string backup;  // where the archive has the configuration of before, as it may be shown
    std::shared_ptr<const config::Config> before;
  };

  virtual ~RollbackTimer() = default;
  /// False if there is one already.
  virtual bool start(Plan plan) = 0;
  /// The time runs anew, perhaps in another way; false if there is none.
  virtual bool restart(Kind kind, std::chrono::minutes after, WallTime configured) = 0;
  /// The one under way, also while it is taken back.
  [[nodiscard]] virtual std::optional<Plan> pending() const = 0;
  /// Whoever gets the plan either confirms it or takes it back, and calls `finish` then; nobody else gets it.
  virtual std::optional<Plan> claim() = 0;
  /// What was claimed is done.
  virtual void finish() = 0;
};

}  // namespace ferry::commands

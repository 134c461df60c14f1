#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <vector>

#include "aaa/accounting/accounting.h"

namespace ferry::aaa {

/// A session that is accounted.
struct AccountedTask {
  AccountedBy who;
  config::AccountingList list;
  WallTime started = {};
  TimePoint since = {};
  TimePoint updated = {};  // the last record
};

/// The sessions that go on. Safe to use from any thread.
class AccountedTasks {
 public:
  /// Identifiers begin at the time of the day, so that a restart does not use old ones again.
  explicit AccountedTasks(WallTime now);

  [[nodiscard]] TaskId next();
  void add(TaskId id, AccountedTask task);
  /// Nothing if there is none.
  [[nodiscard]] std::optional<AccountedTask> take(TaskId id);
  /// The level is another one, and a record of it is made now. Nothing if there is no such task, or the level
  /// is the one that it had.
  [[nodiscard]] std::optional<AccountedTask> change(TaskId id, unsigned privilege, TimePoint now);
  /// Those whose last record is so old; it is now.
  [[nodiscard]] std::vector<std::pair<TaskId, AccountedTask>> due(TimePoint now, Duration period);
  [[nodiscard]] std::vector<AccountingReport::Session> list(TimePoint now) const;

 private:
  mutable std::mutex mutex_;
  std::uint64_t next_;
  std::map<TaskId, AccountedTask> tasks_;
};

}  // namespace ferry::aaa

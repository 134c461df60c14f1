#include "aaa/accounting/tasks.h"

#include <chrono>
#include <utility>

namespace ferry::aaa {
namespace {

/// As many tasks as this may begin in each second between two starts of the device.
constexpr unsigned bits_of_a_second = 16;

}  // namespace

AccountedTasks::AccountedTasks(WallTime now)
    : next_(
          static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count())
          << bits_of_a_second) {}

TaskId AccountedTasks::next() {
  const std::lock_guard lock{mutex_};
  return TaskId{++next_};
}

void AccountedTasks::add(TaskId id, AccountedTask task) {
  const std::lock_guard lock{mutex_};
  tasks_.emplace(id, std::move(task));
}

std::optional<AccountedTask> AccountedTasks::take(TaskId id) {
  const std::lock_guard lock{mutex_};
  auto found = tasks_.extract(id);
  if (found.empty()) return std::nullopt;
  return std::move(found.mapped());
}

std::optional<AccountedTask> AccountedTasks::change(TaskId id, unsigned privilege, TimePoint now) {
  const std::lock_guard lock{mutex_};
  const auto found = tasks_.find(id);
  if (found == tasks_.end() || found->second.who.privilege == privilege) return std::nullopt;
  found->second.who.privilege = privilege;
  found->second.updated = now;
  return found->second;
}

std::vector<std::pair<TaskId, AccountedTask>> AccountedTasks::due(TimePoint now, Duration period) {
  const std::lock_guard lock{mutex_};
  std::vector<std::pair<TaskId, AccountedTask>> all;
  for (auto& [id, task] : tasks_) {
    if (now - task.updated < period) continue;
    task.updated = now;
    all.emplace_back(id, task);
  }
  return all;
}

std::vector<AccountingReport::Session> AccountedTasks::list(TimePoint now) const {
  const std::lock_guard lock{mutex_};
  std::vector<AccountingReport::Session> sessions;
  for (const auto& [id, task] : tasks_)
    sessions.push_back({id, task.who.origin, task.who.privilege, now - task.since});
  return sessions;
}

}  // namespace ferry::aaa

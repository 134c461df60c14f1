#pragma once

#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "aaa/accounting/accounting.h"
#include "net/notifier.h"

namespace ferry::aaa {

/// Records that no server has yet, in the order in which they came, for each list of groups by itself: a
/// group that is down holds up only what is meant for it. Safe to use from any thread; its flows on the loop
/// of the servers keep it alive.
class AccountingQueue : public std::enable_shared_from_this<AccountingQueue> {
 public:
  explicit AccountingQueue(const Accounting::Environment& environment);

  void start();
  void stop();
  void add(QueuedRecord record);
  /// A record that did not wait in the queue has been taken.
  void sent();
  /// Of the report, what this knows.
  void report(AccountingReport& report) const;
  [[nodiscard]] bool is_idle() const;

  /// Asks the groups in turn until one has the record, or says that it can never have it.
  static net::Task<ServerAnswer> ask(Accounting::Environment environment, QueuedRecord record);

 private:
  using Groups = std::vector<std::string>;
  using Waiting = std::deque<AccountingRecord>;

  static net::Task<void> deliver(std::shared_ptr<AccountingQueue> self, Groups groups);
  static net::Task<void> keep_spool(std::shared_ptr<AccountingQueue> self);

  // These lock for themselves.
  [[nodiscard]] std::optional<AccountingRecord> front(const Groups& groups);
  void settle(const Groups& groups, const ServerAnswer& answer);
  void save_if_it_runs();
  /// Needs `saving_`.
  void save();

  // These are called with the lock.
  void insert(QueuedRecord record);
  void post_delivery(const Groups& groups);
  [[nodiscard]] bool make_room(const AccountingRecord& record);
  void shed();
  [[nodiscard]] std::vector<QueuedRecord> all() const;
  void wake_spooler();

  void load();
  void warn(std::string_view line) const;

  const Accounting::Environment environment_;
  mutable std::mutex mutex_;
  std::map<Groups, Waiting> waiting_;  // no empty ones; each has a flow
  AccountingReport counts_;
  std::uint64_t shed_unsaid_ = 0;
  std::optional<TimePoint> shed_said_;
  bool runs_ = false;
  std::weak_ptr<net::Notifier> changed_;  // its flow owns it: a timer must not outlive its loop
  std::mutex saving_;
};

}  // namespace ferry::aaa

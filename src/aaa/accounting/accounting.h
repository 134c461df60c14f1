#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "aaa/accounting/record.h"
#include "aaa/server.h"
#include "base/clock.h"
#include "base/result.h"
#include "config/config.h"
#include "net/event_loop.h"
#include "net/offload.h"
#include "net/task.h"

namespace ferry::aaa {

class AccountingQueue;
class AccountedTasks;
struct AccountedTask;

/// Where records wait for the next start of the device. Safe to use from any thread; calls may block.
class AccountingSpool {
 public:
  virtual ~AccountingSpool() = default;
  /// Empty if there is none.
  [[nodiscard]] virtual Result<ByteVector> load() = 0;
  /// Takes the place of what was there.
  virtual Result<void> save(Bytes bytes) = 0;
};

/// A file that has come or gone.
struct AccountedTransfer {
  enum class Direction : std::uint8_t { received, sent };  // by the router
  Direction direction{};
  std::string_view protocol;  // "scp"
  std::string path;           // on the router
  std::string peer = {};      // of a copy: the other end, without secrets
  std::uint64_t bytes = 0;
  std::string sha256 = {};  // 64 hexadecimal digits; empty: unknown
  Duration elapsed = {};
  std::string error = {};  // empty: whole
};

/// Why a session is over: Acct-Terminate-Cause, RFC 2866 section 5.10.
enum class TerminateCause : std::uint8_t {
  user_request = 1,
  lost_carrier = 2,
  idle_timeout = 4,
  admin_reset = 6,
};

/// Where a task is accounted, and by whom it is done.
struct AccountedBy {
  Origin origin;
  unsigned privilege = 1;
  std::string list = "default";
};

/// What `show accounting` shows.
struct AccountingReport {
  struct Session {
    TaskId task{};
    Origin origin;
    unsigned privilege = 1;
    Duration elapsed{};
  };
  std::vector<Session> sessions;
  std::size_t queued = 0;   // not sent yet
  std::size_t spooled = 0;  // of those, on the disk
  std::uint64_t sent = 0, refused = 0, retried = 0, shed = 0;
};

/// Tells the AAA servers who did what: `aaa accounting ...`. Records wait in a queue of bounded length, and
/// on the disk, until a server has them; nobody waits for that unless `wait-start` says so. Safe to use from
/// any thread.
class Accounting {
 public:
  /// Some ten megabytes at worst: days of a busy router.
  static constexpr std::size_t most_queued = 20'000;

  /// Sends one record to one group of servers.
  using Send = std::function<net::Task<ServerAnswer>(AccountingRecord record, std::string group)>;
  struct Environment {
    net::EventLoop& loop;  // everything that waits runs there
    const Clock& clock;
    const config::Store& config;
    net::Offload& offload;
    Send send;
    AccountingSpool* spool = nullptr;  // null: a restart loses what waits
    /// A line of `debug aaa accounting`; empty while that is off.
    std::function<void(std::string_view)> debug = {};
    /// Something is lost, or nearly: one line for the log.
    std::function<void(std::string_view)> warn = {};
    /// After a failure, doubled by each further one up to the longest.
    Duration first_pause = std::chrono::seconds{1}, longest_pause = std::chrono::seconds{30};
    /// How long a record may wait before it goes to the disk.
    Duration spool_delay = std::chrono::milliseconds{500};
    /// How often sessions are looked at for updates that are due.
    Duration update_interval = std::chrono::seconds{10};
  };
  explicit Accounting(Environment environment);
  ~Accounting();
  Accounting(const Accounting&) = delete;
  Accounting& operator=(const Accounting&) = delete;

  /// Takes up what the last run has left on the disk, and begins to send. Blocks on the disk.
  void start();
  /// When the loop has stopped and before it goes: what waits is on the disk afterwards.
  void stop();
  /// Nothing waits any more.
  [[nodiscard]] bool is_idle() const;
  [[nodiscard]] bool has_sessions() const;

  /// A session begins. Nothing if it may not: `wait-start`, and no server has taken the record; the console
  /// may. An identifier of 0 is that of no task.
  net::Task<std::optional<TaskId>> session_begins(AccountedBy who);
  /// The user of a session has another privilege level now: a record at once where `aaa accounting update
  /// newinfo` wants it.
  void session_changed(TaskId task, unsigned privilege);
  /// Nothing happens if the session is not accounted.
  void session_ends(TaskId task, TerminateCause cause);

  /// A command of this level is about to be run: the whole line, without secrets.
  void command(AccountedBy who, unsigned level, std::string line);
  /// Is the list one that records file transfers?
  [[nodiscard]] bool accounts_transfers(const AccountedBy& who) const;
  void transfer(AccountedBy who, AccountedTransfer transfer);
  /// The device has started, or is about to stop.
  void device(RecordEvent event, std::string_view reason);

  [[nodiscard]] AccountingReport report() const;

 private:
  [[nodiscard]] AccountingRecord make(RecordEvent event, AccountedService service, const AccountedBy& who,
                                      TaskId task, WallTime started) const;
  [[nodiscard]] AccountingRecord session_record(RecordEvent event, TaskId id,
                                                const AccountedTask& task) const;
  /// The list that says where, if it and the other lines let a record of this one be made.
  [[nodiscard]] std::optional<config::AccountingList> find(const config::AccountingLists& lists,
                                                           const AccountedBy& who) const;
  void queue(const config::AccountingList& list, const AccountingRecord& record);
  net::Task<void> keep_updating();
  void send_updates();

  Environment environment_;
  std::shared_ptr<AccountingQueue> queue_;
  std::shared_ptr<AccountedTasks> tasks_;
  TaskId system_task_{};
  WallTime system_started_{};
};

}  // namespace ferry::aaa

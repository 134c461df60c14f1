#include "aaa/accounting/accounting.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "aaa/accounting/queue.h"
#include "aaa/accounting/tasks.h"
#include "aaa/method_list.h"
#include "base/text.h"
#include "net/notifier.h"
#include "net/run_on.h"

namespace ferry::aaa {
namespace {

using config::AccountingAction;
using config::AccountingList;

std::string seconds(Duration duration) {
  return fmt::format("{}", std::chrono::floor<std::chrono::seconds>(duration).count());
}

bool sends_start(AccountingAction action) {
  return action == AccountingAction::start_stop || action == AccountingAction::wait_start;
}

std::vector<AccountingRecord::Attribute> attributes_of(const AccountedTransfer& transfer) {
  const bool is_received = transfer.direction == AccountedTransfer::Direction::received;
  std::vector<AccountingRecord::Attribute> attributes{
      {"elapsed_time", seconds(transfer.elapsed)},
      {is_received ? "bytes_in" : "bytes_out", fmt::format("{}", transfer.bytes)},
      {"protocol", std::string{transfer.protocol}},
      {"direction", is_received ? "received" : "sent"},
      {"path", printable(transfer.path)}};
  if (!transfer.peer.empty()) attributes.push_back({"peer", printable(transfer.peer)});
  if (!transfer.sha256.empty()) attributes.push_back({"sha256", transfer.sha256});
  attributes.push_back({"result", transfer.error.empty() ? "ok" : "failed"});
  if (!transfer.error.empty()) attributes.push_back({"err_msg", printable(transfer.error)});
  return attributes;
}

}  // namespace

Accounting::Accounting(Environment environment)
    : environment_(std::move(environment)),
      queue_(std::make_shared<AccountingQueue>(environment_)),
      tasks_(std::make_shared<AccountedTasks>(environment_.clock.wall_now())) {}

Accounting::~Accounting() = default;

void Accounting::start() {
  queue_->start();
  environment_.loop.post([this] { environment_.loop.spawn(keep_updating()); });
}

// Nobody will know of the sessions at the next start.
void Accounting::stop() {
  for (const auto& session : tasks_->list(environment_.clock.now()))
    session_ends(session.task, TerminateCause::admin_reset);
  queue_->stop();
}

bool Accounting::has_sessions() const {
  return !tasks_->list(environment_.clock.now()).empty();
}

bool Accounting::is_idle() const {
  return queue_->is_idle();
}

AccountingRecord Accounting::make(RecordEvent event, AccountedService service, const AccountedBy& who,
                                  TaskId task, WallTime started) const {
  return {.event = event,
          .service = service,
          .task = task,
          .origin = who.origin,
          .privilege = who.privilege,
          .started = started,
          .time = environment_.clock.wall_now()};
}

std::optional<AccountingList> Accounting::find(const config::AccountingLists& lists,
                                               const AccountedBy& who) const {
  const auto config = environment_.config.snapshot();
  const AccountingList* const list = find_list(lists, who.list);
  if (list == nullptr || list->action == AccountingAction::none) return std::nullopt;
  if (config->aaa.accounting.suppress_null_username && who.origin.user.empty()) return std::nullopt;
  return *list;
}

void Accounting::queue(const AccountingList& list, const AccountingRecord& record) {
  if (environment_.debug)
    environment_.debug(fmt::format("AAA/ACCT/{}({:08X}): Queueing record is {}", describe(record.service),
                                   std::to_underlying(record.task), describe(record.event)));
  if (!list.broadcast) return queue_->add({record, list.groups});
  for (const std::string& group : list.groups) queue_->add({record, {group}});
}

AccountingRecord Accounting::session_record(RecordEvent event, TaskId id, const AccountedTask& task) const {
  AccountingRecord record = make(event, AccountedService::exec, task.who, id, task.started);
  if (event != RecordEvent::start)
    record.attributes.push_back({"elapsed_time", seconds(environment_.clock.now() - task.since)});
  return record;
}

net::Task<std::optional<TaskId>> Accounting::session_begins(AccountedBy who) {
  const auto list = find(environment_.config.snapshot()->aaa.accounting.exec, who);
  if (!list) co_return TaskId{};
  const TimePoint now = environment_.clock.now();
  const TaskId id = tasks_->next();
  const AccountedTask task{std::move(who), *list, environment_.clock.wall_now(), now, now};
  const AccountingRecord record = session_record(RecordEvent::start, id, task);
  if (list->action == AccountingAction::wait_start) {
    QueuedRecord queued{record, list->groups};
    auto asked = AccountingQueue::ask(environment_, std::move(queued));
    const ServerAnswer answer = co_await net::run_on(environment_.loop, std::move(asked));
    if (answer.outcome == Outcome::pass) {
      queue_->sent();
    } else if (task.who.origin.console) {
      queue(*list, record);  // somebody must be able to mend the device
    } else {
      co_return std::nullopt;
    }
  } else if (sends_start(list->action)) {
    queue(*list, record);
  }
  tasks_->add(id, task);
  co_return id;
}

void Accounting::session_changed(TaskId id, unsigned privilege) {
  if (!environment_.config.snapshot()->aaa.accounting.update_news) return;
  const auto task = tasks_->change(id, privilege, environment_.clock.now());
  if (task && sends_start(task->list.action))
    queue(task->list, session_record(RecordEvent::update, id, *task));
}

void Accounting::session_ends(TaskId id, TerminateCause cause) {
  const auto task = tasks_->take(id);
  if (!task) return;
  AccountingRecord record = session_record(RecordEvent::stop, id, *task);
  record.attributes.push_back({"disc-cause", fmt::format("{}", std::to_underlying(cause))});
  queue(task->list, record);
}

void Accounting::command(AccountedBy who, unsigned level, std::string line) {
  const auto config = environment_.config.snapshot();
  const auto lists = config->aaa.accounting.commands.find(level);
  if (lists == config->aaa.accounting.commands.end()) return;
  const auto list = find(lists->second, who);
  if (!list) return;
  AccountingRecord record =
      make(RecordEvent::stop, AccountedService::command, who, tasks_->next(), environment_.clock.wall_now());
  record.privilege = level;
  record.attributes.push_back({"cmd", std::move(line)});
  queue(*list, record);
}

bool Accounting::accounts_transfers(const AccountedBy& who) const {
  return find(environment_.config.snapshot()->aaa.accounting.connection, who).has_value();
}

void Accounting::transfer(AccountedBy who, AccountedTransfer transfer) {
  const auto list = find(environment_.config.snapshot()->aaa.accounting.connection, who);
  if (!list) return;
  const auto elapsed = std::chrono::duration_cast<WallTime::duration>(transfer.elapsed);
  const WallTime started = environment_.clock.wall_now() - elapsed;
  AccountingRecord record =
      make(RecordEvent::stop, AccountedService::connection, who, tasks_->next(), started);
  record.attributes = attributes_of(transfer);
  queue(*list, record);
}

void Accounting::device(RecordEvent event, std::string_view reason) {
  AccountedBy itself{.origin = {.user = "unknown", .address = "unknown"}};
  const auto list = find(environment_.config.snapshot()->aaa.accounting.system, itself);
  if (event == RecordEvent::start) {
    system_task_ = tasks_->next();
    system_started_ = environment_.clock.wall_now();
  }
  if (!list || (event == RecordEvent::start && !sends_start(list->action))) return;
  AccountingRecord record = make(event, AccountedService::system, itself, system_task_, system_started_);
  record.attributes = {{"event", "sys_acct"}, {"reason", printable(reason)}};
  queue(*list, record);
}

net::Task<void> Accounting::keep_updating() {
  for (;;) {
    co_await net::pause(environment_.update_interval);
    send_updates();
  }
}

void Accounting::send_updates() {
  const auto config = environment_.config.snapshot();
  const auto period = config->aaa.accounting.update_period;
  if (!period) return;
  for (const auto& [id, task] : tasks_->due(environment_.clock.now(), *period)) {
    if (sends_start(task.list.action)) queue(task.list, session_record(RecordEvent::update, id, task));
  }
}

AccountingReport Accounting::report() const {
  AccountingReport report;
  queue_->report(report);
  report.sessions = tasks_->list(environment_.clock.now());
  return report;
}

}  // namespace ferry::aaa

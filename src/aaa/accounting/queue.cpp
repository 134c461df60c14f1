#include "aaa/accounting/queue.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ferry::aaa {
namespace {

/// The log is told no more often that records are lost.
constexpr auto warning_interval = std::chrono::minutes{1};

std::string reply_line(const AccountingRecord& record, const ServerAnswer& answer) {
  return fmt::format("AAA/ACCT/{}({:08X}): {} protocol reply {}", describe(record.service),
                     std::to_underlying(record.task), describe(record.event), status_name(answer.outcome));
}

}  // namespace

AccountingQueue::AccountingQueue(const Accounting::Environment& environment) : environment_(environment) {}

void AccountingQueue::warn(std::string_view line) const {
  if (environment_.warn) environment_.warn(line);
}

void AccountingQueue::start() {
  load();
  {
    const std::lock_guard lock{mutex_};
    runs_ = true;
    for (const auto& [groups, records] : waiting_) post_delivery(groups);
  }
  if (environment_.spool == nullptr) return;
  environment_.loop.post([self = shared_from_this()] { self->environment_.loop.spawn(keep_spool(self)); });
}

void AccountingQueue::load() {
  if (environment_.spool == nullptr) return;
  const auto stored = environment_.spool->load();
  if (!stored) return warn(fmt::format("records of the last run cannot be read: {}", stored.error().message));
  SpoolContent content = decode_spool(*stored);
  if (content.is_damaged) warn("some records of the last run are damaged and lost");
  const std::lock_guard lock{mutex_};
  counts_.spooled = content.records.size();
  for (QueuedRecord& record : content.records) insert(std::move(record));
}

void AccountingQueue::stop() {
  {
    const std::lock_guard lock{mutex_};
    runs_ = false;
  }
  const std::lock_guard one_at_a_time{saving_};
  save();
}

void AccountingQueue::add(QueuedRecord record) {
  const std::lock_guard lock{mutex_};
  insert(std::move(record));
  wake_spooler();
}

void AccountingQueue::insert(QueuedRecord queued) {
  if (counts_.queued >= Accounting::most_queued && !make_room(queued.record)) return shed();
  auto [place, is_new] = waiting_.try_emplace(std::move(queued.groups));
  place->second.push_back(std::move(queued.record));
  ++counts_.queued;
  if (!is_new || !runs_) return;
  post_delivery(place->first);
}

void AccountingQueue::post_delivery(const Groups& groups) {
  environment_.loop.post(
      [self = shared_from_this(), groups] { self->environment_.loop.spawn(deliver(self, groups)); });
}

// An update says little that the stop record will not say. The first of each is on its way to a server.
bool AccountingQueue::make_room(const AccountingRecord& record) {
  if (record.event == RecordEvent::update) return false;
  for (auto& [groups, records] : waiting_) {
    if (records.empty()) continue;
    const auto update =
        std::ranges::find(records.begin() + 1, records.end(), RecordEvent::update, &AccountingRecord::event);
    if (update == records.end()) continue;
    records.erase(update);
    --counts_.queued;
    shed();
    return true;
  }
  return false;
}

void AccountingQueue::shed() {
  ++counts_.shed;
  ++shed_unsaid_;
  const TimePoint now = environment_.clock.now();
  if (shed_said_ && now - *shed_said_ < warning_interval) return;
  warn(fmt::format("{} records are lost: {} wait for a server already", shed_unsaid_, counts_.queued));
  shed_said_ = now;
  shed_unsaid_ = 0;
}

void AccountingQueue::sent() {
  const std::lock_guard lock{mutex_};
  ++counts_.sent;
}

std::optional<AccountingRecord> AccountingQueue::front(const Groups& groups) {
  const std::lock_guard lock{mutex_};
  const auto place = waiting_.find(groups);
  // What `stop` has stored is sent at the next start; sent now, a server would get it twice.
  if (!runs_ || place == waiting_.end()) return std::nullopt;
  if (!place->second.empty()) return place->second.front();
  waiting_.erase(place);
  return std::nullopt;
}

void AccountingQueue::settle(const Groups& groups, const ServerAnswer& answer) {
  const std::lock_guard lock{mutex_};
  if (answer.outcome == Outcome::error) {
    ++counts_.retried;
    return;
  }
  Waiting& records = waiting_.at(groups);
  ++(answer.outcome == Outcome::pass ? counts_.sent : counts_.refused);
  if (answer.outcome == Outcome::fail)
    warn(fmt::format("a {} record of {} is lost: {}", describe(records.front().event),
                     records.front().origin.user, answer.reason));
  records.pop_front();
  --counts_.queued;
  wake_spooler();
}

net::Task<ServerAnswer> AccountingQueue::ask(Accounting::Environment environment, QueuedRecord queued) {
  ServerAnswer answer;
  for (const std::string& group : queued.groups) {
    answer = co_await environment.send(queued.record, group);
    if (environment.debug) environment.debug(reply_line(queued.record, answer));
    if (answer.outcome != Outcome::error) break;
  }
  co_return answer;
}

net::Task<void> AccountingQueue::deliver(std::shared_ptr<AccountingQueue> self, Groups groups) {
  const Accounting::Environment& environment = self->environment_;
  Duration pause = environment.first_pause;
  while (auto record = self->front(groups)) {
    QueuedRecord queued{std::move(*record), groups};
    const ServerAnswer answer = co_await ask(environment, std::move(queued));
    self->settle(groups, answer);
    if (answer.outcome != Outcome::error) {
      pause = environment.first_pause;
      continue;
    }
    co_await net::pause(pause);
    pause = std::min(2 * pause, environment.longest_pause);
  }
}

void AccountingQueue::wake_spooler() {
  if (const auto changed = changed_.lock()) environment_.loop.post([changed] { changed->notify(); });
}

// What a server takes at once never comes to the disk.
net::Task<void> AccountingQueue::keep_spool(std::shared_ptr<AccountingQueue> self) {
  const Accounting::Environment& environment = self->environment_;
  const auto changed = std::make_shared<net::Notifier>(environment.loop);
  {
    const std::lock_guard lock{self->mutex_};
    self->changed_ = changed;
  }
  for (;;) {
    co_await changed->wait();
    co_await net::pause(environment.spool_delay);
    co_await environment.offload.run([&] { self->save_if_it_runs(); });
  }
}

std::vector<QueuedRecord> AccountingQueue::all() const {
  std::vector<QueuedRecord> records;
  for (const auto& [groups, waiting] : waiting_) {
    for (const AccountingRecord& record : waiting) records.push_back({record, groups});
  }
  return records;
}

// What `stop` has written is the last: the file may belong to somebody else after that.
void AccountingQueue::save_if_it_runs() {
  const std::lock_guard one_at_a_time{saving_};
  {
    const std::lock_guard lock{mutex_};
    if (!runs_) return;
  }
  save();
}

void AccountingQueue::save() {
  if (environment_.spool == nullptr) return;
  std::vector<QueuedRecord> records;
  {
    const std::lock_guard lock{mutex_};
    if (counts_.queued == 0 && counts_.spooled == 0) return;
    records = all();
  }
  const auto saved = environment_.spool->save(encode_spool(records));
  if (!saved) return warn(fmt::format("records that wait cannot be stored: {}", saved.error().message));
  const std::lock_guard lock{mutex_};
  counts_.spooled = records.size();
}

void AccountingQueue::report(AccountingReport& report) const {
  const std::lock_guard lock{mutex_};
  auto sessions = std::move(report.sessions);
  report = counts_;
  report.sessions = std::move(sessions);
}

bool AccountingQueue::is_idle() const {
  const std::lock_guard lock{mutex_};
  return counts_.queued == 0;
}

}  // namespace ferry::aaa

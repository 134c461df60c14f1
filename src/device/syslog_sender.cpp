#include "device/syslog_sender.h"

#include <algorithm>
#include <utility>

#include "commands/log_routes.h"
#include "log/catalogue.h"

namespace ferry::device {
namespace {

using Hosts = std::vector<std::shared_ptr<SyslogHost>>;

log::SyslogFormat syslog_format(const config::Config& config) {
  const std::string domain = config.domain_name.empty() ? "" : "." + config.domain_name;
  return {.form = config.logging.structured_syslog ? log::SyslogForm::structured : log::SyslogForm::ios,
          .facility = config.logging.facility,
          .host = config.hostname + domain};
}

std::shared_ptr<SyslogHost> find(const Hosts& hosts, const config::LogHost& wanted) {
  const auto found = std::ranges::find(hosts, wanted, [](const auto& host) { return host->host(); });
  return found == hosts.end() ? nullptr : *found;
}

/// Those of `hosts` that are not among `others`.
Hosts without(const Hosts& hosts, const Hosts& others) {
  Hosts left;
  for (const auto& host : hosts) {
    if (std::ranges::find(others, host) == others.end()) left.push_back(host);
  }
  return left;
}

}  // namespace

SyslogSender::SyslogSender(SyslogHost::Environment environment) : environment_(environment) {
  environment_.log.add(*this, std::nullopt);
}

SyslogSender::~SyslogSender() {
  environment_.log.remove(*this);
  for (const auto& host : hosts_) host->stop();
}

void SyslogSender::follow(const config::Config& config) {
  const std::lock_guard only_one{following_};
  const Hosts before = current();
  Hosts after;
  for (const config::LogHost& wanted : config.logging.hosts) {
    const auto present = find(before, wanted);
    after.push_back(present ? present : std::make_shared<SyslogHost>(environment_, wanted));
  }
  const Hosts added = without(after, before);
  const Hosts removed = without(before, after);
  for (const auto& host : added) host->start();
  {
    const std::lock_guard lock{mutex_};
    hosts_ = std::move(after);
    format_ = syslog_format(config);
  }
  const auto level = config.logging.on ? commands::log_level(config.logging.trap_level) : std::nullopt;
  environment_.log.set_level(*this, level);
  for (const auto& host : removed) host->stop();
  announce(removed, log::LoggingHostChange::removed);
  announce(added, log::LoggingHostChange::configured);
}

void SyslogSender::announce(const Hosts& hosts, log::LoggingHostChange change) {
  for (const auto& host : hosts) {
    log::logging_host(environment_.log, {host->host().address, host->host().port}, change);
  }
}

void SyslogSender::write(const log::Message& message) {
  const std::uint64_t number = ++count_;
  const std::lock_guard lock{mutex_};
  if (hosts_.empty()) return;
  const auto packet = std::make_shared<const std::string>(log::syslog_packet(message, number, format_));
  for (const auto& host : hosts_) host->enqueue(packet);
}

Hosts SyslogSender::current() const {
  const std::lock_guard lock{mutex_};
  return hosts_;
}

std::vector<commands::LogHostFacts> SyslogSender::hosts() const {
  std::vector<commands::LogHostFacts> facts;
  for (const auto& host : current()) facts.push_back(host->facts());
  return facts;
}

bool SyslogSender::is_idle() const {
  return std::ranges::all_of(current(), [](const auto& host) { return host->is_idle(); });
}

}  // namespace ferry::device
